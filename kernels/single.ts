import { isLong, isQuadratic } from "../src/expr/axes.ts";
import type { Op } from "../src/expr/ops.ts";
import type { Instruction, Kernel } from "./ir.ts";

/**
 * Whether a step can run in single precision: a sweep over pairs whose results change little where the data change little.
 * What jumps stays in double precision (which component a draw falls to, whether one box lies in another), and so do
 * draws and whole numbers that may not fit into 24 bits.
 */
export function suitsSingle({ rows, lane, levels, accumulators, stores }: Kernel): boolean {
  return accumulators.length > 0 && stores.length === 0 && lane !== null &&
    rows.some(isQuadratic) && levels.flat().every(isContinuous);
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
