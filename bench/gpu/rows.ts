/** The logarithm of one row's sum in double precision, by the formula: independent of the library. */
import type { Parameters } from "../mixtures.ts";

/** ln Σⱼ cⱼ exp(−KL(pᵢ‖pⱼ)) for diagonal covariances. */
export function klRow({ weights, means, spread }: Parameters, d: number, i: number): number {
  return logSumExp(weights, (j) => {
    let total = 0;
    for (let a = 0; a < d; a++) {
      const s = spread[i * d + a]!, t = spread[j * d + a]!;
      const delta = means[i * d + a]! - means[j * d + a]!;
      total += (s + delta * delta) / t - 1 + Math.log(t / s);
    }
    return -total / 2;
  });
}

/** ln Σⱼ cⱼ exp(−B(pᵢ, pⱼ)) for full covariances. */
export function bhattacharyyaRow(parameters: Parameters, d: number, i: number): number {
  const { weights, means, spread } = parameters;
  const size = d * d;
  const own = logDet(spread.subarray(i * size, (i + 1) * size), d);
  return logSumExp(weights, (j) => {
    const other = spread.subarray(j * size, (j + 1) * size);
    const between = Float64Array.from(other, (x, e) => (x + spread[i * size + e]!) / 2);
    const delta = Float64Array.from({ length: d }, (_, a) => means[i * d + a]! - means[j * d + a]!);
    const apart = quadratic(between, delta, d);
    return -(apart / 8 + (logDet(between, d) - (own + logDet(other, d)) / 2) / 2);
  });
}

function logSumExp(weights: Float64Array, exponent: (j: number) => number): number {
  const terms = Float64Array.from(weights, (c, j) => Math.log(c) + exponent(j));
  const top = terms.reduce((a, b) => Math.max(a, b), -Infinity);
  return top + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - top), 0));
}

function cholesky(matrix: Float64Array, d: number): Float64Array {
  const l = new Float64Array(d * d);
  for (let j = 0; j < d; j++) {
    for (let i = j; i < d; i++) {
      let x = matrix[i * d + j]!;
      for (let t = 0; t < j; t++) x -= l[i * d + t]! * l[j * d + t]!;
      l[i * d + j] = i === j ? Math.sqrt(x) : x / l[j * d + j]!;
    }
  }
  return l;
}

function logDet(matrix: Float64Array, d: number): number {
  const l = cholesky(matrix, d);
  let sum = 0;
  for (let a = 0; a < d; a++) sum += 2 * Math.log(l[a * d + a]!);
  return sum;
}

function quadratic(matrix: Float64Array, delta: Float64Array, d: number): number {
  const l = cholesky(matrix, d), y = new Float64Array(d);
  let sum = 0;
  for (let i = 0; i < d; i++) {
    let x = delta[i]!;
    for (let t = 0; t < i; t++) x -= l[i * d + t]! * y[t]!;
    x /= l[i * d + i]!;
    y[i] = x;
    sum += x * x;
  }
  return sum;
}
