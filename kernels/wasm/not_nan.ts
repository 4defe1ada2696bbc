import type { Value } from "../ir.ts";
import type { Frame } from "./frame.ts";

/** Whether a value is known never to be NaN: then the one-instruction minimum and maximum do what the exact ones do. */
export function neverNaN(frame: Frame, value: Value): boolean {
  if (value.kind === "memory") {
    // the numbers of an input are checked when they come in
    return value.buffer.source !== undefined;
  }
  const register = value.kind === "view" ? value.of : value;
  const instruction = frame.definition(register);
  switch (instruction.kind) {
    case "const":
      return !Number.isNaN(instruction.value);
    case "extent":
    case "index":
      return true;
    case "map":
      switch (instruction.op) {
        case "min":
        case "max":
        case "abs":
        case "neg":
        case "square":
        case "floor":
        case "sign":
          return instruction.args.every((arg) => neverNaN(frame, arg));
        case "less":
        case "lessEqual":
        case "equal":
        case "uniform":
          return true;
        default:
          return false;
      }
    default:
      return false;
  }
}
