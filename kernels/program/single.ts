import { isLong, isQuadratic } from "../../src/expr/axes.ts";
import { traits } from "../../src/expr/traits.ts";
import type { Instruction, Kernel } from "../ir/kernel.ts";
import { readsOf } from "../ir/reads.ts";

/**
 * Which kernels of a plan can run in single precision: sweeps over pairs whose results change little where the data change
 * little. What jumps stays in double precision (which component a draw falls to, whether one box lies in another), and so do
 * draws and whole numbers that may not fit into 24 bits. A log-sum-exp and the shares that are taken from it are rounded
 * alike or not at all: where the shares stay in double precision, so does the log-sum-exp.
 */
export function singleKernels(kernels: readonly Kernel[]): ReadonlySet<Kernel> {
  const single = new Set(kernels.filter(isSingle));
  for (const kernel of kernels) {
    if (single.has(kernel) || !isOverPairs(kernel)) continue;
    for (const other of single) if (readsLogs(kernel, other)) single.delete(other);
  }
  return single;
}

/** Whether a kernel reads log-sum-exps that another one has computed. */
export function readsLogs(kernel: Kernel, of: Kernel): boolean {
  const read = readsOf(kernel);
  return of.accumulators.some(({ op, into }) => op === "logSumExp" && read.has(into));
}

/** Whether a kernel does no more with what it reads along its lanes than add it up: errors of single numbers do not count there. */
export function onlyAverages(kernel: Kernel): boolean {
  return kernel.lane !== null && kernel.stores.length === 0 && !kernel.rows.some(isQuadratic);
}

function isOverPairs({ rows, lane }: Kernel): boolean {
  return lane !== null && rows.some(isQuadratic);
}

function isSingle({ rows, lane, levels, accumulators, stores }: Kernel): boolean {
  if (accumulators.length === 0 || stores.length > 0 || lane === null) return false;
  // over draws a gradient is a small difference of large sums, in which a narrow component's rounding counts
  const overDraws = [...rows, lane].some(({ set }) => set.role === "row");
  if (overDraws && accumulators.some(({ op }) => op !== "logSumExp")) return false;
  return rows.some(isQuadratic) && levels.flat().every(isContinuous);
}

function isContinuous(instruction: Instruction): boolean {
  switch (instruction.kind) {
    case "map":
      return traits[instruction.op].change === "continuous";
    case "index":
      return !isLong(instruction.axis);
    case "gather":
      return false;
    case "const":
    case "extent":
    case "fold":
    case "dot":
    case "inverse":
    case "dense":
      return true;
    case "guarded":
      return isContinuous(instruction.slow);
    default:
      return instruction satisfies never;
  }
}
