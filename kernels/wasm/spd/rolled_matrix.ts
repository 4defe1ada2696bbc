import { withoutAxes } from "../../../src/expr/axes.ts";
import type { Level, MatrixInstruction } from "../../ir/kernel.ts";
import { backward, forward } from "../../spd/substitution.ts";
import { arithmetic, type Copies } from "../frame/vector_arithmetic.ts";
import { across, splat } from "../bytes/emitter.ts";
import { type Cell, type Cells, emitterOf, type Tile } from "../frame/frame.ts";
import { eachCell, eachPoint } from "../memory/loop.ts";
import type { Shop } from "./rolled_blocks.ts";
import { rolledGram } from "./rolled_gram.ts";
import { rolledLogProduct } from "../sums/rolled_log_product.ts";
import { indicesIn, operationOf } from "./rolled_operation.ts";
import { blockSums } from "./block_sums.ts";
import { rolledColumns } from "./rolled_columns.ts";
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

/** One matrix operation: its result where it has no cells of its own; all others are written to their place. */
function operate(
  tile: Tile,
  instruction: MatrixInstruction,
  level: Level,
  cells: Cells,
): Copies | undefined {
  const { row } = instruction;
  const operation = operationOf(tile, instruction, level, cells);
  const { d, at, element, triangle, room, result } = operation;
  if (instruction.kind === "inverse") {
    const { other, factor } = instruction;
    const x = room("inverse triangle", d, d);
    const e = emitterOf(tile, level), one = across(e, operation.copies, () => splat(e, 1));
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
    return undefined;
  }
  const { op, args } = instruction;
  switch (op) {
    case "factor":
      rolledFactor(operation, instruction);
      return undefined;
    case "logDet": {
      const l = triangle(args[0]!, {});
      const held = rolledLogProduct(tile, level, d, operation.copies, (i) => l.at(i, i));
      return arithmetic(emitterOf(tile, level)).scale(held, 2);
    }
    case "quadratic": {
      const total = squares(operation);
      const l = triangle(args[0]!, { isSolved: true }), v = element(args[1]!);
      const y = room("solution", d);
      forward(blockSums(operation), l, {
        v,
        at: y.at,
        put: (held, i, t) => {
          y.put(held, i);
          total.add(held, t);
        },
      });
      return total.sum();
    }
    case "trace": {
      // tr S⁻¹T = ‖L⁻¹G‖², block by block of columns of the triangle G
      const total = squares(operation);
      const y = room("columns", d, operation.rows);
      const g = triangle(args[1]!, {});
      const l = triangle(args[0]!, { isHeavy: true, isSolved: true });
      rolledColumns(operation, l, { g: g.at, room: () => y, each: total.add });
      return total.sum();
    }
    case "forward":
    case "backward":
    case "solve": {
      const y = result((i) => at([row, i])), v = element(args[1]!);
      const l = triangle(args[0]!, { isSolved: true });
      const sums = blockSums(operation);
      if (op === "backward") eachCell(tile, level, d, (i) => y.put(v(i), i));
      else forward(sums, l, { v, at: y.at, put: y.put });
      if (op !== "forward") {
        const put = (held: Copies, i: Cell) => {
          y.put(held, i);
          return held;
        };
        backward(sums, l, { at: y.at, put });
      }
      return undefined;
    }
    default:
      return op satisfies never;
  }
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
