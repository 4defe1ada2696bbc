import type { Axis } from "../../../src/expr/axes.ts";
import type { Level, MatrixInstruction, Value } from "../../ir/kernel.ts";
import { oneBlock, type Products } from "../../spd/blocks.ts";
import { forwardColumns, gramProducts } from "../../spd/columns.ts";
import { backward, forward, type Triangle } from "../../spd/substitution.ts";
import { type Arithmetic, arithmetic, type Copies } from "../frame/vector_arithmetic.ts";
import { type Cells, emitterOf, type Held, replicas, spread, type Tile } from "../frame/frame.ts";
import { factorLocals } from "./written_factor.ts";
import { sumOfProducts, vectorSums } from "./vector_sums.ts";
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
  const sums = { ...oneBlock<Copies>(d), ...vectorSums(tile, level) };
  const zero: Held = Array<number>(replicas(tile, to)).fill(constantLocal(tile, 0));
  const indices = Array.from({ length: d }, (_, i) => i);

  const entry = (value: Value, rows: Axis, i: number, columns: Axis, j: number) =>
    needSpread(tile, value, withCell(withCell(cells, rows, i), columns, j), to);
  const element = (value: Value) => (i: number) =>
    needSpread(tile, value, withCell(cells, row, i), to);
  const triangle = (value: Value): Triangle<Copies, number> => ({
    at: (i, j) => entry(value, row, i, column, j),
    divisorAt: (i) => {
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
  const solved = (l: Triangle<Copies, number>, v: readonly Copies[]) => {
    const y: Copies[] = [];
    forward(sums, l, { v: (i) => v[i]!, at: (i) => y[i]!, put: (held, i) => y[i] = held });
    return y;
  };
  /** Σᵢ yᵢ² from row `first` on, on top of a sum. */
  const squares = (y: readonly Copies[], first = 0, from?: Copies) => {
    const own = (i: number) => y[i]!;
    return sumOfProducts(tile, level, { first, end: d, x: own, y: own }, from);
  };
  const kept = () => recall(tile, level, registerName(out, cells)) as Held;

  if (instruction.kind === "inverse") {
    const { other, factor: from } = instruction;
    const l = triangle(from), x: Copies[][] = indices.map(() => []);
    const at = (i: number, j: number) => x[i]![j]!;
    // the sums of the columns of −I, so that none starts from a number
    const minus = (_zero: Copies, products: Products<Copies, Copies>) =>
      products.end === 0 ? zero : sumOfProducts(tile, level, products);
    forwardColumns({ ...sums, minus }, l, {
      g: () => () => zero,
      at,
      finish: (sum, i, j) => i === j ? l.divisorAt(i) : a.mul(a.scale(sum, -1), l.divisorAt(i)),
      put: (held, i, j) => x[i]![j] = held,
    });
    for (const i of indices) {
      for (let j = 0; j <= i; j++) {
        const sum = sumOfProducts(tile, level, gramProducts(d, at, [i, j]));
        keep(sum, [row, i], [other, j]);
        keep(sum, [row, j], [other, i]);
      }
    }
    return kept();
  }
  const { op, args } = instruction;
  switch (op) {
    case "factor": {
      const l = factorLocals(tile, instruction, cells, level);
      for (const i of indices) {
        for (const j of indices) keep(j > i ? zero : l.at(i, j), [row, i], [column, j]);
        const at = withCell(withCell(cells, row, i), column, i);
        note(tile, level, `reciprocal ${registerName(out, at)}`, l.divisorAt(i));
      }
      return kept();
    }
    case "logDet": {
      const l = triangle(args[0]!);
      return a.scale(logProduct(tile, level, indices.map((i) => l.at(i, i))), 2);
    }
    case "quadratic": {
      const l = triangle(args[0]!);
      return squares(solved(l, indices.map(element(args[1]!))));
    }
    case "trace": {
      // tr S⁻¹T = ‖L⁻¹G‖², column by column of the triangle G
      const l = triangle(args[0]!), y: Copies[] = [];
      let total: Copies | undefined;
      forwardColumns(sums, l, {
        g: (j) => {
          const own = indices.slice(j).map((i) => entry(args[1]!, row, i, column, j));
          return (i) => own[i - j]!;
        },
        at: (i) => y[i]!,
        put: (held, i) => y[i] = held,
        done: (j) => total = squares(y, j, total),
      });
      return total as unknown as Copies;
    }
    case "forward":
    case "backward":
    case "solve": {
      const l = triangle(args[0]!), v = indices.map(element(args[1]!));
      const x = op === "backward" ? v : solved(l, v);
      if (op !== "forward") {
        backward(sums, l, { at: (i) => x[i]!, put: (held, i) => x[i] = held });
      }
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
