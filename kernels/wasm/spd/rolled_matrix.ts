import { withoutAxes } from "../../../src/expr/axes.ts";
import type { Level, MatrixInstruction } from "../../ir/kernel.ts";
import { arithmetic, type Copies } from "../frame/vector_arithmetic.ts";
import { across, splat } from "../bytes/emitter.ts";
import { type Cell, type Cells, emitterOf, type Tile } from "../frame/frame.ts";
import { eachCell, eachPoint } from "../memory/loop.ts";
import type { Shop } from "./rolled_blocks.ts";
import { rolledGram } from "./rolled_gram.ts";
import { rolledLogProduct } from "../sums/rolled_log_product.ts";
import { operationCode } from "./operation_code.ts";
import { indicesIn, type Operation, operationOf } from "./rolled_operation.ts";
import { blockSums } from "./block_sums.ts";
import { rolledColumns } from "./rolled_columns.ts";
import { eigenvectorsCode } from "./eigenvectors_code.ts";
import { rolledDefinite } from "./rolled_definite.ts";
import { rolledFactor } from "./rolled_factor.ts";
import { note } from "../frame/sections.ts";
import { storedFor, storeTo } from "../memory/stored.ts";
import { registerName } from "../frame/cells.ts";

/** Emits an operation on a symmetric positive definite matrix as loops over scratch memory. */
export function rolledMatrix(tile: Tile, instruction: MatrixInstruction, level: Level): void {
  const { out, row, column } = instruction;
  const inside = instruction.kind === "inverse" ? [row, instruction.other] : [row, column];
  const outer = withoutAxes(out.cells, inside);
  if (out.cells.length === 0) {
    const held = operate(tile, instruction, level, new Map()) as Copies;
    note(tile, level, registerName(out, new Map()), held);
    return;
  }
  const place = storedFor(tile, out);
  eachPoint(tile, level, outer, (cells) => {
    const held = operate(tile, instruction, level, cells);
    if (held !== undefined) storeTo(tile, level, place, indicesIn(out, cells), held);
  });
  tile.levels[level].stored.set(out, place);
}

/** An operation without cells, computed where it is read. */
export function rolledValue(
  tile: Tile,
  instruction: MatrixInstruction,
  cells: Cells,
  level: Level,
): Copies {
  return operate(tile, instruction, level, cells) as Copies;
}

/** One matrix operation at some cells outside the matrix. */
function operate(
  tile: Tile,
  instruction: MatrixInstruction,
  level: Level,
  cells: Cells,
): Copies | undefined {
  const { row } = instruction;
  const operation = operationOf(tile, instruction, level, cells);
  const { d, copies, at, element, triangle, room, result } = operation;
  return operationCode<Cell>({
    sums: blockSums(operation),
    element,
    triangle,
    room: () => room("solution", d),
    result: () => result((i) => at([row, i])),
    eachCell: (body) => eachCell(tile, level, d, body),
    squares: () => squares(operation),
    columns: () => {
      const y = room("columns", d, operation.rows);
      return (l, g, each) => rolledColumns(operation, l, { g, room: () => y, each });
    },
    logOfSquares: (x) => {
      const held = rolledLogProduct(tile, level, d, copies, x);
      return arithmetic(emitterOf(tile, level)).scale(held, 2);
    },
    factor: (instruction) => rolledFactor(operation, instruction),
    definite: (instruction) => rolledDefinite(operation, instruction),
    eigenvectors: ({ args, row, column }) => {
      const vectors = result((i, j) => at([row, i], [column, j]));
      eigenvectorsCode(operation, operation.entry(args[0]!), vectors.put);
    },
    inverse: (instruction) => rolledInverse(operation, instruction),
  }, instruction);
}

/** S⁻¹ = XᵀX with the triangle X = L⁻¹. */
function rolledInverse(
  operation: Operation,
  { row, other, factor }: Extract<MatrixInstruction, { kind: "inverse" }>,
): void {
  const { tile, level, copies, d, at, triangle, room, result } = operation;
  const x = room("inverse triangle", d, d);
  const e = emitterOf(tile, level), one = across(e, copies, () => splat(e, 1));
  rolledColumns(operation, triangle(factor, { isHeavy: true, isSolved: true }), {
    g: (i, j) => i === j ? one : undefined,
    room: (columns) => ({
      at: (i, c) => x.at(i, columns[c]!),
      put: (held, i, c) => x.put(held, i, columns[c]!),
    }),
  });
  const inverse = result((i, j) => at([row, i], [other, j]));
  rolledGram(operation, x.at, (held, i, j) => {
    inverse.put(held, i, j);
    if (i !== j) inverse.put(held, j, i);
  });
}

/** A running sum of squares, one local for each place in a block, so that additions do not wait for each other. */
function squares({ tile, level, rows, copies }: Shop) {
  const totals = Array.from({ length: rows }, () => {
    const e = emitterOf(tile, level);
    return across(e, copies, () => splat(e, 0));
  });
  const add = (held: Copies, t: number) => {
    const e = emitterOf(tile, level);
    const total = totals[t]!;
    const next = arithmetic(e).madd(held, held, total);
    next.forEach((local, c) => {
      e.code.get(local);
      e.code.set(total[c]!);
    });
  };
  const sum = (): Copies => totals.reduce((x, y) => arithmetic(emitterOf(tile, level)).add(x, y));
  return { add, sum };
}
