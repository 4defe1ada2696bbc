import type { Kernel, Value } from "../../../kernels/ir/kernel.ts";
import type { Facts } from "../../../kernels/wgsl/facts.ts";
import { differenceGroups, type Group } from "../../../kernels/wgsl/slots.ts";
import type { Buffer } from "../../plan/types.ts";
import { nameOf } from "./names.ts";
import { type Centre, centreOf } from "./centres.ts";
import { limits } from "./limits.ts";
import { type PlanNumbers, ratioOf, reachText, widthsOf } from "./reach.ts";
import { readsOf } from "../../../kernels/ir/reads.ts";
import { unfitFor } from "./unfit.ts";

/** How a sweep must be printed so that its data keep their digits, or why they cannot. */
export type GpuDigits =
  | {
    readonly exactDifferences: boolean;
    readonly centres: ReadonlyMap<Group, Centre>;
  }
  | { readonly reason: string };

/** The numbers that are there. */
export interface GpuNumbers extends PlanNumbers {
  readonly facts: Facts;
}

/** Whether the numbers that a sweep reads go into single precision. */
export function gpuDigitsOf(
  kernel: Kernel,
  about: GpuNumbers,
): GpuDigits {
  const { looks, facts, known } = about;
  const { reach: reachOf, reachOfPairs } = limits.gpu;
  for (const buffer of readsOf(kernel)) {
    const traits = { whole: facts.whole(buffer), scale: facts.scale(buffer) };
    const reason = known(buffer) ? unfitFor(buffer, looks.at(buffer), traits) : undefined;
    if (reason !== undefined) return { reason };
  }
  const matrices = matrixReason(kernel, about);
  if (matrices !== undefined) return { reason: matrices };
  const centres = new Map<Group, Centre>();
  let exactDifferences = false;
  let widths: Float64Array | undefined;
  for (const group of groupsOf(kernel)) {
    const ready = group.buffers.filter(known);
    if (ready.length === 0) continue;
    const centre = centreOf({ ...group, buffers: ready }, looks);
    centres.set(group, centre);
    widths ??= widthsOf(kernel, about);
    // of no width is known: then every digit may count
    const reach = ratioOf(group.buffers[0]!, centre.reach, widths, reachOf + 1);
    if (reach.ratio > reachOfPairs) {
      return {
        reason: `${
          reachText(group.buffers, reach)
        }, more than the 2²⁰ that single precision can tell apart`,
      };
    }
    if (reach.ratio > reachOf) exactDifferences = true;
  }
  return { exactDifferences, centres };
}

/** The groups of a kernel, each once. */
export function groupsOf(kernel: Kernel): ReadonlySet<Group> {
  const groupOf = differenceGroups(kernel);
  const found = new Set<Group>();
  for (const instruction of kernel.levels.flat()) {
    if (instruction.kind !== "map" || instruction.op !== "sub") continue;
    const group = groupOf(instruction.args);
    if (group !== undefined) found.add(group);
  }
  return found;
}

/** Why the matrices that a sweep factors or solves with lose too many digits. */
function matrixReason(kernel: Kernel, about: GpuNumbers): string | undefined {
  const { looks, known } = about;
  const seen = new Set<string>();
  const check = (value: Value, kind: "matrix" | "factor"): string | undefined => {
    if (value.kind !== "memory" || seen.has(`${value.buffer.id} ${kind}`)) return undefined;
    seen.add(`${value.buffer.id} ${kind}`);
    const own = known(value.buffer) ? value.buffer : undefined;
    const matrix = own ?? matrixOf(value.buffer, about);
    if (matrix === undefined) return undefined;
    const growth = looks.growth(matrix, own ? kind : "matrix");
    const { growthOfMatrix, growthOfFactor } = limits.gpu;
    const trusted = kind === "matrix" ? growthOfMatrix : growthOfFactor;
    if (growth <= trusted) return undefined;
    return `a matrix of ${
      nameOf(matrix)
    } is too ill-conditioned for single precision: its factor makes rounding errors ${
      growth.toExponential(1)
    } times as large, and up to ${trusted} times would keep the digits`;
  };
  for (const instruction of kernel.levels.flat()) {
    const args = instruction.kind === "inverse"
      ? [instruction.factor]
      : instruction.kind === "dense"
      ? instruction.args
      : [];
    const isFactor = instruction.kind === "dense" && instruction.op === "factor";
    const isTrace = instruction.kind === "dense" && instruction.op === "trace";
    for (const [m, arg] of args.entries()) {
      // factor: c₁, S₁, …; trace: two factors; the others: a factor and a vector
      if (isFactor ? m % 2 === 0 : m > 0 && !isTrace) continue;
      const reason = check(arg, isFactor ? "matrix" : "factor");
      if (reason !== undefined) return reason;
    }
  }
  return undefined;
}

/** The input whose factor a buffer will hold. */
function matrixOf({ node }: Buffer, { plan }: GpuNumbers): Buffer | undefined {
  if (node?.kind !== "dense" || node.op !== "factor" || node.args.length !== 2) return undefined;
  const [, matrix] = node.args;
  if (matrix?.kind !== "input") return undefined;
  return plan.inputs.find(({ source }) => source === matrix.source);
}
