import { holds } from "../../../src/expr/traits.ts";
import type { Instruction, Register, Value } from "../../ir/kernel.ts";
import type { Frame } from "../frame/frame.ts";

/** What gives the instruction of a register. */
type Definitions = Pick<Frame, "definition">;

// each is decided once, however often it is read: a chain of extrema reads its links again and again
const known = new WeakMap<Register, boolean>();

/** Whether a value is known never to be NaN: then the one-instruction minimum and maximum do what the exact ones do. */
export function neverNaN(frame: Definitions, value: Value): boolean {
  // the numbers of an input are checked when they come in, unless they are what another plan has computed
  if (value.kind === "memory") return (value.buffer.domain ?? "any") !== "any";
  const register = value.kind === "view" ? value.of : value;
  const before = known.get(register);
  if (before !== undefined) return before;
  const decided = resultIsNeverNaN(frame, frame.definition(register));
  known.set(register, decided);
  return decided;
}

function resultIsNeverNaN(frame: Definitions, instruction: Instruction): boolean {
  if (instruction.kind === "const") return !Number.isNaN(instruction.value);
  if (instruction.kind === "extent" || instruction.kind === "index") return true;
  return instruction.kind === "map" &&
    holds("notNaN", instruction, (arg) => neverNaN(frame, arg));
}
