import { evaluate, gaussianMixture, logDensity, uniformMixture } from "../../../mod.ts";
import type { OneMixture } from "../one_mixture.ts";
import type { Outlines } from "./outlines.ts";

/** ln p at points [n, d], all of them in one run, by so many threads at most. */
export async function logDensities(
  p: OneMixture,
  points: Float64Array,
  threads?: number,
): Promise<Float64Array> {
  const d = p.dimension, x = { data: points, shape: [points.length / d, d] } as const;
  return (await evaluate(logDensity(p, x), { threads })).data;
}

/** ln cⱼ pⱼ at the points, for each of the components that are named. */
export async function logDensitiesOf(
  outlines: Outlines,
  members: readonly number[],
  points: Float64Array,
): Promise<Float64Array[]> {
  const curves: Float64Array[] = [];
  for (const i of members) {
    const lnWeight = Math.log(outlines.weights[i]!);
    const values = await logDensities(widened(outlines, [i], []), points);
    curves.push(values.map((value) => lnWeight + value));
  }
  return curves;
}

/**
 * The components that are named, as seen through pixels of given sizes: each Gaussian blurred by a Gaussian of half a pixel,
 * each box at least a pixel wide. Their weights are those they have among each other. Without pixels, as they are.
 */
export function widened(
  { family, d, weights, centers, reach, covariance }: Outlines,
  members: readonly number[],
  pixel: readonly number[],
): OneMixture {
  const total = members.reduce((sum, i) => sum + weights[i]!, 0), k = members.length;
  const own = Float64Array.from(members, (i) => weights[i]! / total);
  const middles = new Float64Array(k * d);
  members.forEach((i, m) => middles.set(centers.subarray(i * d, (i + 1) * d), m * d));
  const points = { data: middles, shape: [k, d] } as const;
  if (family === "uniform") {
    const widths = members.flatMap((i) =>
      Array.from({ length: d }, (_, a) => Math.max(2 * reach(i, a), pixel[a] ?? 0))
    );
    return uniformMixture({
      weights: own,
      centers: points,
      widths: { data: widths, shape: [k, d] as const },
    });
  }
  const covariances = new Float64Array(k * d * d);
  members.forEach((i, m) => {
    for (let a = 0; a < d; a++) {
      for (let b = 0; b < d; b++) {
        const blur = a === b ? ((pixel[a] ?? 0) / 2) ** 2 : 0;
        covariances[(m * d + a) * d + b] = covariance(i, a, b) + blur;
      }
    }
  });
  return gaussianMixture({
    weights: own,
    means: points,
    covariances: { data: covariances, shape: [k, d, d] as const },
  });
}
