import type { Axis } from "../../../src/expr/axes.ts";
import type { Level, MatrixInstruction, Value } from "../../ir/kernel.ts";
import { oneBlock } from "../../spd/blocks.ts";
import { forwardColumns } from "../../spd/columns.ts";
import type { Triangle } from "../../spd/substitution.ts";
import { type Arithmetic, arithmetic, type Copies } from "../frame/vector_arithmetic.ts";
import { type Cells, emitterOf, type Held, replicas, spread, type Tile } from "../frame/frame.ts";
import { logProduct } from "../sums/log_product.ts";
import { operationCode } from "./operation_code.ts";
import { rolledValue } from "./rolled_matrix.ts";
import { note, recall } from "../frame/sections.ts";
import { levelOf, registerName, valueName, withCell } from "../frame/cells.ts";
import { constantLocal, need, needSpread } from "../frame/need.ts";
import { vectorSums } from "./vector_sums.ts";
import { definiteLocals } from "./written_definite.ts";
import { eigenvectorsWritten } from "./written_eigenvectors.ts";
import { factorLocals } from "./written_factor.ts";
import { inverseLocals } from "./written_inverse.ts";

/** Emits an operation on a symmetric positive definite matrix, written out entry by entry with its numbers in locals. */
export function matrix(
  tile: Tile,
  instruction: MatrixInstruction,
  cells: Cells,
  level: Level,
): Held {
  if (tile.frame.schedule.rolled) return rolledValue(tile, instruction, cells, level);
  const { out, row, column } = instruction, d = row.set.extent;
  const to = tile.frame.dependence(out);
  const a = arithmetic(emitterOf(tile, level));
  const sums = { ...oneBlock<Copies>(d), ...vectorSums(tile, level) };
  const zero: Held = Array<number>(replicas(tile, to)).fill(constantLocal(tile, 0));
  const indices = Array.from({ length: d }, (_, i) => i), result: Copies[] = [];
  const triangle = (value: Value): Triangle<Copies, number> => ({
    at: (i, j) => needSpread(tile, value, withCell(withCell(cells, row, i), column, j), to),
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
  const held = operationCode<number>({
    sums,
    triangle,
    element: (value) => {
      const all = indices.map((i) => needSpread(tile, value, withCell(cells, row, i), to));
      return (i) => all[i]!;
    },
    room: () => locals([]),
    result: () => locals(result),
    eachCell: (body) => indices.forEach(body),
    squares: () => squares(a, zero),
    columns: () => (l, g, each) => {
      const y = locals([]);
      forwardColumns(sums, l, {
        g: (j) => {
          const own = indices.slice(j).map((i) => g(i, j));
          return (i) => own[i - j]!;
        },
        at: y.at,
        put: (held, i) => {
          y.put(held, i);
          each(held, 0);
        },
      });
    },
    logOfSquares: (x) => a.scale(logProduct(tile, level, indices.map(x)), 2),
    factor: (instruction) => {
      const l = factorLocals(tile, instruction, cells, level);
      for (const i of indices) {
        for (const j of indices) keep(j > i ? zero : l.at(i, j), [row, i], [column, j]);
        const at = withCell(withCell(cells, row, i), column, i);
        note(tile, level, `reciprocal ${registerName(out, at)}`, l.divisorAt(i));
      }
    },
    definite: (instruction) => definiteLocals(tile, instruction, cells, level),
    eigenvectors: (instruction) => {
      eigenvectorsWritten(tile, instruction, cells, level, (held, i, a) => {
        keep(held, [row, i], [column, a]);
      });
    },
    inverse: ({ other, factor }) => {
      inverseLocals(tile, level, triangle(factor), { d, zero }, (held, i, j) => {
        keep(held, [row, i], [other, j]);
        keep(held, [row, j], [other, i]);
      });
    },
  }, instruction);
  result.forEach((held, i) => keep(held, [row, i]));
  // what has cells has noted them all
  return held ?? recall(tile, level, registerName(out, cells)) as Held;
}

/** A running sum of squares. */
function squares(a: Arithmetic, zero: Copies) {
  let total: Copies | undefined;
  return {
    add: (y: Copies) => {
      total = total === undefined ? a.mul(y, y) : a.madd(y, y, total);
    },
    sum: () => total ?? zero,
  };
}

/** A vector in locals. */
function locals(x: Copies[]) {
  return {
    at: (i: number) => x[i]!,
    put: (held: Copies, i: number) => {
      x[i] = held;
    },
  };
}

/** The reciprocal of a diagonal entry of a factor, computed once where the entry is. */
function reciprocal(tile: Tile, value: Value, at: Cells): Held {
  const level = levelOf(tile, value.level, value.cells, at);
  const source = value.kind === "view" ? undefined : valueName(value, at);
  const name = `reciprocal ${source ?? valueName(value, at)}`;
  const known = recall(tile, level, name);
  if (known !== undefined) return known;
  const diagonal = need(tile, value, at);
  const a = arithmetic(emitterOf(tile, level));
  const held = recall(tile, level, name) ?? a.reciprocal(diagonal);
  note(tile, level, name, held);
  return held;
}
