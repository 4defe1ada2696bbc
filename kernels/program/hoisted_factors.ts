import type { Instruction, Scaled, Value } from "../ir/kernel.ts";
import { type Definition, definitionsOf, type Program, rewritten } from "./program.ts";

/**
 * −½·x/σ² as x times one number: the factors that do not depend on the lane are multiplied once a row, and division along
 * the lanes, the slowest of all operations, is gone. It is rounded otherwise than factor by factor, by an ulp or two.
 */
export function withHoistedFactors(program: Program): Program {
  const definition = definitionsOf(program);
  return rewritten(program, (instruction, level) => {
    if (level < 2 || instruction.kind !== "map" || instruction.out.cells.length > 0) {
      return instruction;
    }
    const scaled = ofInstruction(definition, instruction);
    if (scaled === undefined) return instruction;
    const { factors, negative } = scaled;
    // one product for another gains nothing
    const changes = factors.length + (negative ? 1 : 0);
    const isWorth = factors.length > 0 &&
      (changes > 1 || factors.some(({ divides }) => divides));
    return isWorth
      ? { kind: "guarded", out: instruction.out, fast: scaled, slow: instruction }
      : instruction;
  });
}

function scaledOf(definition: Definition, value: Value): Scaled {
  const isPlain = value.kind !== "register" || value.level < 2 || value.cells.length > 0;
  return (isPlain ? undefined : ofInstruction(definition, definition(value))) ??
    { form: "scaled", base: value, factors: [], negative: false };
}

function ofInstruction(definition: Definition, instruction: Instruction): Scaled | undefined {
  if (instruction.kind !== "map") return undefined;
  const { op, args: [x, y] } = instruction;
  if (op === "neg") {
    const inner = scaledOf(definition, x!);
    return { ...inner, negative: !inner.negative };
  }
  const by = (rest: Value, value: Value, divides: boolean): Scaled => {
    const inner = scaledOf(definition, rest);
    return { ...inner, factors: [...inner.factors, { value, divides }] };
  };
  if (op === "div" && isFactor(y!)) return by(x!, y!, true);
  if (op === "mul" && isFactor(x!)) return by(y!, x!, false);
  if (op === "mul" && isFactor(y!)) return by(x!, y!, false);
  return undefined;
}

function isFactor(value: Value): boolean {
  return value.level < 2 && value.cells.length === 0;
}
