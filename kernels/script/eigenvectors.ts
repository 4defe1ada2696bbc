import { leastDivisor, sweepsFor } from "../../src/expr/rotations.ts";

/**
 * The eigenvectors of a symmetric matrix, row-major, as the columns of `v`, by Jacobi's method: each pair of rows and columns is turned
 * so that its entry beside the diagonal is 0. `s` is used up: its diagonal ends up with the eigenvalues.
 */
export function eigenvectors(d: number, s: Float64Array, v: Float64Array): void {
  v.fill(0);
  for (let i = 0; i < d; i++) v[i * d + i] = 1;
  for (let sweep = sweepsFor(d); sweep > 0; sweep--) {
    for (let p = 0; p < d - 1; p++) {
      for (let q = p + 1; q < d; q++) {
        // t = tan φ with cot 2φ = (s_qq − s_pp)/2s_pq
        const apart = s[q * d + q]! - s[p * d + p]!, beside = 2 * s[p * d + q]!;
        const size = Math.abs(apart) + Math.sqrt(apart * apart + beside * beside);
        const t = (apart < 0 || Object.is(apart, -0) ? -beside : beside) / (size + leastDivisor);
        const cosine = 1 / Math.sqrt(1 + t * t), sine = t * cosine;
        for (let r = 0; r < d; r++) turn(s, r * d + p, r * d + q, cosine, sine);
        for (let r = 0; r < d; r++) turn(s, p * d + r, q * d + r, cosine, sine);
        for (let r = 0; r < d; r++) turn(v, r * d + p, r * d + q, cosine, sine);
      }
    }
  }
}

function turn(x: Float64Array, p: number, q: number, cosine: number, sine: number): void {
  const a = x[p]!, b = x[q]!;
  x[p] = cosine * a - sine * b;
  x[q] = sine * a + cosine * b;
}
