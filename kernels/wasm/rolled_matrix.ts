import { type Axis, withoutAxes } from "../../src/expr/axes.ts";
import type { Level, Register, Value } from "../ir.ts";
import { isRefined, noDoubt, refine } from "./accurate.ts";
import { arithmetic, type Copies } from "./arithmetic.ts";
import { across, splat } from "./emitter.ts";
import { type Cell, emitterOf, replicas, type Tile } from "./frame.ts";
import type { Cells } from "./load.ts";
import { eachIn, eachPoint } from "./loop.ts";
import { doubtPivot, type MatrixInstruction } from "./matrix.ts";
import { blocksFor, type Room, type Shop } from "./rolled_blocks.ts";
import { factorRefined } from "./rolled_refined.ts";
import { rolledGram } from "./rolled_gram.ts";
import { rolledBackward, rolledColumns, rolledForward } from "./rolled_solve.ts";
import { rolledLogProduct } from "./rolled_log_product.ts";
import { reciprocalsOf, triangleOf } from "./rolled_triangle.ts";
import { note } from "./sections.ts";
import { loadFrom, placeFor, storedFor, storeTo } from "./stored.ts";
import { cellOf, needSpread, registerName } from "./values.ts";

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
  const { out, row, column } = instruction, d = row.set.extent;
  const to = tile.frame.dependence(out), copies = replicas(tile, to);
  const shop: Shop = { tile, level, copies, d, ...blocksFor(copies) };
  const at = (...pairs: readonly (readonly [Axis, Cell])[]) => new Map([...cells, ...pairs]);
  const entry = (value: Value) => (i: Cell, j: Cell) =>
    needSpread(tile, value, at([row, i], [column, j]), to);
  const element = (value: Value) => (i: Cell) => needSpread(tile, value, at([row, i]), to);
  const triangle = (value: Value, options: { isHeavy?: boolean; isSolved?: boolean }) =>
    triangleOf(tile, value, { row, column, cells, level, to, ...options });
  /** Numbers in scratch memory that only this operation needs. */
  const room = (name: string, ...extents: readonly number[]): Room<Cell[]> => {
    const place = placeFor(tile, name, extents, copies);
    return {
      at: (...indices) => loadFrom(tile, level, place, indices),
      put: (held, ...indices) => storeTo(tile, level, place, indices, held),
    };
  };
  const result = (pairs: (...indices: Cell[]) => Cells): Room<Cell[]> => {
    const place = storedFor(tile, out);
    return {
      at: (...indices) => loadFrom(tile, level, place, indicesIn(out, pairs(...indices))),
      put: (held, ...indices) =>
        storeTo(tile, level, place, indicesIn(out, pairs(...indices)), held),
    };
  };
  if (instruction.kind === "inverse") {
    const { other, factor } = instruction;
    const x = room("inverse triangle", d, d);
    const one = constant(tile, level, 1, copies);
    rolledColumns(
      shop,
      triangle(factor, { isHeavy: true, isSolved: true }),
      (i, j) => i === j ? one : undefined,
      (columns) => ({
        at: (i, c) => x.at(i, columns[c]),
        put: (held, i, c) => x.put(held, i, columns[c]),
      }),
    );
    const inverse = result((i, j) => at([row, i], [other, j]));
    rolledGram(shop, x.at, (held, i, j) => {
      inverse.put(held, i, j);
      if (i !== j) inverse.put(held, j, i);
    });
    return undefined;
  }
  const { op, args } = instruction;
  switch (op) {
    case "factor": {
      const l = result((i, j) => at([row, i], [column, j]));
      clearOnce(tile, out);
      const coefficients = args.filter((_, m) => m % 2 === 0);
      const terms = args.filter((_, m) => m % 2 === 1).map(entry);
      const factors = () => coefficients.map((c) => needSpread(tile, c, cells, to));
      const sum = (i: Cell, j: Cell): Copies => {
        const c = factors(), s = terms.map((term) => term(i, j));
        const a = arithmetic(emitterOf(tile, level));
        return s.slice(1).reduce(
          (total, held, m) => a.madd(c[m + 1], held, total),
          a.mul(c[0], s[0]),
        );
      };
      const { place, indices } = reciprocalsOf(tile, out);
      const inverse: Room<[Cell]> = {
        at: (i) => loadFrom(tile, level, place, indices(at([row, i], [column, i]))),
        put: (held, i) => storeTo(tile, level, place, indices(at([row, i], [column, i])), held),
      };
      const doubts = isRefined(instruction) && tile.frame.shape === "f64x2"
        ? noDoubt(tile, level, copies)
        : undefined;
      const pivots = (pivot: Copies, diagonal: Copies) =>
        doubtPivot(tile, level, { pivot, diagonal, doubts });
      rolledFactor(shop, sum, pivots, l, inverse);
      if (doubts === undefined) return undefined;
      refine(
        { tile, level, d, copies, coefficients: factors(), terms },
        doubts,
        (t, pushEntry) => {
          const set = (local: number) => emitterOf(tile, level).code.set(local);
          eachIn(tile, level, { start: 0, end: d, by: 1 }, (loop) => {
            const i = { loop, plus: 0 }, end = { loop, plus: 1 };
            eachIn(tile, level, { start: 0, end, by: 1 }, (loop) => {
              const j = { loop, plus: 0 }, held = l.at(i, j);
              pushEntry(i, j, held[t]);
              set(held[t]);
              l.put(held, i, j);
            });
            const reciprocals = [...inverse.at(i)];
            const own = l.at(i, i)[t];
            reciprocals[t] = arithmetic(emitterOf(tile, level)).reciprocal([own])[0];
            inverse.put(reciprocals, i);
          });
        },
      );
      return undefined;
    }
    case "logDet": {
      const l = triangle(args[0], {});
      const held = rolledLogProduct(tile, level, d, copies, (i) => l.at(i, i));
      return arithmetic(emitterOf(tile, level)).scale(held, 2);
    }
    case "quadratic": {
      const total = squares(shop, copies);
      rolledForward(
        shop,
        triangle(args[0], { isSolved: true }),
        element(args[1]),
        room("solution", d),
        total.add,
      );
      return total.sum();
    }
    case "trace": {
      // tr S⁻¹T = ‖L⁻¹G‖², block by block of columns of the triangle G
      const total = squares(shop, copies);
      const y = room("columns", d, shop.rows);
      const g = triangle(args[1], {});
      const l = triangle(args[0], { isHeavy: true, isSolved: true });
      rolledColumns(shop, l, g.at, () => y, total.add);
      return total.sum();
    }
    case "solve": {
      const y = result((i) => at([row, i]));
      const l = triangle(args[0], { isSolved: true });
      rolledForward(shop, l, element(args[1]), y);
      rolledBackward(shop, l, y);
      return undefined;
    }
    default:
      return op satisfies never;
  }
}

/** The indices of a register's cells, in their order. */
function indicesIn({ cells: axes }: Register, cells: Cells): Cell[] {
  return axes.map((axis) => cellOf(cells, axis));
}

/** A running sum of squares, one local for each place in a block, so that additions do not wait for each other. */
function squares(shop: Shop, copies: number) {
  const { tile, level, rows } = shop;
  const totals = Array.from({ length: rows }, () => {
    const e = emitterOf(tile, level);
    return across(e, copies, () => splat(e, 0));
  });
  const add = (held: Copies, t: number) => {
    const e = emitterOf(tile, level);
    const next = arithmetic(e).madd(held, held, totals[t]);
    next.forEach((local, c) => {
      e.code.get(local);
      e.code.set(totals[t][c]);
    });
  };
  const sum = (): Copies => totals.reduce((x, y) => arithmetic(emitterOf(tile, level)).add(x, y));
  return { add, sum };
}

/** The locals of a constant. */
function constant(tile: Tile, level: Level, value: number, copies: number): Copies {
  const e = emitterOf(tile, level);
  return across(e, copies, () => splat(e, value));
}

/** Zeros in the place of a factor, once a call: nothing is ever written above its diagonal. */
function clearOnce(tile: Tile, out: Register): void {
  const place = storedFor(tile, out), name = `cleared ${place.at}`;
  const [scope] = tile.levels[0].scopes;
  if (scope.has(name)) return;
  scope.set(name, []);
  eachPoint(tile, 0, out.cells, (cells) => {
    storeTo(tile, 0, place, indicesIn(out, cells), constant(tile, 0, 0, place.copies));
  });
}
