import type { Instruction, Kernel, Register, Value } from "../../ir/kernel.ts";
import type { Dependence } from "../frame/frame.ts";
import type { Axis } from "../../../src/expr/axes.ts";
/** On what each value depends: on the row axis whose neighbours share a tile, and on the lane. */
export function dependenceIn(
  { lane }: Kernel,
  inner: Axis | null,
  definition: (register: Register) => Instruction,
): (value: Value) => Dependence {
  const known = new Map<Register, Dependence>();
  const over = (axes: readonly (Axis | null)[]): Dependence => ({
    row: inner !== null && axes.includes(inner),
    lane: lane !== null && axes.includes(lane),
  });
  const union = (list: readonly Dependence[]): Dependence => ({
    row: list.some(({ row }) => row),
    lane: list.some(({ lane }) => lane),
  });
  const dependence = (value: Value): Dependence => {
    if (value.kind === "memory") return over(value.dims);
    const register = value.kind === "view" ? value.of : value;
    let result = known.get(register);
    if (result === undefined) {
      const instruction = definition(register);
      result = compute(instruction);
      known.set(register, result);
    }
    return result;
  };
  const compute = (instruction: Instruction): Dependence => {
    switch (instruction.kind) {
      case "const":
      case "extent":
        return over([]);
      case "index":
        return over([instruction.axis]);
      case "map":
      case "fold":
      case "dot":
      case "dense":
        return union(instruction.args.map(dependence));
      case "gather":
        return union([
          over(instruction.from.dims.filter((_, t) => t !== instruction.dim)),
          dependence(instruction.index),
        ]);
      case "inverse":
        return dependence(instruction.factor);
      case "guarded":
        return compute(instruction.slow);
      default:
        return instruction satisfies never;
    }
  };
  return dependence;
}
