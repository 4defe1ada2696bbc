/** The algorithms of cholesky.ts as loops: blocks of rows and columns, whose sums stay in locals while an inner loop runs. */
import { across, madd, nmadd, splat } from "./emitter.ts";
import { arithmetic, type Copies } from "./arithmetic.ts";
import { type Cell, emitterOf, type Tile } from "./frame.ts";
import { eachIn } from "./loop.ts";
import type { Level } from "../ir.ts";

/** Where the code of an operation goes, how many rows a matrix has, and how many rows and columns make a block. */
export interface Shop {
  readonly tile: Tile;
  readonly level: Level;
  readonly copies: number;
  readonly d: number;
  readonly rows: number;
  readonly columns: number;
}

/** A lower triangle with the reciprocals of its diagonal; each call emits a load. */
export interface RolledTriangle {
  readonly at: (i: Cell, j: Cell) => Copies;
  readonly inverseAt: (i: Cell) => Copies;
}

/** Numbers in scratch memory. */
export interface Room<Index extends readonly Cell[]> {
  readonly at: (...index: Index) => Copies;
  readonly put: (held: Copies, ...index: Index) => void;
}

/** The size of the blocks that keep about eight sums in registers. */
export function blocksFor(copies: number): Pick<Shop, "rows" | "columns"> {
  if (copies === 1) return { rows: 4, columns: 2 };
  return { rows: copies === 2 ? 4 : copies <= 4 ? 2 : 1, columns: 1 };
}

/** How many rows whole blocks have. */
function wholeRows({ d, rows }: Shop): number {
  return d - d % rows;
}

/** Emits `body` for each block of rows from `first` on: a loop over whole blocks, then the rest. */
export function eachBlock(shop: Shop, first: Cell, body: (block: readonly Cell[]) => void): void {
  const { tile, level, d, rows } = shop, whole = wholeRows(shop);
  if (typeof first !== "number" || first < whole) {
    eachIn(tile, level, { start: first, end: whole, by: rows }, (loop) => {
      body(Array.from({ length: rows }, (_, plus) => ({ loop, plus })));
    });
  }
  if (whole < d) body(Array.from({ length: d - whole }, (_, t) => whole + t));
}

/** Whether a block is the one left over, which is followed by none. */
function isRest([first]: readonly Cell[]): boolean {
  return typeof first === "number";
}

/** The index after a whole block. */
function after(block: readonly Cell[]): Cell {
  const [first] = block;
  return typeof first === "number"
    ? first + block.length
    : { loop: first.loop, plus: first.plus + block.length };
}

/** New locals with the same numbers, which may then change. */
function copy({ tile, level }: Shop, held: Copies): number[] {
  const e = emitterOf(tile, level);
  return across(e, held.length, (t) => e.code.get(held[t]));
}

/** sums[i][c] −= (or +=) Σᵣ x(i, r)·y(r, c) for r from `start` to `end`; where a sum is undefined, nothing is done. */
function addProducts(
  shop: Shop,
  sums: readonly (readonly (Copies | undefined)[])[],
  { start, end, sign }: { readonly start: Cell; readonly end: Cell; readonly sign: 1 | -1 },
  x: (i: number, r: Cell) => Copies,
  y: (c: number, r: Cell) => Copies,
): void {
  const { tile, level, rows } = shop;
  const by = Math.min(rows, 2);
  const width = Math.max(...sums.map((row) => row.length));
  const step = (r: Cell, first: number, end: number) => {
    const e = emitterOf(tile, level), { code } = e;
    const columns: Copies[] = [];
    for (let c = first; c < end; c++) columns[c] = y(c, r);
    sums.forEach((row, i) => {
      if (row.slice(first, end).every((sum) => sum === undefined)) return;
      const left = x(i, r);
      for (let c = first; c < end; c++) {
        row[c]?.forEach((sum, t) => {
          const put = sign < 0 ? nmadd : madd;
          put(e, () => code.get(left[t]), () => code.get(columns[c][t]), () => code.get(sum));
          code.set(sum);
        });
      }
    });
  };
  for (let first = 0; first < width; first += shop.columns) {
    const last = Math.min(first + shop.columns, width);
    if (typeof start === "number" && typeof end === "number" && end - start < rows) {
      for (let r = start; r < end; r++) step(r, first, last);
      continue;
    }
    eachIn(tile, level, { start, end, by }, (loop) => {
      for (let plus = 0; plus < by; plus++) step({ loop, plus }, first, last);
    });
  }
}

/**
 * S = L Lᵀ, block by block of columns. `entry` gives S, `pivot` is told each pivot and the diagonal entry it came from;
 * the factor and the reciprocals of its diagonal go to `l` and `inverse`.
 */
export function rolledFactor(
  shop: Shop,
  entry: (i: Cell, j: Cell) => Copies,
  pivot: (value: Copies, diagonal: Copies) => void,
  l: Room<[Cell, Cell]>,
  inverse: Room<[Cell]>,
): void {
  const { tile, level } = shop;
  eachBlock(shop, 0, (columns) => {
    const range = { start: 0, end: columns[0], sign: -1 } as const;
    const fromDiagonal = columns.map((i, a) => columns.slice(0, a + 1).map((j) => entry(i, j)));
    const sums = fromDiagonal.map((row) => row.map((held) => copy(shop, held)));
    const rowOf = (block: readonly Cell[]) => (i: number, r: Cell) => l.at(block[i], r);
    addProducts(shop, sums, range, rowOf(columns), rowOf(columns));
    const a = arithmetic(emitterOf(tile, level));
    const triangle: Copies[][] = columns.map(() => []), inverses: Copies[] = [];
    columns.forEach((j, c) => {
      for (let i = c; i < columns.length; i++) {
        let sum: Copies = sums[i][c];
        for (let r = 0; r < c; r++) sum = a.nmadd(triangle[i][r], triangle[c][r], sum);
        if (i === c) {
          pivot(sum, fromDiagonal[c][c]);
          triangle[c][c] = a.sqrt(sum);
          inverses[c] = a.reciprocal(triangle[c][c]);
          inverse.put(inverses[c], j);
        } else triangle[i][c] = a.mul(sum, inverses[c]);
        l.put(triangle[i][c], columns[i], j);
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
          let sum: Copies = sums[t][c];
          for (let r = 0; r < c; r++) sum = a.nmadd(row[r], triangle[c][r], sum);
          row[c] = a.mul(sum, inverses[c]);
          l.put(row[c], i, j);
        });
      });
    });
  });
}

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
    const row = [...sums[t]];
    for (let r = 0; r < t; r++) {
      const factor = l.at(i, block[r]);
      row.forEach((sum, c) => {
        const known = solved[r][c];
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
    const range = { start: 0, end: block[0], sign: -1 } as const;
    addProducts(shop, sums, range, (i, r) => l.at(block[i], r), (_c, r) => y.at(r));
    solveBlock(shop, l, block, sums).forEach(([held], t) => {
      y.put(held as Copies, block[t]);
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
      let sum = sums[t];
      for (let r = t + 1; r < block.length; r++) {
        sum = a.nmadd(l.at(block[r], block[t]), x[r], sum);
      }
      x[t] = a.mul(sum, l.inverseAt(block[t]));
      y.put(x[t], block[t]);
    }
  };
  if (rest.length > 0) solve(rest, rest.map((i) => y.at(i)));
  if (whole === 0) return;
  eachIn(tile, level, { start: whole - rows, end: 0, by: -rows }, (loop) => {
    const block = Array.from({ length: rows }, (_, plus) => ({ loop, plus }));
    const sums = block.map((i) => [copy(shop, y.at(i))]);
    const parts = [[after(block), whole], [whole, d]] as const;
    for (const [start, end] of parts) {
      if (start === end) continue;
      addProducts(
        shop,
        sums,
        { start, end, sign: -1 },
        (i, r) => l.at(r, block[i]),
        (_c, r) => y.at(r),
      );
    }
    solve(block, sums.map(([held]) => held));
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
          y.put(held, block[t], c);
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
      const range = { start: columns[0], end: block[0], sign: -1 } as const;
      addProducts(shop, sums, range, (i, r) => l.at(block[i], r), (c, r) => y.at(r, c));
      write(block, solveBlock(shop, l, block, sums));
    });
  });
}

/** XᵀX for a lower triangle X with zeros above the diagonal inside its blocks; entries on and below the diagonal. */
export function rolledGram(
  shop: Shop,
  x: (i: Cell, j: Cell) => Copies,
  put: (held: Copies, i: Cell, j: Cell) => void,
): void {
  const { tile, level, d } = shop, whole = wholeRows(shop);
  const zeros = zerosOf(shop);
  eachBlock(shop, 0, (block) => {
    const parts = isRest(block) ? [[whole, d]] : [[block[0], whole], [whole, d]];
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
          (i, r) => x(r, block[i]),
          (c, r) => x(r, columns[c]),
        );
      }
      sums.forEach((row, t) =>
        row.forEach((held, c) => {
          if (held !== undefined) put(held, block[t], columns[c]);
        })
      );
    };
    eachIn(tile, level, { start: 0, end: block[0], by: shop.rows }, (loop) => {
      write(Array.from({ length: shop.rows }, (_, plus) => ({ loop, plus })), false);
    });
    write(block, true);
  });
}

/** Zeros, as locals that do not change. */
function zerosOf({ tile, level, copies }: Shop): Copies {
  const e = emitterOf(tile, level);
  const [zero] = across(e, 1, () => splat(e, 0));
  return Array<number>(copies).fill(zero);
}
