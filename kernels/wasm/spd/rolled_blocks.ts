/** What the algorithms of kernels/spd have in common as loops: blocks of rows and columns, whose sums stay in locals. */
import type { Level } from "../../ir/kernel.ts";
import type { Copies } from "../frame/vector_arithmetic.ts";
import { across, maddOf, nmaddOf, splat } from "../bytes/emitter.ts";
import { type Cell, emitterOf, type Tile } from "../frame/frame.ts";
import { eachIn } from "../memory/loop.ts";

/** Where the code of an operation goes, how many rows a matrix has, and how many rows and columns make a block. */
export interface Shop {
  readonly tile: Tile;
  readonly level: Level;
  readonly copies: number;
  readonly d: number;
  readonly rows: number;
  readonly columns: number;
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
export function wholeRows({ d, rows }: Shop): number {
  return d - d % rows;
}

/** Emits `body` for each block of rows from `first` on: a loop over whole blocks, then the rest, which is followed by none. */
export function eachBlock(
  shop: Shop,
  first: Cell,
  body: (block: readonly Cell[], isRest: boolean) => void,
): void {
  const { tile, level, d, rows } = shop, whole = wholeRows(shop);
  if (typeof first !== "number" || first < whole) {
    eachIn(tile, level, { start: first, end: whole, by: rows }, (loop) => {
      body(Array.from({ length: rows }, (_, plus) => ({ loop, plus })), false);
    });
  }
  if (whole < d) body(Array.from({ length: d - whole }, (_, t) => whole + t), true);
}

/** The index after a whole block. */
export function after(block: readonly Cell[]): Cell {
  const first = block[0]!;
  return typeof first === "number"
    ? first + block.length
    : { loop: first.loop, plus: first.plus + block.length };
}

/** New locals with the same numbers, which may then change. */
export function copy({ tile, level }: Shop, held: Copies): number[] {
  const e = emitterOf(tile, level);
  return across(e, held.length, (t) => e.code.get(held[t]!));
}

/** sums[i][c] −= (or +=) Σᵣ x(i, r)·y(r, c) for r from `start` to `end`; where a sum is undefined, nothing is done. */
export function addProducts(
  shop: Shop,
  sums: readonly (readonly (Copies | undefined)[])[],
  { start, end, sign }: { readonly start: Cell; readonly end: Cell; readonly sign: 1 | -1 },
  x: (i: number, r: Cell) => Copies,
  y: (c: number, r: Cell) => Copies,
): void {
  const { tile, level, rows } = shop;
  const by = Math.min(rows, 2), put = sign < 0 ? nmaddOf : maddOf;
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
          put(e, left[t]!, columns[c]![t]!, sum);
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

/** Zeros, as locals that do not change. */
export function zerosOf({ tile, level, copies }: Shop): Copies {
  const e = emitterOf(tile, level);
  const [zero] = across(e, 1, () => splat(e, 0));
  return Array<number>(copies).fill(zero!);
}
