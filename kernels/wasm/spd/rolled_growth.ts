import { arithmetic, type Copies } from "../frame/vector_arithmetic.ts";
import { type Cell, emitterOf } from "../frame/frame.ts";
import { growthStep } from "./growth.ts";
import {
  addProducts,
  copy,
  eachBlock,
  type RolledTriangle,
  type Room,
  type Shop,
  zerosOf,
} from "./rolled_blocks.ts";

/** Ly = ±s, as `errorGrowth` of src/expr/cholesky.ts solves it; `each` is told each entry of y. */
export function rolledGrowth(
  shop: Shop,
  l: RolledTriangle,
  diagonal: (i: Cell) => Copies,
  y: Room<[Cell]>,
  each: (held: Copies) => void,
): void {
  const { tile, level } = shop, zeros = zerosOf(shop);
  eachBlock(shop, 0, (block) => {
    const sums = block.map(() => [copy(shop, zeros)]);
    const range = { start: 0, end: block[0]!, sign: -1 } as const;
    addProducts(shop, sums, range, (i, r) => l.at(block[i]!, r), (_c, r) => y.at(r));
    const e = emitterOf(tile, level), a = arithmetic(e);
    const solved: Copies[] = [];
    block.forEach((i, t) => {
      let sum: Copies = sums[t]![0]!;
      for (let r = 0; r < t; r++) sum = a.nmadd(l.at(i, block[r]!), solved[r]!, sum);
      solved[t] = growthStep(e, sum, diagonal(i), l.inverseAt(i));
      y.put(solved[t]!, i);
      each(solved[t]!);
    });
  });
}
