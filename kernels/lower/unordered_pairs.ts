import type { Step, Task } from "../../src/plan/types.ts";
import type { Kernel, Pairs } from "../ir/kernel.ts";
import { workOf } from "../program/cost.ts";

/** What half the pairs must save, to make up for the sums by columns: they go through memory. */
const worth = 0.9;

/**
 * Whether a sweep over pairs is better done by unordered pairs, and which of its accumulators. A log-sum-exp must have
 * equal exponents both ways round, so that one exponential serves both, and be one number a row; a sum only needs to
 * share something.
 */
export function pairsOf(
  { kind, rows, lane, tasks }: Step,
  plain: Kernel,
  lowered: (tasks: readonly Task[], mirrored?: boolean) => Kernel,
): Pairs | undefined {
  const row = rows.at(-1);
  const isSquare = kind === "sweep" && lane !== null && row?.set === lane.set &&
    rows.slice(0, -1).every((axis) => axis.set !== lane.set);
  if (!isSquare) return undefined;
  const whole = lowered(tasks, true);
  const isSymmetric = (t: number) => {
    const { op, args, cells } = whole.accumulators[t]!;
    if (op === "max") return false;
    return op !== "logSumExp" || (cells.length === 0 && whole.mirrors?.[t]?.[0] === args[0]);
  };
  const chosen = tasks.filter((_task, t) => isSymmetric(t));
  if (chosen.length === 0) return undefined;
  const symmetric = chosen.length === tasks.length ? whole : lowered(chosen, true);
  const others = tasks.filter((task) => !chosen.includes(task));
  const rest = others.length === 0 ? undefined : lowered(others);
  const pairs = { symmetric, rest };
  return isWorth(pairs, plain) ? pairs : undefined;
}

/** Whether a sweep takes less work by unordered pairs than as it is. */
export function isWorth({ symmetric, rest }: Pairs, plain: Kernel): boolean {
  const work = pairWork(symmetric) / 2 + (rest === undefined ? 0 : workOf(rest, 2));
  return work < worth * workOf(plain, 2);
}

/** The work of a pair and its mirror. */
function pairWork(kernel: Kernel): number {
  const columns = kernel.accumulators.reduce(
    (sum, { cells }) => sum + cells.reduce((product, axis) => product * axis.set.extent, 1),
    0,
  );
  return workOf(kernel, 2) + 1.5 * columns;
}
