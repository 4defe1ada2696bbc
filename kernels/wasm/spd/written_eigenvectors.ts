import type { Level, MatrixInstruction } from "../../ir/kernel.ts";
import { withCell } from "../frame/cells.ts";
import { type Cell, type Cells, replicas, type Tile } from "../frame/frame.ts";
import { needSpread } from "../frame/need.ts";
import type { Copies } from "../frame/vector_arithmetic.ts";
import { eigenvectorsCode } from "./eigenvectors_code.ts";

/** Emits the eigenvectors of a symmetric matrix for code that is written out: their numbers go from scratch memory to locals. */
export function eigenvectorsWritten(
  tile: Tile,
  { out, row, column, args }: Extract<MatrixInstruction, { kind: "dense" }>,
  cells: Cells,
  level: Level,
  keep: (held: Copies, i: number, a: number) => void,
): void {
  const to = tile.frame.dependence(out);
  const site = { tile, level, d: row.set.extent, copies: replicas(tile, to) };
  const entry = (i: Cell, j: Cell) =>
    needSpread(tile, args[0]!, withCell(withCell(cells, row, i), column, j), to);
  // written out, all indices are numbers
  eigenvectorsCode(site, entry, (held, i, a) => keep(held, i as number, a as number));
}
