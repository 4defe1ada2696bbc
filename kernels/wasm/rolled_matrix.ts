import type { Instruction, Level } from "../ir.ts";
import type { Tile } from "./frame.ts";
type MatrixInstruction = Extract<Instruction, { kind: "dense" } | { kind: "inverse" }>;
export function rolledMatrix(tile: Tile, instruction: MatrixInstruction, level: Level): void {
  throw new Error("todo");
}
