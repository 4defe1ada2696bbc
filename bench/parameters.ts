/** The numbers that the mixtures of the benchmarks are made of; imports nothing, so that the library can be imported later. */

/** How the covariances of a mixture are given: one number, d numbers or a matrix for each component. */
export type Structure = "spherical" | "diagonal" | "full";

/** The parameters of a random Gaussian mixture, row-major. */
export interface Parameters {
  readonly weights: Float64Array;
  readonly means: Float64Array;
  /** [k], [k, d] or [k, d, d]. */
  readonly spread: Float64Array;
}

/** Random parameters: means of variance 4, variances between ½ and 1½, weights that differ; others for another `which`. */
export function randomParameters(
  structure: Structure,
  k: number,
  d: number,
  which = 1,
): Parameters {
  const next = uniformNumbers(which + k * 31 + d);
  const normal = () => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
  const raw = Float64Array.from({ length: k }, () => 0.5 + next());
  const total = raw.reduce((a, b) => a + b);
  const weights = raw.map((weight) => weight / total);
  const means = Float64Array.from({ length: k * d }, () => 2 * normal());
  const variance = () => 0.5 + next();
  if (structure === "spherical") {
    return { weights, means, spread: Float64Array.from({ length: k }, variance) };
  }
  if (structure === "diagonal") {
    return { weights, means, spread: Float64Array.from({ length: k * d }, variance) };
  }
  // ½ I + A Aᵀ / d, with A of standard normal numbers
  const spread = new Float64Array(k * d * d);
  for (let i = 0; i < k; i++) {
    const a = Float64Array.from({ length: d * d }, normal);
    for (let row = 0; row < d; row++) {
      for (let column = 0; column < d; column++) {
        let dot = 0;
        for (let m = 0; m < d; m++) dot += a[row * d + m]! * a[column * d + m]!;
        spread[(i * d + row) * d + column] = dot / d + (row === column ? 0.5 : 0);
      }
    }
  }
  return { weights, means, spread };
}

/** Numbers between 0 and 1 by Park & Miller (1988): x ← 48271 x mod 2³¹ − 1. */
export function uniformNumbers(seed: number): () => number {
  let state = seed;
  return () => (state = state * 48271 % 2147483647) / 2147483647;
}

/** Standard normal numbers, by Box & Muller (1958). */
export function normalNumbers(count: number, seed: number): Float64Array {
  const next = uniformNumbers(seed);
  return Float64Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next()),
  );
}

/**
 * Random boxes: centres of variance 4, full widths as `spread` [k, d]. The sizes of boxes differ by more than the widths of
 * one do, so that many overlap and some lie inside others.
 */
export function randomBoxParameters(k: number, d: number): Parameters {
  const { weights, means } = randomParameters("spherical", k, d);
  const next = uniformNumbers(7 + k);
  const sizes = Float64Array.from({ length: k }, () => 4 + 16 * next());
  const spread = Float64Array.from(
    { length: k * d },
    (_, t) => sizes[Math.floor(t / d)]! * (0.75 + 0.5 * next()),
  );
  return { weights, means, spread };
}
