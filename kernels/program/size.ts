import type { DenseOp } from "../../src/expr/node.ts";
import { isCheap, traits } from "../../src/expr/traits.ts";
import type { Accumulator, Instruction, Kernel, Level } from "../ir/kernel.ts";

const ofDense: { readonly [K in Exclude<DenseOp, "lower" | "divergence">]: number } = {
  factor: 190,
  definite: 100,
  eigenvectors: 150,
  trace: 130,
  quadratic: 100,
  forward: 70,
  backward: 70,
  solve: 100,
  logDet: 70,
};

/** What runs once a step or a row is written once, what runs along the lanes also for the end of the lanes. */
const copies: { readonly [L in Level]: number } = { 0: 0.5, 1: 0.5, 2: 1 };

/**
 * About how many locals a function has that computes a kernel one row and one vector at a time, with loops over short
 * axes: what an engine needs to compile it grows with their square. It is right to a factor of two.
 */
export function sizeOf({ levels, accumulators, stores, mirrors }: Kernel): number {
  let size = 30;
  levels.forEach((list, level) => {
    for (const one of list) size += instructionSize(one) * copies[level as Level];
  });
  for (const accumulator of accumulators) size += accumulatorSize(accumulator);
  for (const { value } of stores) size += value.cells.length > 0 ? 30 : 5;
  // unordered pairs have code for the block on the diagonal too
  return mirrors === undefined ? size : 1.5 * size;
}

/** Locals of the loop over the cells of an operation: their addresses. Cheap ones are done where they are read. */
function loopSize({ op, out }: Extract<Instruction, { kind: "map" }>): number {
  if (out.cells.length === 0) return 0;
  return isCheap(op) ? 15 : 45;
}

function accumulatorSize({ op, cells }: Accumulator): number {
  if (op === "logSumExp") return 90;
  return cells.length > 0 ? 70 : 30;
}

function instructionSize(instruction: Instruction): number {
  switch (instruction.kind) {
    case "const":
    case "extent":
    case "index":
      return 1;
    case "map":
      return traits[instruction.op].variables + loopSize(instruction);
    case "fold":
    case "dot":
      return 50;
    case "gather":
      return 20;
    case "inverse":
      return 150;
    case "dense":
      return ofDense[instruction.op];
    case "guarded":
      return instructionSize(instruction.slow);
    default:
      return instruction satisfies never;
  }
}
