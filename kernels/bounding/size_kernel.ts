import { unionAxes } from "../../src/expr/axes.ts";
import type { Accumulator, Instruction, Kernel, Level, Register, Value } from "../ir/kernel.ts";

const made = new WeakMap<Kernel, Kernel>();

/** The same sweep with the sizes of its terms: Σ|x| for each sum. What else it computes stays as it is. */
export function sizeKernel(kernel: Kernel): Kernel {
  let known = made.get(kernel);
  if (known === undefined) made.set(kernel, known = withSizes(kernel));
  return known;
}

function withSizes({ rows, lane, levels, accumulators, stores }: Kernel): Kernel {
  let next = levels.flat().reduce((most, { out }) => Math.max(most, out.id + 1), 0);
  const added: [Instruction[], Instruction[], Instruction[]] = [[], [], []];
  const map = (op: "abs" | "mul" | "weigh", args: readonly Value[]): Register => {
    const level = args.reduce<Level>((most, arg) => arg.level > most ? arg.level : most, 0);
    const cells = unionAxes(...args.map(({ cells }) => cells), []);
    const out: Register = { kind: "register", id: next++, level, cells };
    added[level].push({ kind: "map", out, op, args });
    return out;
  };
  const sized = (one: Accumulator): Accumulator => {
    if (one.op !== "sum" && one.op !== "dot") return one;
    const term = one.op === "sum" ? one.args[0]! : map(one.weighs ? "weigh" : "mul", one.args);
    return { ...one, op: "sum", args: [map("abs", [term])], weighs: false };
  };
  const summed = accumulators.map(sized);
  return {
    rows,
    lane,
    levels: [
      [...levels[0], ...added[0]],
      [...levels[1], ...added[1]],
      [...levels[2], ...added[2]],
    ],
    accumulators: summed,
    stores,
  };
}
