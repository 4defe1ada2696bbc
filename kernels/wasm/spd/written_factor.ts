import type { Level, MatrixInstruction } from "../../ir/kernel.ts";
import { oneBlock } from "../../spd/blocks.ts";
import type { Triangle } from "../../spd/substitution.ts";
import { arithmetic, type Copies } from "../frame/vector_arithmetic.ts";
import { withCell } from "../frame/cells.ts";
import { type Cell, type Cells, emitterOf, replicas, type Tile } from "../frame/frame.ts";
import { needSpread } from "../frame/need.ts";
import { factorCode } from "./factor_code.ts";
import { vectorSums } from "./vector_sums.ts";

/** Emits the factor of Σₘ cₘSₘ written out, its entries in locals. */
export function factorLocals(
  tile: Tile,
  instruction: Extract<MatrixInstruction, { kind: "dense" }>,
  cells: Cells,
  level: Level,
): Triangle<Copies, number> {
  const { out, row, column, args } = instruction, d = row.set.extent;
  const to = tile.frame.dependence(out), copies = replicas(tile, to);
  const coefficients = args.filter((_, m) => m % 2 === 0).map((c) => () =>
    needSpread(tile, c, cells, to)
  );
  const terms = args.filter((_, m) => m % 2 === 1).map((s) => (i: Cell, j: Cell) =>
    needSpread(tile, s, withCell(withCell(cells, row, i), column, j), to)
  );
  const sums = { ...oneBlock<Copies>(d), ...vectorSums(tile, level) };
  const l: Copies[][] = Array.from({ length: d }, () => []);
  const inverse: Copies[] = [], diagonal: Copies[] = [], y: Copies[] = [];
  const inverseAt = (i: number) => inverse[i]!, at = (i: number, j: number) => l[i]![j]!;
  factorCode<number>(
    instruction,
    { tile, level, d, copies, terms },
    () => coefficients.map((c) => c()),
    {
      sums,
      entry: (i, j) => {
        const a = arithmetic(emitterOf(tile, level));
        let total: Copies | undefined;
        terms.forEach((term, m) => {
          const c = coefficients[m]!(), s = term(i, j);
          total = total === undefined ? a.mul(c, s) : a.madd(c, s, total);
        });
        const sum = total as unknown as Copies;
        if (i === j) diagonal[i] = sum;
        return sum;
      },
      l: { at, put: (held, i, j) => l[i]![j] = held },
      inverse: {
        at: inverseAt,
        put: (held, i) => inverse[i] = held,
        replace: (i, t, make) => {
          const local = make(), { code } = emitterOf(tile, level);
          code.get(local);
          code.set(inverse[i]![t]!);
        },
      },
      growth: {
        // y₀ = −1, so that the first product of a row is −lᵢ₀
        sums: {
          ...sums,
          minus: (zero, { first, end, x, y }) =>
            end === 0 ? zero : sums.minus(x(0), { first: first + 1, end, x, y }),
        },
        room: () => ({ at: (i) => y[i]!, put: (held, i) => y[i] = held }),
        zeros: () => [],
        diagonal: (i) => diagonal[i]!,
        isFirstKnown: true,
      },
      each: (end, body) => {
        for (let i = 0; i < end; i++) body(i, i + 1);
      },
    },
  );
  return { at, divisorAt: inverseAt };
}
