import type { Copies } from "../frame/vector_arithmetic.ts";
import type { Cell } from "../frame/frame.ts";
import { eachIn } from "../memory/loop.ts";
import { addProducts, copy, eachBlock, type Shop, wholeRows, zerosOf } from "./rolled_blocks.ts";

/** XᵀX for a lower triangle X with zeros above the diagonal inside its blocks; entries on and below the diagonal. */
export function rolledGram(
  shop: Shop,
  x: (i: Cell, j: Cell) => Copies,
  put: (held: Copies, i: Cell, j: Cell) => void,
): void {
  const { tile, level, d } = shop, whole = wholeRows(shop);
  const zeros = zerosOf(shop);
  eachBlock(shop, 0, (block, isRest) => {
    const parts: readonly (readonly [Cell, Cell])[] = isRest
      ? [[whole, d]]
      : [[block[0]!, whole], [whole, d]];
    const write = (columns: readonly Cell[], isDiagonal: boolean) => {
      const sums = block.map((_i, t) =>
        columns.map((_j, c) => isDiagonal && c > t ? undefined : copy(shop, zeros))
      );
      for (const [start, end] of parts) {
        if (start === end) continue;
        addProducts(
          shop,
          sums,
          { start, end, sign: 1 },
          (i, r) => x(r, block[i]!),
          (c, r) => x(r, columns[c]!),
        );
      }
      sums.forEach((row, t) =>
        row.forEach((held, c) => {
          if (held !== undefined) put(held, block[t]!, columns[c]!);
        })
      );
    };
    eachIn(tile, level, { start: 0, end: block[0]!, by: shop.rows }, (loop) => {
      write(Array.from({ length: shop.rows }, (_, plus) => ({ loop, plus })), false);
    });
    write(block, true);
  });
}
