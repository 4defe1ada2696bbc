import { isLong, isQuadratic } from "../src/expr/axes.ts";
import type { Op } from "../src/expr/ops.ts";
import type { Instruction, Kernel } from "./ir.ts";

/**
 * Whether a step can run in single precision: a sweep over pairs whose results change little where the data change little.
 * What jumps stays in double precision (which component a draw falls to, whether one box lies in another), and so do
 * draws and whole numbers that may not fit into 24 bits.
 */
export function suitsSingle({ rows, lane, levels, accumulators, stores }: Kernel): boolean {
  if (accumulators.length === 0 || stores.length > 0 || lane === null) return false;
  // over draws a gradient is a small difference of large sums, in which a narrow component's rounding counts
  const overDraws = [...rows, lane].some(({ set }) => set.role === "row");
  if (overDraws && accumulators.some(({ op }) => op !== "logSumExp")) return false;
  return rows.some(isQuadratic) && levels.flat().every(isContinuous);
}

const jumps: ReadonlySet<Op> = new Set<Op>(
  ["less", "lessEqual", "equal", "sign", "floor", "select", "uniform", "normalQuantile"],
);

function isContinuous(instruction: Instruction): boolean {
  switch (instruction.kind) {
    case "map":
      return !jumps.has(instruction.op);
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
    default:
      return instruction satisfies never;
  }
}
