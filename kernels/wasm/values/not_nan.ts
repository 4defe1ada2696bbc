import type { Op } from "../../../src/expr/ops.ts";
import type { Value } from "../../ir/kernel.ts";
import type { Frame } from "../frame/frame.ts";

/** Operations whose result is never NaN, and those that give NaN for NaN only. */
const never: ReadonlySet<Op> = new Set<Op>(["less", "lessEqual", "equal", "uniform"]);
const onlyForNaN: ReadonlySet<Op> = new Set<Op>([
  "min",
  "max",
  "abs",
  "neg",
  "square",
  "floor",
  "sign",
]);

/** Whether a value is known never to be NaN: then the one-instruction minimum and maximum do what the exact ones do. */
export function neverNaN(frame: Frame, value: Value): boolean {
  // the numbers of an input are checked when they come in
  if (value.kind === "memory") return value.buffer.source !== undefined;
  const instruction = frame.definition(value.kind === "view" ? value.of : value);
  if (instruction.kind === "const") return !Number.isNaN(instruction.value);
  if (instruction.kind === "extent" || instruction.kind === "index") return true;
  if (instruction.kind !== "map") return false;
  const { op, args } = instruction;
  return never.has(op) || (onlyForNaN.has(op) && args.every((arg) => neverNaN(frame, arg)));
}
