import type { Axis } from "../../../src/expr/axes.ts";
import type { Level, MatrixInstruction, Value } from "../../ir/kernel.ts";
import { isRefined, noDoubt, refine } from "./accurate.ts";
import { type Arithmetic, arithmetic, type Copies } from "../frame/vector_arithmetic.ts";
import {
  backward,
  factorize,
  forward,
  invertTriangle,
  sumOfSquares,
  type Triangle,
} from "./triangles.ts";
import {
  type Cell,
  type Cells,
  emitterOf,
  type Held,
  replicas,
  spread,
  type Tile,
} from "../frame/frame.ts";
import { addLoss, doubtGrowth, growthStep, noLoss } from "./growth.ts";
import { logProduct } from "../sums/log_product.ts";
import { rolledValue } from "./rolled_matrix.ts";
import { note, recall } from "../frame/sections.ts";
import { levelOf, registerName, valueName, withCell } from "../frame/cells.ts";
import { constantLocal, need, needSpread } from "../frame/need.ts";

/** Emits an operation on a symmetric positive definite matrix, written out entry by entry. */
export function matrix(
  tile: Tile,
  instruction: MatrixInstruction,
  cells: Cells,
  level: Level,
): Held {
  if (tile.frame.schedule.rolled) return rolledValue(tile, instruction, cells, level);
  const { out, row, column } = instruction, d = row.set.extent;
  const to = tile.frame.dependence(out);
  const e = emitterOf(tile, level), a = arithmetic(e);
  const zero: Held = Array<number>(replicas(tile, to)).fill(constantLocal(tile, 0));
  const indices = Array.from({ length: d }, (_, i) => i);

  const entry = (value: Value, rows: Axis, i: number, columns: Axis, j: number) =>
    needSpread(tile, value, withCell(withCell(cells, rows, i), columns, j), to);
  const element = (value: Value) => (i: number) =>
    needSpread(tile, value, withCell(cells, row, i), to);
  const triangle = (value: Value): Triangle => ({
    at: (i, j) => entry(value, row, i, column, j),
    inverseAt: (i) => {
      const at = withCell(withCell(cells, row, i), column, i);
      return spread(tile, reciprocal(tile, value, at), tile.frame.dependence(value), to);
    },
  });
  /** Notes the locals of one cell of the result. */
  const keep = (held: Copies, ...indices: readonly (readonly [Axis, number])[]) => {
    const own = new Map(out.cells.map((axis) => [axis, cells.get(axis) ?? 0]));
    for (const [axis, index] of indices) own.set(axis, index);
    note(tile, level, registerName(out, own), held);
  };
  const kept = () => recall(tile, level, registerName(out, cells)) as Held;

  if (instruction.kind === "inverse") {
    const { other, factor } = instruction;
    const x = invertTriangle(a, triangle(factor), d);
    for (const i of indices) {
      for (let j = 0; j <= i; j++) {
        let sum = a.mul(x(i, i), x(i, j));
        for (let r = i + 1; r < d; r++) sum = a.madd(x(r, i), x(r, j), sum);
        keep(sum, [row, i], [other, j]);
        keep(sum, [row, j], [other, i]);
      }
    }
    return kept();
  }
  const { op, args } = instruction;
  switch (op) {
    case "factor": {
      const sum = (i: number, j: number): Copies => {
        let total: Copies | undefined;
        for (let m = 0; m < args.length; m += 2) {
          const c = needSpread(tile, args[m]!, cells, to);
          const s = entry(args[m + 1]!, row, i, column, j);
          total = total === undefined ? a.mul(c, s) : a.madd(c, s, total);
        }
        return total as Copies;
      };
      const copies = replicas(tile, to);
      const doubts = isRefined(instruction) && e.shape === "f64x2"
        ? noDoubt(tile, level, copies)
        : undefined;
      const diagonals: Copies[] = [], losses = noLoss(tile, level, copies);
      const l = factorize(a, d, sum, (diagonal, inverse) => {
        diagonals.push(diagonal);
        addLoss(e, losses, diagonal, inverse);
      });
      doubtGrowth(tile, level, { losses, doubts }, (noteRow) => {
        // y₀ = −1, so that the first product of a row is −lᵢ₀
        const y: Copies[] = [];
        for (const i of indices.slice(1)) {
          let sum = l.at(i, 0);
          for (let j = 1; j < i; j++) sum = a.nmadd(l.at(i, j), y[j]!, sum);
          y[i] = growthStep(e, sum, diagonals[i]!, l.inverseAt(i));
          noteRow(y[i]!);
        }
        return y[d - 1] ?? losses;
      });
      if (doubts !== undefined) {
        const coefficients = args.filter((_, m) => m % 2 === 0).map((c) =>
          needSpread(tile, c, cells, to)
        );
        const terms = args.filter((_, m) => m % 2 === 1).map((s) => (i: Cell, j: Cell) =>
          needSpread(tile, s, withCell(withCell(cells, row, i), column, j), to)
        );
        refine({ tile, level, d, copies, coefficients, terms }, doubts, (t, pushEntry) => {
          for (const i of indices) {
            for (let j = 0; j <= i; j++) {
              const held = l.at(i, j)[t]!;
              pushEntry(i, j, held);
              e.code.set(held);
            }
            a.reciprocal([l.at(i, i)[t]!]).forEach((local) => {
              e.code.get(local);
              e.code.set(l.inverseAt(i)[t]!);
            });
          }
        });
      }
      for (const i of indices) {
        for (const j of indices) keep(j > i ? zero : l.at(i, j), [row, i], [column, j]);
        const at = withCell(withCell(cells, row, i), column, i);
        note(tile, level, `reciprocal ${registerName(out, at)}`, l.inverseAt(i));
      }
      return kept();
    }
    case "logDet": {
      const l = triangle(args[0]!);
      return a.scale(logProduct(tile, level, indices.map((i) => l.at(i, i))), 2);
    }
    case "quadratic":
      return sumOfSquares(a, forward(a, triangle(args[0]!), indices.map(element(args[1]!))));
    case "trace": {
      // tr S⁻¹T = ‖L⁻¹G‖², column by column of the triangle G
      const l = triangle(args[0]!);
      let total: Copies | undefined;
      for (const j of indices) {
        const columnJ = indices.map((i) => i < j ? zero : entry(args[1]!, row, i, column, j));
        total = sumOfSquares(a, forward(a, l, columnJ, j).slice(j), total);
      }
      return total as Copies;
    }
    case "forward":
    case "backward":
    case "solve": {
      const l = triangle(args[0]!), v = indices.map(element(args[1]!));
      const y = op === "backward" ? v : forward(a, l, v);
      const x = op === "forward" ? y : backward(a, l, y);
      for (const i of indices) keep(x[i]!, [row, i]);
      return kept();
    }
    default:
      return op satisfies never;
  }
}

/** The reciprocal of a diagonal entry of a factor, computed once where the entry is. */
function reciprocal(tile: Tile, value: Value, at: Cells): Held {
  const level = levelOf(tile, value.level, value.cells, at);
  const source = value.kind === "view" ? undefined : valueName(value, at);
  const name = `reciprocal ${source ?? valueName(value, at)}`;
  const known = recall(tile, level, name);
  if (known !== undefined) return known;
  const diagonal = need(tile, value, at);
  const a: Arithmetic = arithmetic(emitterOf(tile, level));
  const held = recall(tile, level, name) ?? a.reciprocal(diagonal);
  note(tile, level, name, held);
  return held;
}
