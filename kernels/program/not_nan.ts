import { holds } from "../../src/expr/traits.ts";
import { type Instruction, plainOf, type Register, type Value } from "../ir/kernel.ts";
import type { Definition } from "./program.ts";

/** Says of the values of a kernel whether they are known never to be NaN. */
export function neverNaN(definition: Definition): (value: Value) => boolean {
  // each is decided once, however often it is read: a chain of extrema reads its links again and again
  const known = new Map<Register, boolean>();
  const isSure = (value: Value): boolean => {
    // the numbers of an input are checked when they come in, unless they are what another plan has computed
    if (value.kind === "memory") return (value.buffer.domain ?? "any") !== "any";
    const register = value.kind === "view" ? value.of : value;
    const before = known.get(register);
    if (before !== undefined) return before;
    const decided = isSureResult(plainOf(definition(register)));
    known.set(register, decided);
    return decided;
  };
  const isSureResult = (instruction: Instruction): boolean => {
    if (instruction.kind === "const") return !Number.isNaN(instruction.value);
    if (instruction.kind === "extent" || instruction.kind === "index") return true;
    return instruction.kind === "map" && holds("notNaN", instruction, isSure);
  };
  return isSure;
}
