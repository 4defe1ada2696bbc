import type { Instruction } from "../ir/kernel.ts";
import { pointsOf } from "./points.ts";
import type { Term } from "./reals.ts";

/** What is known of values that the host computes: of elementwise operations their facts, of others nothing. */
export function onHost(
  instruction: Instruction,
  cells: (instruction: Instruction) => readonly Term[],
): readonly Term[] {
  switch (instruction.kind) {
    case "const":
    case "extent":
    case "index":
    case "map":
      return cells(instruction);
    case "guarded":
      return onHost(instruction.slow, cells);
    case "fold":
    case "dot":
    case "gather":
    case "inverse":
    case "dense":
      return pointsOf(instruction.out.cells).map(() => ({ text: "of the host", wide: false }));
    default:
      return instruction satisfies never;
  }
}
