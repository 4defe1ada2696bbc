import { evaluate, logDensity, type MixtureEntry, mixtureOf } from "../../../mod.ts";
import { type OneMixture, oneMixture } from "../one_mixture.ts";
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
 * The components that are named, as seen through pixels of given sizes: each Gaussian blurred by a Gaussian of half a pixel, others of
 * a scale widened alike, each box at least a pixel wide. Their weights are those they have among each other. Without pixels, as they are.
 */
export function widened(
  { parts, placeOf, weights }: Outlines,
  members: readonly number[],
  pixel: readonly number[],
): OneMixture {
  const total = members.reduce((sum, i) => sum + weights[i]!, 0);
  const entries = parts.flatMap((part) => {
    const own = members.filter((i) => placeOf(i).part === part);
    if (own.length === 0) return [];
    const parameters = part.blurred(own.map((i) => placeOf(i).index), pixel);
    return [{
      weights: Float64Array.from(own, (i) => weights[i]! / total),
      [part.family]: parameters,
    }];
  });
  // their family is a computed key, which types cannot tell
  return oneMixture(mixtureOf(entries as unknown as readonly MixtureEntry[]));
}
