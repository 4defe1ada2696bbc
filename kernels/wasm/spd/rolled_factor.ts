import { arithmetic, type Copies } from "../frame/vector_arithmetic.ts";
import { type Cell, emitterOf } from "../frame/frame.ts";
import {
  addProducts,
  after,
  copy,
  eachBlock,
  isRest,
  type Room,
  type Shop,
} from "./rolled_blocks.ts";

/**
 * S = L Lᵀ, block by block of columns. `entry` gives S, `told` is given each diagonal entry of S and the reciprocal of that of L;
 * the factor and the reciprocals of its diagonal go to `l` and `inverse`.
 */
export function rolledFactor(
  shop: Shop,
  entry: (i: Cell, j: Cell) => Copies,
  told: (diagonal: Copies, inverse: Copies) => void,
  l: Room<[Cell, Cell]>,
  inverse: Room<[Cell]>,
): void {
  const { tile, level } = shop;
  eachBlock(shop, 0, (columns) => {
    const range = { start: 0, end: columns[0]!, sign: -1 } as const;
    const fromDiagonal = columns.map((i, a) => columns.slice(0, a + 1).map((j) => entry(i, j)));
    const sums = fromDiagonal.map((row) => row.map((held) => copy(shop, held)));
    const rowOf = (block: readonly Cell[]) => (i: number, r: Cell) => l.at(block[i]!, r);
    addProducts(shop, sums, range, rowOf(columns), rowOf(columns));
    const a = arithmetic(emitterOf(tile, level));
    const triangle: Copies[][] = columns.map(() => []), inverses: Copies[] = [];
    columns.forEach((j, c) => {
      const rowJ = triangle[c]!;
      for (let i = c; i < columns.length; i++) {
        const row = triangle[i]!;
        let sum: Copies = sums[i]![c]!;
        for (let r = 0; r < c; r++) sum = a.nmadd(row[r]!, rowJ[r]!, sum);
        if (i === c) {
          row[c] = a.sqrt(sum);
          inverses[c] = a.reciprocal(row[c]);
          told(fromDiagonal[c]![c]!, inverses[c]);
          inverse.put(inverses[c], j);
        } else row[c] = a.mul(sum, inverses[c]!);
        l.put(row[c], columns[i]!, j);
      }
    });
    if (isRest(columns)) return;
    eachBlock(shop, after(columns), (block) => {
      const sums = block.map((i) => columns.map((j) => copy(shop, entry(i, j))));
      addProducts(shop, sums, range, rowOf(block), rowOf(columns));
      const a = arithmetic(emitterOf(tile, level));
      block.forEach((i, t) => {
        const row: Copies[] = [];
        columns.forEach((j, c) => {
          let sum: Copies = sums[t]![c]!;
          for (let r = 0; r < c; r++) sum = a.nmadd(row[r]!, triangle[c]![r]!, sum);
          row[c] = a.mul(sum, inverses[c]!);
          l.put(row[c], i, j);
        });
      });
    });
  });
}
