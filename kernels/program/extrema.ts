import { neverNaN } from "./not_nan.ts";
import { definitionsOf, type Program, rewritten } from "./program.ts";

/**
 * Minima and maxima say which of their arguments is never NaN: one instruction of a vector machine then does what takes
 * seven, for it keeps a NaN of the other.
 */
export function withSureExtrema(program: Program): Program {
  const isSure = neverNaN(definitionsOf(program));
  return rewritten(program, (instruction) => {
    if (instruction.kind !== "map") return instruction;
    const { op, args } = instruction;
    if (op !== "min" && op !== "max") return instruction;
    if (isSure(args[1]!)) return { ...instruction, sure: 1 };
    return isSure(args[0]!) ? { ...instruction, sure: 0 } : instruction;
  });
}
