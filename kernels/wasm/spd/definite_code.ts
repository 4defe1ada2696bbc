/** Whether Σₘ cₘSₘ is positive definite, as code: what `definite` of kernels/script/dense.ts does. */
import type { BlockArithmetic } from "../../spd/blocks.ts";
import { factor } from "../../spd/factor.ts";
import { across, type Emitter, splat } from "../bytes/emitter.ts";
import { type Cell, doubtAt, emitterOf, type Tile } from "../frame/frame.ts";
import { arithmetic, type Copies } from "../frame/vector_arithmetic.ts";
import type { Level } from "../../ir/kernel.ts";
import type { Room } from "./rolled_blocks.ts";

/** How the code is laid out: written out with its numbers in locals, or as loops with numbers in scratch memory. */
export interface DefiniteLayout<I extends Cell> {
  readonly sums: BlockArithmetic<Copies, Copies, I>;
  /** Entry (i, j) of Σₘ cₘSₘ. */
  readonly entry: (i: I, j: I) => Copies;
  /** Room for the triangle. */
  readonly l: Room<[I, I]>;
}

/** In floats a pivot below this much of its diagonal entry leaves doubt: the row is done again in doubles. */
const leastShare = 2 ** -6;

/** Emits an elimination; gives 1 where all pivots are positive and finite, else 0. */
export function definiteCode<I extends Cell>(
  { tile, level, copies }: {
    readonly tile: Tile;
    readonly level: Level;
    readonly copies: number;
  },
  { sums, entry, l }: DefiniteLayout<I>,
): Copies {
  const start = emitterOf(tile, level);
  const least = across(start, copies, () => splat(start, Infinity)), { shape } = start;
  factor<Copies, I>(sums, {
    entry,
    at: l.at,
    pivot: (sum, diagonal) => {
      const e = emitterOf(tile, level), a = arithmetic(e);
      // what is no number stays in the minimum
      least.forEach((local, t) => {
        e.code.get(local, sum[t]!);
        e.code.op(`${shape}.min`);
        e.code.set(local);
      });
      if (shape === "f32x4") doubtShare(e, doubtAt(tile, level), sum, diagonal);
      const root = a.sqrt(sum);
      return { root, divisor: a.reciprocal(root) };
    },
    put: (held, i, j) => {
      l.put(held, i, j);
      return held;
    },
  });
  const e = emitterOf(tile, level);
  return across(e, copies, (t) => {
    splat(e, 1);
    splat(e, 0);
    e.code.get(least[t]!);
    e.code.op(`${shape}.lt`, "v128.and");
    e.code.get(least[t]!);
    splat(e, Infinity);
    e.code.op(`${shape}.lt`, "v128.and");
  });
}

/** Leaves doubt where a pivot is not above its share of the diagonal entry. */
function doubtShare(e: Emitter, doubt: number, sum: Copies, diagonal: Copies): void {
  const { code, shape } = e;
  sum.forEach((pivot, t) => {
    code.get(diagonal[t]!);
    splat(e, leastShare);
    code.op(`${shape}.mul`);
    code.get(pivot);
    code.op(`${shape}.lt`, "v128.not");
    code.get(doubt);
    code.op("v128.or");
    code.set(doubt);
  });
}
