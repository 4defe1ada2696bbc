import type { Level, MatrixInstruction } from "../../ir/kernel.ts";
import { oneBlock } from "../../spd/blocks.ts";
import { withCell } from "../frame/cells.ts";
import { type Cells, emitterOf, replicas, type Tile } from "../frame/frame.ts";
import { needSpread } from "../frame/need.ts";
import { arithmetic, type Copies } from "../frame/vector_arithmetic.ts";
import { definiteCode } from "./definite_code.ts";
import { vectorSums } from "./vector_sums.ts";

/** Emits whether Σₘ cₘSₘ is positive definite, written out with its numbers in locals. */
export function definiteLocals(
  tile: Tile,
  { out, row, column, args }: Extract<MatrixInstruction, { kind: "dense" }>,
  cells: Cells,
  level: Level,
): Copies {
  const d = row.set.extent, to = tile.frame.dependence(out);
  const l: Copies[][] = Array.from({ length: d }, () => []);
  const coefficients = args.filter((_, m) => m % 2 === 0);
  const terms = args.filter((_, m) => m % 2 === 1);
  return definiteCode<number>({ tile, level, copies: replicas(tile, to) }, {
    sums: { ...oneBlock<Copies>(d), ...vectorSums(tile, level) },
    entry: (i, j) => {
      let total: Copies | undefined;
      terms.forEach((term, m) => {
        const c = needSpread(tile, coefficients[m]!, cells, to);
        const s = needSpread(tile, term, withCell(withCell(cells, row, i), column, j), to);
        const a = arithmetic(emitterOf(tile, level));
        total = total === undefined ? a.mul(c, s) : a.madd(c, s, total);
      });
      // a matrix has at least one term
      return total as unknown as Copies;
    },
    l: { at: (i, j) => l[i]![j]!, put: (held, i, j) => l[i]![j] = held },
  });
}
