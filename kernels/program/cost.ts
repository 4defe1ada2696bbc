import type { Axis } from "../../src/expr/axes.ts";
import { traits } from "../../src/expr/traits.ts";
import { sweepsFor } from "../../src/expr/rotations.ts";
import type { Instruction, Kernel, Level, Value } from "../ir/kernel.ts";

/** About how many additions the instructions of a level cost, each time they run. */
export function workOf(kernel: Kernel, level: Level): number {
  const instructions = kernel.levels[level].reduce((sum, i) => sum + instructionWork(i), 0);
  if (level < 2 && kernel.lane !== null) return instructions;
  const reductions = kernel.accumulators.reduce(
    (sum, { op, cells }) => sum + count(cells) * (op === "logSumExp" ? 22 : 1),
    0,
  );
  return instructions + reductions +
    kernel.stores.reduce((sum, s) => sum + count(s.value.cells), 0);
}

/** What an addition to a sum costs that is kept in memory, in nanoseconds; those of few cells are kept in registers. */
const inMemory = 6, inRegisters = 8;

/**
 * About how many nanoseconds a lane of a row takes, at most: what a call of generated code is cut by. Sums of products take
 * d² of them instead of what they replace.
 */
export function laneTime(kernel: Kernel): number {
  const lanes = kernel.levels[2];
  const replaced = new Set<Value>();
  let time = workOf(kernel, 2);
  for (const instruction of lanes) {
    if (instruction.kind !== "guarded" || instruction.fast.form !== "products") continue;
    instruction.slow.args.forEach((arg) => replaced.add(arg.kind === "view" ? arg.of : arg));
    time += 2 * instruction.fast.row.set.extent ** 2;
  }
  for (const instruction of lanes) {
    if (replaced.has(instruction.out)) time -= instructionWork(instruction);
  }
  for (const { cells } of kernel.accumulators) {
    if (count(cells) > inRegisters) time += inMemory * count(cells);
  }
  return time;
}

/** About how many additions one instruction costs. */
export function instructionWork(instruction: Instruction): number {
  const { out } = instruction;
  switch (instruction.kind) {
    case "const":
    case "extent":
      return 0;
    case "index":
      return 1;
    case "map":
      return count(out.cells) * traits[instruction.op].cost;
    case "fold":
    case "dot": {
      const each = instruction.kind === "fold" && instruction.op === "logSumExp" ? 20 : 1;
      return count(out.cells) * instruction.over.set.extent * each;
    }
    case "gather":
      return count(out.cells) * 5;
    case "inverse":
      return count(out.cells) * instruction.row.set.extent / 3;
    case "dense":
      return denseWork(instruction);
    case "guarded":
      return instructionWork(instruction.slow);
    default:
      return instruction satisfies never;
  }
}

function denseWork(
  { op, out, row, column, args }: Extract<Instruction, { kind: "dense" }>,
): number {
  const d = row.set.extent;
  const others = count(out.cells.filter((axis) => axis !== row && axis !== column));
  const each = {
    factor: d * d * d / 6 + d * d * args.length / 4 + 10 * d,
    definite: d * d * d / 6 + d * d * args.length / 4 + 10 * d,
    eigenvectors: 6 * d * d * d * sweepsFor(d),
    logDet: 5 * d + 25,
    quadratic: d * d / 2 + 5 * d,
    trace: d * d * d / 6 + d * d,
    forward: d * d / 2 + 5 * d,
    backward: d * d / 2 + 5 * d,
    solve: d * d + 5 * d,
  };
  return others * each[op];
}

/** How many cells these axes have together. */
export function count(axes: readonly Axis[]): number {
  return axes.reduce((product, axis) => product * axis.set.extent, 1);
}
