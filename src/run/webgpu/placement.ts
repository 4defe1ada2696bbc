import type { Kernel } from "../../../kernels/ir/kernel.ts";
import { type Node, topological } from "../../expr/node.ts";
import { isOverPairs } from "../../plan/sweep.ts";
import { extentOf, type Plan, type Sizes } from "../../plan/types.ts";
import { mostWhole } from "../digits/limits.ts";
import { printing } from "./printed.ts";
import { defaultSchedule } from "./sweep_schedule.ts";

/** Where a step runs, and why. */
export interface StepPlace {
  readonly device: "cpu" | "gpu";
  readonly reason: string;
  /** Statements for a pair, of a sweep on the GPU. */
  readonly statements: number;
}

/** What is said of the steps of a plan without sizes or numbers, kept as long as the plan: it takes the printing of all sweeps. */
const known = new WeakMap<Plan, readonly StepPlace[]>();

/**
 * Where each step of a plan runs: sweeps over pairs on the GPU; all else, which is linear in the size of the input, in double
 * precision on the CPU, and so what decides which component is meant: of a draw, or of equal ones.
 */
export function placement(
  plan: Plan,
  kernels: readonly Kernel[],
  sizes: Sizes,
): readonly StepPlace[] {
  let places = known.get(plan);
  if (places === undefined) known.set(plan, places = anySizePlacement(plan, kernels));
  return places.map((place, s) => {
    const { rows, lane } = plan.steps[s]!;
    const long = place.device === "cpu"
      ? undefined
      : [...rows, ...lane === null ? [] : [lane]].find((axis) =>
        extentOf(axis, sizes) >= mostWhole
      );
    return long === undefined ? place : onCpu(
      `more than 2²⁴ indices along ${long.set.letter} are not exact in single precision`,
    );
  });
}

function onCpu(reason: string): StepPlace {
  return { device: "cpu", reason, statements: 0 };
}

function anySizePlacement(plan: Plan, kernels: readonly Kernel[]): StepPlace[] {
  const deciding = decidingNodes(plan);
  return plan.steps.map((step, s): StepPlace => {
    if (!isOverPairs(step)) {
      return onCpu("linear in the size of the input: double precision is cheap");
    }
    if (step.tasks.some(({ node }) => deciding.has(node))) {
      return onCpu("decides which component is meant: that needs double precision");
    }
    const printed = printing(kernels[s]!, plan, defaultSchedule);
    if ("reason" in printed) return onCpu(printed.reason);
    const { statements } = printed;
    return { device: "gpu", reason: `over pairs, ${statements} statements each`, statements };
  });
}

/** The values that an index of a gathered value depends on. */
function decidingNodes(plan: Plan): ReadonlySet<Node> {
  const roots = plan.steps.flatMap(({ tasks }) => tasks.map(({ node }) => node));
  const indices = topological(roots).flatMap((node) => node.kind === "take" ? [node.args[1]] : []);
  return new Set(topological(indices));
}
