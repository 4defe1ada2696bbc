import { arithmetic, type Copies } from "../frame/vector_arithmetic.ts";
import { type Cell, emitterOf } from "../frame/frame.ts";
import { eachIn } from "../memory/loop.ts";
import {
  addProducts,
  after,
  copy,
  eachBlock,
  isRest,
  type RolledTriangle,
  type Room,
  type Shop,
  wholeRows,
  zerosOf,
} from "./rolled_blocks.ts";

/** Solves with one block of rows of L, in place: y(i, c) = (sums(i, c) − Σ L(i, r)·y(r, c)) / L(i, i). */
function solveBlock(
  { tile, level }: Shop,
  l: RolledTriangle,
  block: readonly Cell[],
  sums: readonly (readonly (Copies | undefined)[])[],
): (Copies | undefined)[][] {
  const a = arithmetic(emitterOf(tile, level));
  const solved: (Copies | undefined)[][] = [];
  block.forEach((i, t) => {
    const row = [...sums[t]!];
    for (let r = 0; r < t; r++) {
      const factor = l.at(i, block[r]!);
      row.forEach((sum, c) => {
        const known = solved[r]![c];
        if (sum !== undefined && known !== undefined) row[c] = a.nmadd(factor, known, sum);
      });
    }
    const inverse = l.inverseAt(i);
    solved[t] = row.map((sum) => sum === undefined ? undefined : a.mul(sum, inverse));
  });
  return solved;
}

/** y = L⁻¹v; `each` is told each entry of y and its place in its block. */
export function rolledForward(
  shop: Shop,
  l: RolledTriangle,
  v: (i: Cell) => Copies,
  y: Room<[Cell]>,
  each?: (held: Copies, t: number) => void,
): void {
  eachBlock(shop, 0, (block) => {
    const sums = block.map((i) => [copy(shop, v(i))]);
    const range = { start: 0, end: block[0]!, sign: -1 } as const;
    addProducts(shop, sums, range, (i, r) => l.at(block[i]!, r), (_c, r) => y.at(r));
    solveBlock(shop, l, block, sums).forEach(([held], t) => {
      y.put(held as Copies, block[t]!);
      each?.(held as Copies, t);
    });
  });
}

/** x = L⁻ᵀy, in place. */
export function rolledBackward(shop: Shop, l: RolledTriangle, y: Room<[Cell]>): void {
  const { tile, level, d, rows } = shop, whole = wholeRows(shop);
  const rest = Array.from({ length: d - whole }, (_, t) => whole + t);
  const solve = (block: readonly Cell[], sums: readonly Copies[]) => {
    const a = arithmetic(emitterOf(tile, level));
    const x: Copies[] = [];
    for (let t = block.length - 1; t >= 0; t--) {
      const i = block[t]!;
      let sum = sums[t]!;
      for (let r = t + 1; r < block.length; r++) {
        sum = a.nmadd(l.at(block[r]!, i), x[r]!, sum);
      }
      x[t] = a.mul(sum, l.inverseAt(i));
      y.put(x[t]!, i);
    }
  };
  if (rest.length > 0) solve(rest, rest.map((i) => y.at(i)));
  if (whole === 0) return;
  eachIn(tile, level, { start: whole - rows, end: 0, by: -rows }, (loop) => {
    const block = Array.from({ length: rows }, (_, plus) => ({ loop, plus }));
    const sums = block.map((i) => copy(shop, y.at(i)));
    const parts = [[after(block), whole], [whole, d]] as const;
    for (const [start, end] of parts) {
      if (start === end) continue;
      addProducts(
        shop,
        sums.map((sum) => [sum]),
        { start, end, sign: -1 },
        (i, r) => l.at(r, block[i]!),
        (_c, r) => y.at(r),
      );
    }
    solve(block, sums);
  });
}

/**
 * Y = L⁻¹G for a lower triangle G, block by block of columns; `g(i, j)` gives an entry or undefined for 0. `y(i, c)` holds
 * the columns of one block, `begin` is told which. `each` is told each entry, its indices and its place in its block.
 */
export function rolledColumns(
  shop: Shop,
  l: RolledTriangle,
  g: (i: Cell, j: Cell) => Copies | undefined,
  room: (columns: readonly Cell[]) => Room<[Cell, number]>,
  each?: (held: Copies, t: number) => void,
): void {
  eachBlock(shop, 0, (columns) => {
    const y = room(columns);
    const write = (
      block: readonly Cell[],
      solved: readonly (readonly (Copies | undefined)[])[],
    ) => {
      solved.forEach((row, t) =>
        row.forEach((held, c) => {
          if (held === undefined) return;
          y.put(held, block[t]!, c);
          each?.(held, t);
        })
      );
    };
    const zeros = zerosOf(shop);
    const sums = columns.map((i, t) => columns.map((j, c) => c > t ? undefined : g(i, j) ?? zeros));
    write(columns, solveBlock(shop, l, columns, sums));
    // zeros above the diagonal of the block, which sums read
    columns.forEach((i, t) => {
      for (let c = t + 1; c < columns.length; c++) y.put(zeros, i, c);
    });
    if (isRest(columns)) return;
    eachBlock(shop, after(columns), (block) => {
      const sums = block.map((i) => columns.map((j) => copy(shop, g(i, j) ?? zeros)));
      const range = { start: columns[0]!, end: block[0]!, sign: -1 } as const;
      addProducts(shop, sums, range, (i, r) => l.at(block[i]!, r), (c, r) => y.at(r, c));
      write(block, solveBlock(shop, l, block, sums));
    });
  });
}
