import { addTwice, divideTwice, multiplyTwice, rest } from "../expr/twofold.ts";

/** Rows of numbers, each a draw from one distribution. */
export interface Sample {
  /** The numbers, row after row: entry (r, a) stands at `r · d + a`. */
  readonly values: Float64Array;
  /** How many rows there are. */
  readonly n: number;
  /** How many numbers a row has. */
  readonly d: number;
  /** How much each row counts, ≥ 0 and not all 0; all the same if left out. */
  readonly weights?: Float64Array | undefined;
}

/** So many products are added plainly, and their sums with the rounding errors: what is lost is below 2⁻⁴⁶ Σ |products|. */
const block = 64;

/**
 * S = Σ wᵣ (xᵣ − x̄)(xᵣ − x̄)ᵀ / (1 − Σ wᵣ²) with weights that sum to 1, [d, d]: for equal weights the denominator of
 * n·S is n − 1, for others it is that of `numpy.cov(aweights=…)`. Two passes: the mean is known in twice the working
 * precision, so what is far from 0 loses nothing but the digits it does not have.
 */
export function sampleCovariance(sample: Sample): Float64Array {
  const { values, n, d } = sample, weights = sample.weights && scaled(sample.weights);
  const mean = meanOf(sample, weights);
  const deviation = new Float64Array(d), row = new Float64Array(d * d);
  const sums = new Float64Array(d * d), lows = new Float64Array(d * d);
  for (let r = 0; r < n; r++) {
    for (let a = 0; a < d; a++) {
      deviation[a] = values[r * d + a]! - mean.high[a]! - mean.low[a]!;
    }
    const weight = weights === undefined ? 1 : weights[r]!;
    for (let a = 0; a < d; a++) {
      const weighed = weight === 0 ? 0 : weight * deviation[a]!;
      for (let b = 0; b <= a; b++) row[a * d + b]! += weighed * deviation[b]!;
    }
    if ((r + 1) % block !== 0 && r + 1 < n) continue;
    for (let e = 0; e < d * d; e++) {
      sums[e] = addTwice(sums[e]!, lows[e]!, row[e]!, 0);
      lows[e] = rest[0]!;
      row[e] = 0;
    }
  }
  const degrees = degreesOfFreedom(n, weights);
  const covariance = new Float64Array(d * d);
  for (let a = 0; a < d; a++) {
    for (let b = 0; b <= a; b++) {
      covariance[a * d + b] = covariance[b * d + a] = sums[a * d + b]! / degrees;
    }
  }
  return covariance;
}

/** (Σ wᵣ)² / Σ wᵣ²: how many rows of equal weight say as much (Kish 1965). */
export function effectiveSize({ n, weights }: Sample): number {
  if (weights === undefined) return n;
  const { sum, squares } = momentsOf(scaled(weights));
  return sum * sum / squares;
}

/** What Σ wᵣ (xᵣ − x̄)² is divided by for weights as they are: Σ w − Σ w²/Σ w, which is n − 1 where they are all 1. */
function degreesOfFreedom(n: number, weights: Float64Array | undefined): number {
  if (weights === undefined) return n - 1;
  const { sum, squares } = momentsOf(weights);
  return sum - squares / sum;
}

function momentsOf(weights: Float64Array): { sum: number; squares: number } {
  let sum = 0, sumLow = 0, squares = 0, squaresLow = 0;
  for (const w of weights) {
    sum = addTwice(sum, sumLow, w, 0);
    sumLow = rest[0]!;
    squares = addTwice(squares, squaresLow, w * w, 0);
    squaresLow = rest[0]!;
  }
  return { sum, squares };
}

/** The weights by a power of two, the largest near 1: their squares are then neither 0 nor infinite all at once. */
function scaled(weights: Float64Array): Float64Array {
  const largest = weights.reduce((most, w) => Math.max(most, w), 0);
  const half = 2 ** Math.floor(-Math.log2(largest) / 2);
  return weights.map((w) => w * half * half);
}

/**
 * The mean of each column as a sum high + low: c + Σ w (x − c) / Σ w, c being the first row, so that nothing overflows in
 * columns whose spread is a number.
 */
export function meanOf(
  { values, n, d }: Sample,
  weights?: Float64Array,
): { high: Float64Array; low: Float64Array } {
  const high = new Float64Array(d), low = new Float64Array(d);
  for (let a = 0; a < d; a++) {
    const centre = values[a]!;
    let sum = 0, sumLow = 0, total = 0, totalLow = 0;
    for (let r = 0; r < n; r++) {
      const apart = addTwice(values[r * d + a]!, 0, -centre, 0), apartLow = rest[0]!;
      const weight = weights === undefined ? 1 : weights[r]!;
      const term = weight === 1 ? apart : multiplyTwice(apart, apartLow, weight, 0);
      sum = addTwice(sum, sumLow, term, weight === 1 ? apartLow : rest[0]!);
      sumLow = rest[0]!;
      total = addTwice(total, totalLow, weight, 0);
      totalLow = rest[0]!;
    }
    const shift = divideTwice(sum, sumLow, total, totalLow);
    high[a] = addTwice(centre, 0, shift, rest[0]!);
    low[a] = rest[0]!;
  }
  return { high, low };
}
