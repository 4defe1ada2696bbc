/** Products and triangular solves of numbers in twice the working precision. */
import { addTwice, divideTwice, dotTwice, multiplyTwice, rest } from "../../../src/expr/twofold.ts";
import type { TwiceMatrix } from "./twofold_cholesky.ts";

/** sum += c·S. */
export function addScaled(sum: TwiceMatrix, c: TwiceMatrix, s: TwiceMatrix): void {
  for (let e = 0; e < s.high.length; e++) addProduct(sum, e, c, 0, s, e, 1);
}

/** x[i] += sign · a[j]·b[k]. */
export function addProduct(
  x: TwiceMatrix,
  i: number,
  a: TwiceMatrix,
  j: number,
  b: TwiceMatrix,
  k: number,
  sign: 1 | -1,
): void {
  const product = sign * multiplyTwice(a.high[j]!, a.low[j]!, b.high[k]!, b.low[k]!);
  x.high[i] = addTwice(x.high[i]!, x.low[i]!, product, sign * rest[0]!);
  x.low[i] = rest[0]!;
}

function divide(x: TwiceMatrix, i: number, y: TwiceMatrix, j: number): void {
  x.high[i] = divideTwice(x.high[i]!, x.low[i]!, y.high[j]!, y.low[j]!);
  x.low[i] = rest[0]!;
}

/** Column j of G. */
export function columnOf(d: number, g: TwiceMatrix, j: number, v: TwiceMatrix): void {
  for (let i = 0; i < d; i++) {
    v.high[i] = g.high[i * d + j]!;
    v.low[i] = g.low[i * d + j]!;
  }
}

/** v ← L⁻¹v. */
export function forward(d: number, l: TwiceMatrix, v: TwiceMatrix): void {
  const row = { ...l, at: 0, stride: 1 }, known = { ...v, at: 0, stride: 1 };
  for (let i = 0; i < d; i++) {
    row.at = i * d;
    v.high[i] = dotTwice(i, row, known, v.high[i]!, v.low[i]!, -1);
    v.low[i] = rest[0]!;
    divide(v, i, l, i * d + i);
  }
}

/** v ← L⁻ᵀv. */
export function backward(d: number, l: TwiceMatrix, v: TwiceMatrix): void {
  const column = { ...l, at: 0, stride: d }, known = { ...v, at: 0, stride: 1 };
  for (let i = d - 1; i >= 0; i--) {
    column.at = (i + 1) * d + i;
    known.at = i + 1;
    v.high[i] = dotTwice(d - 1 - i, column, known, v.high[i]!, v.low[i]!, -1);
    v.low[i] = rest[0]!;
    divide(v, i, l, i * d + i);
  }
}
