import type { Level } from "../../ir/kernel.ts";
import type { BlockArithmetic, Products } from "../../spd/blocks.ts";
import { emitterOf, type Tile } from "../frame/frame.ts";
import { arithmetic, type Copies } from "../frame/vector_arithmetic.ts";

/** The arithmetic of matrices on all copies of numbers at once: what is divided by is a reciprocal. */
export function vectorSums(
  tile: Tile,
  level: Level,
): Pick<BlockArithmetic<Copies, Copies, unknown>, "minus" | "divide"> {
  return {
    minus: (sum, { first, end, x, y }) => {
      const a = arithmetic(emitterOf(tile, level));
      let rest = sum;
      for (let r = first; r < end; r++) rest = a.nmadd(x(r), y(r), rest);
      return rest;
    },
    divide: (sum, divisor) => arithmetic(emitterOf(tile, level)).mul(sum, divisor),
  };
}

/** Σᵣ x(r)·y(r) of at least one product. */
export function sumOfProducts(
  tile: Tile,
  level: Level,
  { first, end, x, y }: Products<Copies, Copies>,
): Copies {
  const a = arithmetic(emitterOf(tile, level));
  let sum: Copies = a.mul(x(first), y(first));
  for (let r = first + 1; r < end; r++) sum = a.madd(x(r), y(r), sum);
  return sum;
}
