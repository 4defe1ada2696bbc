import { accurateCholesky, errorGrowth, trustedGrowth } from "../../src/expr/cholesky.ts";
import type { Span } from "./defined_loop.ts";
import { refuseLost } from "./lost.ts";

/** Rounding errors may grow by this much in the factor of a computed matrix: it is then right to 1e−10. */
const kept = { growth: 2 ** 20, precision: "working precision" };

/** A matrix or a vector along the lanes: entry (i, j) of lane t is `array[at + base + offsets[i·d + j] + t·stride]` of the span. */
export interface Entries {
  readonly span: Span;
  readonly base: number;
  readonly offsets: Int32Array;
}

/** Says which matrix failed: the sentence's subject for a lane. */
export type Subject = (lane: number) => string;

/**
 * S = Σ cₘ Sₘ = L Lᵀ, column by column, all lanes at once. A lane in which rounding errors have grown too much is done
 * again in twice the precision; there an indefinite matrix throws. `out` gets zeros above the diagonal;
 * `room` is for n(d + 1) numbers. The entries of a `rounded` matrix were computed: more precision cannot bring back what
 * their rounding lost, so one that has fewer than about ten digits left throws.
 */
export function factor(
  n: number,
  d: number,
  out: Entries,
  terms: readonly { readonly coefficient: Span & { offset: number }; readonly matrix: Entries }[],
  subject: Subject,
  { room, rounded }: { readonly room: Float64Array; readonly rounded: boolean },
): void {
  const l = out.span.array, at = out.span.at + out.base, where = out.offsets;
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < d; j++) {
      const o = at + where[i * d + j]!;
      l.fill(0, o, o + n);
      if (j > i) continue;
      for (const { coefficient: c, matrix: m } of terms) {
        const p = m.span.array, s = m.span.stride, q = c.array, u = c.stride;
        let k = m.span.at + m.base + m.offsets[i * d + j]!, w = c.at + c.offset;
        for (let t = 0; t < n; t++, k += s, w += u) l[o + t]! += q[w]! * p[k]!;
      }
    }
  }
  for (let j = 0; j < d; j++) {
    const pivots = at + where[j * d + j]!;
    const diagonal = (j + 1) * n;
    for (let t = 0; t < n; t++) room[diagonal + t] = l[pivots + t]!;
    for (let i = j; i < d; i++) {
      const o = at + where[i * d + j]!;
      for (let r = 0; r < j; r++) {
        const x = at + where[i * d + r]!, y = at + where[j * d + r]!;
        for (let t = 0; t < n; t++) l[o + t]! -= l[x + t]! * l[y + t]!;
      }
      if (i === j) {
        for (let t = 0; t < n; t++) {
          const root = l[o + t] = Math.sqrt(l[o + t]!);
          const loss = room[diagonal + t]! / root / root;
          room[t] = j === 0 ? loss : room[t]! * loss;
        }
      } else {
        for (let t = 0; t < n; t++) l[o + t]! /= l[pivots + t]!;
      }
    }
  }
  let y: Float64Array | undefined;
  for (let t = 0; t < n; t++) {
    if (room[t]! <= trustedGrowth) continue;
    y ??= new Float64Array(d);
    const entry = (i: number, j: number) => l[at + where[i * d + j]! + t]!;
    const diagonal = (i: number) => room[(i + 1) * n + t]!;
    const growth = errorGrowth(d, entry, diagonal, y);
    if (growth <= trustedGrowth) continue;
    if (rounded && !(growth <= kept.growth)) refuseLost(y, diagonal, kept);
    factorAccurately(t);
  }

  function factorAccurately(t: number): void {
    const coefficients = terms.map(({ coefficient: c }) =>
      c.array[c.at + c.offset + t * c.stride]!
    );
    const exact = accurateCholesky(d, coefficients, (i, j, m) => {
      const { span, base, offsets } = terms[m]!.matrix;
      return span.array[span.at + base + offsets[i * d + j]! + t * span.stride]!;
    }, subject(t));
    for (let e = 0; e < d * d; e++) l[at + where[e]! + t] = exact[e]!;
  }
}

/**
 * 1 where S = Σ cₘ Sₘ is positive definite, as elimination in doubles finds it: every pivot is positive; else 0, for NaN too. `l` is
 * room for d² numbers.
 */
export function definite(
  n: number,
  d: number,
  out: Span,
  terms: readonly { readonly coefficient: Span & { offset: number }; readonly matrix: Entries }[],
  l: Float64Array,
): void {
  for (let t = 0; t < n; t++) {
    for (let i = 0; i < d; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (const { coefficient: c, matrix: { span, base, offsets } } of terms) {
          sum += c.array[c.at + c.offset + t * c.stride]! *
            span.array[span.at + base + offsets[i * d + j]! + t * span.stride]!;
        }
        l[i * d + j] = sum;
      }
    }
    out.array[out.at + t] = isDefinite(d, l) ? 1 : 0;
  }
}

/** Whether the pivots of a matrix in its lower triangle are all positive and finite; the triangle is used up. */
export function isDefinite(d: number, l: Float64Array): boolean {
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = l[i * d + j]!;
      for (let r = 0; r < j; r++) rest -= l[i * d + r]! * l[j * d + r]!;
      if (i === j && !(rest > 0 && rest < Infinity)) return false;
      l[i * d + j] = i === j ? Math.sqrt(rest) : rest / l[j * d + j]!;
    }
  }
  return true;
}

/** ln|S| = 2 Σ ln Lₐₐ. */
export function logDet(n: number, d: number, out: Span, o: number, l: Entries): void {
  const r = out.array, p = l.span.array, s = l.span.stride;
  for (let t = 0; t < n; t++) {
    let total = 0;
    for (let a = 0; a < d; a++) {
      total += Math.log(p[l.span.at + l.base + l.offsets[a * d + a]! + t * s]!);
    }
    r[out.at + o + t] = 2 * total;
  }
}

/** y = L⁻¹v by forward substitution; rows before `first`, where v is known to be 0, are left out. `y` is [d][n]. */
export function forward(
  n: number,
  d: number,
  y: Float64Array,
  l: Entries,
  v: Entries,
  first = 0,
): void {
  const p = l.span.array, s = l.span.stride, q = v.span.array, u = v.span.stride;
  for (let i = first; i < d; i++) {
    const row = i * n;
    for (let t = 0, k = v.span.at + v.base + v.offsets[i]!; t < n; t++, k += u) y[row + t] = q[k]!;
    for (let j = first; j < i; j++) {
      const other = j * n;
      for (let t = 0, k = l.span.at + l.base + l.offsets[i * d + j]!; t < n; t++, k += s) {
        y[row + t]! -= p[k]! * y[other + t]!;
      }
    }
    for (let t = 0, k = l.span.at + l.base + l.offsets[i * d + i]!; t < n; t++, k += s) {
      y[row + t]! /= p[k]!;
    }
  }
}

/** y = v, [d][n]. */
export function copyVector(n: number, d: number, y: Float64Array, v: Entries): void {
  const q = v.span.array, u = v.span.stride;
  for (let i = 0; i < d; i++) {
    for (let t = 0, k = v.span.at + v.base + v.offsets[i]!; t < n; t++, k += u) {
      y[i * n + t] = q[k]!;
    }
  }
}

/** y ← L⁻ᵀy by backward substitution. */
export function backward(n: number, d: number, y: Float64Array, l: Entries): void {
  const p = l.span.array, s = l.span.stride;
  for (let i = d - 1; i >= 0; i--) {
    const row = i * n;
    for (let j = i + 1; j < d; j++) {
      const other = j * n;
      for (let t = 0, k = l.span.at + l.base + l.offsets[j * d + i]!; t < n; t++, k += s) {
        y[row + t]! -= p[k]! * y[other + t]!;
      }
    }
    for (let t = 0, k = l.span.at + l.base + l.offsets[i * d + i]!; t < n; t++, k += s) {
      y[row + t]! /= p[k]!;
    }
  }
}

/** out[t] += Σᵢ y[i][t]², from row `first` on. */
export function addSquares(
  n: number,
  d: number,
  out: Span,
  o: number,
  y: Float64Array,
  first = 0,
): void {
  const r = out.array;
  for (let i = first; i < d; i++) {
    for (let t = 0, k = i * n; t < n; t++, k++) r[out.at + o + t]! += y[k]! * y[k]!;
  }
}

/**
 * ‖L⁻¹V‖² where its terms overflowed and cancelled to no number: of a finite V (`columns` are its columns) it is beyond
 * all numbers.
 */
export function settleOverflow(
  n: number,
  d: number,
  out: Span,
  o: number,
  columns: readonly Entries[],
): void {
  const r = out.array, start = out.at + o;
  for (let t = 0; t < n; t++) {
    if (!Number.isNaN(r[start + t])) continue;
    const isFinite = columns.every(({ span, base, offsets }) => {
      for (let i = 0; i < d; i++) {
        if (!Number.isFinite(span.array[span.at + base + offsets[i]! + t * span.stride])) {
          return false;
        }
      }
      return true;
    });
    if (isFinite) r[start + t] = Infinity;
  }
}

/**
 * S⁻¹ = XᵀX with X = L⁻¹, which is a triangle: a third of the work of d solves, and exactly symmetric. `x` is room for
 * d·d·n numbers.
 */
export function inverse(n: number, d: number, out: Entries, l: Entries, x: Float64Array): void {
  const p = l.span.array, s = l.span.stride, from = l.span.at + l.base;
  for (let j = 0; j < d; j++) {
    for (let i = j; i < d; i++) {
      const entry = (i * d + j) * n;
      x.fill(i === j ? 1 : 0, entry, entry + n);
      for (let r = j; r < i; r++) {
        const other = (r * d + j) * n;
        for (let t = 0, k = from + l.offsets[i * d + r]!; t < n; t++, k += s) {
          x[entry + t]! -= p[k]! * x[other + t]!;
        }
      }
      for (let t = 0, k = from + l.offsets[i * d + i]!; t < n; t++, k += s) x[entry + t]! /= p[k]!;
    }
  }
  const r = out.span.array, to = out.span.at + out.base;
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      const here = to + out.offsets[i * d + j]!, there = to + out.offsets[j * d + i]!;
      r.fill(0, here, here + n);
      for (let row = i; row < d; row++) {
        const left = (row * d + i) * n, right = (row * d + j) * n;
        for (let t = 0; t < n; t++) r[here + t]! += x[left + t]! * x[right + t]!;
      }
      if (i !== j) r.copyWithin(there, here, here + n);
    }
  }
}
