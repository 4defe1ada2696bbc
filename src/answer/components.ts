import { conditionalEntropy } from "../estimator/conditional.ts";
import { jointEntropy } from "../estimator/joint.ts";
import { bhattacharyyaDistance } from "../distance/chernoff.ts";
import { componentEntropy } from "../distance/of_component.ts";
import type { ArrayResult, Expr } from "../expr/expression.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { componentsOf } from "../mixture/components.ts";
import { evaluate } from "../run/face/evaluate.ts";
import type { Entropy, EntropyOptions } from "./answer_types.ts";
import { entropy } from "./entropy.ts";

/** A number, and between what it surely lies. */
export interface Enclosed {
  /** The number. */
  readonly value: number;
  /** It is not below this, for sure. */
  readonly lower: number;
  /** It is not above this, for sure. */
  readonly upper: number;
}

/** Two components and how much they overlap. */
export interface Overlap {
  /** The one component, counted from 0. */
  readonly first: number;
  /** The other, whose number is larger. */
  readonly second: number;
  /** The Bhattacharyya coefficient ∫ √(pᵢ pⱼ): 1 for the same distribution, 0 for distributions that do not meet. */
  readonly affinity: number;
}

/** What the components of a mixture are to each other. */
export interface ComponentsReport {
  /** The entropy of the mixture, from which the rest follows. */
  readonly entropy: Entropy;
  /** e^I(X;C): how many components there are in effect, from 1 (all the same) to e^H(C) (none overlap). */
  readonly effective: Enclosed;
  /** H(C|X) = J − h in nats: what a point leaves open of its component; 0 where components are apart. */
  readonly separation: Enclosed;
  /** cᵢ KL(pᵢ‖p), each component's share of I(X;C), in nats, [k]. */
  readonly shares: Float64Array;
  /** By how much a share may be wrong, with the confidence asked for; relative to the weight of the component. */
  readonly shareError: number;
  /** The pairs that overlap most, the most first: those of an affinity above 1 %, at most 1,000; undefined beyond 1,000 components. */
  readonly overlaps: readonly Overlap[] | undefined;
}

/** Above this many components pairs are too many to be looked at one by one. */
const mostComponents = 1000;
const leastAffinity = 0.01;
const mostOverlaps = 1000;

/**
 * What the components of one mixture are to each other: how many there are in effect, how well they are told apart, what each adds
 * to I(X;C), and which overlap.
 *
 * I(X;C) = h − H(X|C) and H(C|X) = J − h, so both are enclosed as the entropy h is. Shares are by draws: ∂h/∂cᵢ = −Eᵢ ln p − 1, so
 * KL(pᵢ‖p) = ∂h/∂cᵢ + 1 − hᵢ. Takes the options of `entropy`.
 *
 * Throws as `entropy` does.
 *
 * @example
 * ```ts
 * import { components, gaussianMixture } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [0.1], [9]], variance: 1 });
 * const { effective, overlaps } = await components(p);
 * console.log(effective.value.toFixed(2)); // 1.89: the first two are nearly one
 * console.log(overlaps?.length, overlaps?.[0]?.affinity.toFixed(3)); // 1 "0.999"
 * ```
 */
export async function components(
  p: MixtureWith<object, undefined>,
  options: Omit<EntropyOptions, "gradient"> = {},
): Promise<ComponentsReport> {
  const [i, j] = componentsOf(p);
  const found = await entropy(p as MixtureWith<{ weights: Expr }, undefined>, {
    ...options,
    gradient: true,
  });
  const { gradient, gradientError, ...answer } = found;
  const conditional: Expr<number> = conditionalEntropy(p), joint: Expr<number> = jointEntropy(p);
  const looked = await evaluate(
    { conditional, joint, own: componentEntropy(i), weights: i.weight as Expr },
    { signal: options.signal },
  );
  const own = numbersOf(looked.own, p.components),
    weights = numbersOf(looked.weights, p.components);
  const slopes = numbersOf(gradient.weights, p.components);
  const informationAt = (h: number) => Math.max(0, h - looked.conditional);
  const leftAt = (h: number) => Math.max(0, looked.joint - h);
  const { value, lower, upper } = answer;
  return {
    entropy: answer,
    effective: {
      value: Math.exp(informationAt(value)),
      lower: Math.exp(informationAt(lower)),
      upper: Math.exp(informationAt(upper)),
    },
    separation: { value: leftAt(value), lower: leftAt(upper), upper: leftAt(lower) },
    shares: weights.map((c, t) => c === 0 ? 0 : c * Math.max(0, slopes[t]! + 1 - own[t]!)),
    shareError: gradientError.weights,
    overlaps: p.components > mostComponents
      ? undefined
      : overlapsOf(await evaluate(bhattacharyyaDistance(i, j), { signal: options.signal }), p),
  };
}

/** The pairs whose distance is small. */
function overlapsOf(
  distances: number | ArrayResult,
  { components: k }: MixtureWith<object, undefined>,
): Overlap[] {
  const found: Overlap[] = [];
  if (typeof distances === "number") return found;
  for (let first = 0; first < k; first++) {
    for (let second = first + 1; second < k; second++) {
      const affinity = Math.exp(-distances.data[first * k + second]!);
      if (affinity > leastAffinity) found.push({ first, second, affinity });
    }
  }
  return found.sort((a, b) => b.affinity - a.affinity).slice(0, mostOverlaps);
}

/** k numbers: one for all is repeated. */
function numbersOf(value: number | ArrayResult, k: number): Float64Array {
  return typeof value === "number" ? new Float64Array(k).fill(value) : value.data;
}
