import { accurateCholesky, errorGrowth, trustedGrowth } from "./cholesky.ts";
import { DomainError } from "./errors.ts";
import type { Domain } from "./node.ts";

/** Weights that are given must sum to 1 within this. */
export const givenWeightTolerance = 1e-6;
/** Weights that are computed, within this: differences in a free weight leave the simplex a little. */
export const computedWeightTolerance = 1e-2;

/** A covariance may be asymmetric by this much of its diagonal: the rounding of single precision. */
const asymmetryTolerance = 1e-6;

/** Products of roots of pivots below this leave the range in which doubles keep their digits. */
const leastTrusted = 2 ** -1000;

/** Replaces square matrices [.., d, d] by the mean of themselves and their transposes. */
export function symmetrize(data: Float64Array, d: number): void {
  for (let start = 0; start < data.length; start += d * d) {
    for (let i = 0; i < d; i++) {
      for (let j = 0; j < i; j++) {
        const a = start + i * d + j, b = start + j * d + i;
        if (data[a] !== data[b]) data[a] = data[b] = middle(data[a]!, data[b]!);
      }
    }
  }
}

/** (x + y)/2, for numbers of one sign or near each other: neither the sum of large ones nor the halves of small ones are taken. */
function middle(x: number, y: number): number {
  return x + (y - x) / 2;
}

/** Checks the numbers of an array against a domain; throws a DomainError that names the argument, the index and the value. */
export function checkDomain(
  domain: Domain,
  name: string,
  data: Float64Array,
  shape: readonly number[],
  tolerance: number = givenWeightTolerance,
): void {
  if (domain === "any") return;
  if (!areFinite(data)) {
    const t = data.findIndex((x) => !Number.isFinite(x));
    throw new DomainError(
      `Expected finite numbers in ${name}, got ${data[t]}${where(name, t, shape)}`,
    );
  }
  switch (domain) {
    case "finite":
      return;
    case "positive":
      return checkPositive(name, data, shape);
    case "nonNegative":
      return checkNonNegative(name, data, shape);
    case "weights":
      return checkWeights(name, data, shape, tolerance);
    case "shares":
      checkShares(name, data, shape);
      return checkWeights(name, data, shape, tolerance);
    case "covariance":
      return checkCovariances(name, data, shape);
    case "widthMatrix":
      return checkWidthMatrices(name, data, shape);
    case "seed":
      return checkSeed(name, data[0]!);
    default:
      return domain satisfies never;
  }
}

/** Whether all numbers are finite: x·0 is NaN for what is not, and so is every sum with it. Four sums go at once. */
function areFinite(data: Float64Array): boolean {
  const { length } = data, fours = length - length % 4;
  let a = 0, b = 0, c = 0, d = 0;
  for (let t = 0; t < fours; t += 4) {
    a += data[t]! * 0;
    b += data[t + 1]! * 0;
    c += data[t + 2]! * 0;
    d += data[t + 3]! * 0;
  }
  for (let t = fours; t < length; t++) a += data[t]! * 0;
  return a + b + c + d === 0;
}

function checkPositive(name: string, data: Float64Array, shape: readonly number[]): void {
  for (let t = 0; t < data.length; t++) {
    if (!(data[t]! > 0)) {
      throw new DomainError(
        `Expected positive ${name}, got ${data[t]}${where(name, t, shape)}`,
      );
    }
  }
}

function checkNonNegative(name: string, data: Float64Array, shape: readonly number[]): void {
  const t = data.findIndex((x) => x < 0);
  if (t < 0) return;
  throw new DomainError(`Expected ${name} ≥ 0, got ${data[t]}${where(name, t, shape)}`);
}

function checkWeights(
  name: string,
  data: Float64Array,
  shape: readonly number[],
  tolerance: number,
): void {
  const k = shape[shape.length - 1]!;
  for (let start = 0; start < data.length; start += k) {
    let sum = 0;
    for (let t = start; t < start + k; t++) {
      if (data[t]! < 0) {
        throw new DomainError(`Expected ${name} ≥ 0, got ${data[t]} at ${place(name, t, shape)}`);
      }
      sum += data[t]!;
    }
    if (Math.abs(sum - 1) > tolerance) {
      const row = shape.length > 1 ? ` in batch entry ${start / k}` : "";
      throw new DomainError(
        `Expected ${name} that sum to 1 (within ${tolerance}), got a sum of ${sum}${row}`,
      );
    }
  }
}

/** Weights that were divided by their sum are all 0 where that is 0. */
function checkShares(name: string, data: Float64Array, shape: readonly number[]): void {
  const k = shape[shape.length - 1]!;
  for (let start = 0; start < data.length; start += k) {
    if (data.subarray(start, start + k).some((share) => share !== 0)) continue;
    const row = shape.length > 1 ? ` in batch entry ${start / k}` : "";
    throw new DomainError(
      `Expected a component that was chosen to have a weight above 0, and a density above 0 at values that were given, got none: ` +
        `all ${name} are 0${row}`,
    );
  }
}

function checkCovariances(name: string, data: Float64Array, shape: readonly number[]): void {
  const d = shape[shape.length - 1]!;
  const work = new Float64Array(d * (d + 2));
  for (let start = 0; start < data.length; start += d * d) {
    for (let i = 0; i < d; i++) {
      for (let j = 0; j < i; j++) {
        const x = data[start + i * d + j]!, y = data[start + j * d + i]!;
        if (x === y || isRounding(x, y, data[start + i * d + i]!, data[start + j * d + j]!)) {
          continue;
        }
        throw new DomainError(
          `Expected symmetric ${name}, got ${x} at [${i}][${j}] and ${y} at [${j}][${i}] of ${
            place(name, start, shape, 2)
          }`,
        );
      }
    }
    for (let t = 0; t < d * d; t++) work[t] = data[start + t]!;
    if (isClearlyDefinite(work, d)) continue;
    // the lower triangle of the mean of S and Sᵀ: what symmetrize makes of it
    const entry = (i: number, j: number) =>
      middle(data[start + i * d + j]!, data[start + j * d + i]!);
    accurateCholesky(d, [1], entry, place(name, start, shape, 2));
  }
}

/** Whether x and y differ by rounding only, beside the diagonal entries s and t of their row and column. */
function isRounding(x: number, y: number, s: number, t: number): boolean {
  // the product of s and t may overflow or underflow, but not that of their roots
  const scale = Math.sqrt(Math.abs(s)) * Math.sqrt(Math.abs(t));
  return Math.abs(x - y) <= asymmetryTolerance * Math.max(scale, Math.abs(x), Math.abs(y));
}

/**
 * Whether a Cholesky factorisation in doubles goes through with every pivot far from its rounding error; the matrix is
 * overwritten, and room for 2d numbers after it. A diagonal below the normal numbers' range has no rounding error worth the name: that is for `accurateCholesky`.
 */
function isClearlyDefinite(l: Float64Array, d: number): boolean {
  const diagonal = l.subarray(d * d, d * d + d), y = l.subarray(d * d + d);
  for (let j = 0; j < d; j++) {
    diagonal[j] = l[j * d + j]!;
    for (let i = j; i < d; i++) {
      let entry = l[i * d + j]!;
      for (let t = 0; t < j; t++) entry -= l[i * d + t]! * l[j * d + t]!;
      if (i === j && !(entry > leastTrusted && entry < Infinity)) return false;
      l[i * d + j] = i === j ? Math.sqrt(entry) : entry / l[j * d + j]!;
    }
  }
  return errorGrowth(d, (i, j) => l[i * d + j]!, (i) => diagonal[i]!, y) <= trustedGrowth;
}

function checkSeed(name: string, seed: number): void {
  if (Number.isSafeInteger(seed) && seed >= 0) return;
  throw new DomainError(`Expected ${name} to be an integer ≥ 0, got ${seed}`);
}

function checkWidthMatrices(name: string, data: Float64Array, shape: readonly number[]): void {
  const d = shape[shape.length - 1]!;
  for (let t = 0; t < data.length; t++) {
    const row = Math.floor(t / d) % d, column = t % d;
    if (row === column ? data[t]! > 0 : data[t] === 0) continue;
    const expected = row === column
      ? "positive full widths on the diagonal"
      : "zeros off the diagonal";
    throw new DomainError(
      `Expected ${expected} of ${name}, got ${data[t]} at ${place(name, t, shape)}`,
    );
  }
}

/** ` at means[3][0]`; nothing for a number, which has no index. */
function where(name: string, flat: number, shape: readonly number[]): string {
  return shape.length === 0 ? "" : ` at ${place(name, flat, shape)}`;
}

/** `means[3][0]`: the place of the number at `flat`, without its last `skip` indices. */
function place(name: string, flat: number, shape: readonly number[], skip = 0): string {
  const index: number[] = [];
  for (let t = shape.length - 1, rest = flat; t >= 0; t--) {
    index.unshift(rest % shape[t]!);
    rest = Math.floor(rest / shape[t]!);
  }
  const kept = index.slice(0, index.length - skip);
  return name + kept.map((i) => `[${i}]`).join("");
}
