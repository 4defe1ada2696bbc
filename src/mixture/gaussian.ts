import { type Axis, axisOf } from "../expr/axes.ts";
import { rename } from "../expr/build.ts";
import { ShapeError } from "../expr/errors.ts";
import type { Domain, Node } from "../expr/node.ts";
import { type Covariance, fullCovariance, renameCovariance } from "./covariance.ts";
import {
  bindParameters,
  checkNames,
  equalWeights,
  given,
  type GivenParameter,
  type MixtureAxes,
  type ParameterSlot,
  type Pattern,
  sizesOf,
} from "./parameters.ts";
import type { GaussianComponent, Mixture, MixturePart } from "./component_types.ts";
import { assembled } from "./assembled.ts";
import type { AnyBatch, BatchIn, GaussianMixture, Parameter, Spread } from "./parameter_types.ts";
import { synonymHint } from "./synonyms.ts";

/**
 * What all Gaussian mixtures are given.
 *
 * @internal
 */
interface WeightsAndMeans<M, W> {
  /** cᵢ ≥ 0, summing to 1 (within 1e−6): [k] or [b, k]; 1/k each if left out. */
  readonly weights?: W | undefined;
  /** μᵢ: [k, d] or [b, k, d]. */
  readonly means: M;
}

/** The four ways to give covariances. */
interface Spreads<V> {
  /** A matrix for each component: [k, d, d] or [b, k, d, d]. */
  readonly covariances: V;
  /** One matrix that all components share: [d, d] or [b, d, d]. */
  readonly covariance: V;
  /** σ² for each component, or for each of its coordinates: [k], [k, d], [b, k] or [b, k, d]. */
  readonly variances: V;
  /** One σ² for all components and coordinates: a number or [b]. */
  readonly variance: V;
}

/**
 * One of the four, and none of the others.
 *
 * @internal
 */
type OneSpread<S extends Spread, V> =
  & Pick<Spreads<V>, S>
  & { readonly [Other in Exclude<Spread, S>]?: undefined };

/** The parameters of a Gaussian mixture; exactly one of the four kinds of covariance. */
export type GaussianParameters = {
  [S in Spread]: WeightsAndMeans<Parameter, Parameter> & OneSpread<S, Parameter>;
}[Spread];

const spreadNames = ["covariances", "covariance", "variances", "variance"] as const;

const spreads: { readonly [S in Spread]: { patterns: readonly Pattern[]; domain: Domain } } = {
  covariances: { patterns: ["kdd", "bkdd"], domain: "covariance" },
  covariance: { patterns: ["dd", "bdd"], domain: "covariance" },
  variances: { patterns: ["k", "kd", "bk", "bkd"], domain: "positive" },
  variance: { patterns: ["", "b"], domain: "positive" },
};

/**
 * A mixture of Gaussians p(x) = Σ cᵢ N(x; μᵢ, Σᵢ), lazy. Every parameter may be an array or an expression and may have a
 * leading batch axis. Variances of two axes are [k, d] if nothing else has a batch axis, and [b, k] beside one; where both fit
 * they are refused.
 *
 * Throws `ShapeError` for shapes that do not fit, `DomainError` for weights, variances or non-finite numbers out of
 * their domain, `NotPositiveDefiniteError` for an indefinite covariance.
 *
 * @example
 * ```ts
 * import { gaussianMixture } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ weights: [0.3, 0.7], means: [[0, 0], [3, 1]], variances: [1, 2] });
 * console.log(p.components, p.dimension); // 2 2
 * ```
 */
export function gaussianMixture<
  const M extends Parameter,
  const S extends Parameter,
  const W extends Parameter | undefined = undefined,
>(
  parameters: WeightsAndMeans<M, W> & OneSpread<"covariances", S>,
): GaussianMixture<"covariances", AnyBatch<[BatchIn<W, 1>, BatchIn<M, 2>, BatchIn<S, 3>]>>;
/** A mixture of Gaussians with one covariance matrix. */
export function gaussianMixture<
  const M extends Parameter,
  const S extends Parameter,
  const W extends Parameter | undefined = undefined,
>(
  parameters: WeightsAndMeans<M, W> & OneSpread<"covariance", S>,
): GaussianMixture<"covariance", AnyBatch<[BatchIn<W, 1>, BatchIn<M, 2>, BatchIn<S, 2>]>>;
/** A mixture of Gaussians without correlations. */
export function gaussianMixture<
  const M extends Parameter,
  const S extends Parameter,
  const W extends Parameter | undefined = undefined,
>(
  parameters: WeightsAndMeans<M, W> & OneSpread<"variances", S>,
): GaussianMixture<"variances", AnyBatch<[BatchIn<W, 1>, BatchIn<M, 2>, BatchIn<S, 1 | 2>]>>;
/** A mixture of Gaussians with one variance. */
export function gaussianMixture<
  const M extends Parameter,
  const S extends Parameter,
  const W extends Parameter | undefined = undefined,
>(
  parameters: WeightsAndMeans<M, W> & OneSpread<"variance", S>,
): GaussianMixture<"variance", AnyBatch<[BatchIn<W, 1>, BatchIn<M, 2>, BatchIn<S, 0>]>>;
/** A mixture of Gaussians with a kind of covariance that the type does not tell. */
export function gaussianMixture(parameters: GaussianParameters): GaussianMixture;
export function gaussianMixture(parameters: GaussianParameters): Mixture {
  const read = checkNames(
    parameters,
    ["weights", "means", ...spreadNames],
    "Gaussian mixture",
    synonymHint,
  );
  const kind = spreadOf(read);
  const spread = given(read[kind], kind);
  const means = given(read.means, "means");
  const weights = read.weights === undefined ? undefined : given(read.weights, "weights");
  return gaussianOver({ weights, means, spread }, kind);
}

/** A mixture of Gaussians over parameters that were read; `kind` says which of the four kinds of covariance `spread` is. */
export function gaussianOver(
  read: {
    readonly weights: GivenParameter | undefined;
    readonly means: GivenParameter;
    readonly spread: GivenParameter;
  },
  kind: Spread,
): Mixture {
  const { means, spread } = read;
  const { patterns, domain } = spreads[kind];
  const { k, d } = sizesOf(means);
  const slots: ParameterSlot[] = [
    { given: means, patterns: ["kd", "bkd"], domain: "finite" },
    {
      given: spread,
      patterns,
      domain,
      elsewhere: Object.entries(spreads).map(([name, other]) => [name, other.patterns]),
    },
  ];
  if (read.weights !== undefined) {
    slots.push({ given: read.weights, patterns: ["k", "bk"], domain: "weights" });
  }
  const bound = bindParameters(slots, k, d);
  const { axes, batch } = bound;
  const mean = bound.nodes[0]!, spreadNode = bound.nodes[1]!;
  const weights = bound.nodes[2] ?? equalWeights(k, axes);
  const covariance = covarianceOf(spreadNode, bound.patterns[1]!, axes.coordinate);
  const part = gaussianPart(axes, { weight: weights, mean, covariance });
  return assembled({
    dimension: d,
    batch,
    parameters: { weights, means: mean, [kind]: spreadNode },
    parts: [part],
  });
}

/** The part of a mixture that has these Gaussians, given at copy 0. */
export function gaussianPart(
  axes: MixtureAxes,
  { weight, mean, covariance }: Pick<GaussianComponent<Node>, "weight" | "mean" | "covariance">,
): MixturePart {
  const at = (copy: number): GaussianComponent => {
    const component = axisOf(axes.set, copy);
    const names = new Map([[axes.component, component]]);
    return {
      family: "gaussian",
      component,
      coordinate: axes.coordinate,
      weight: rename(weight, names),
      mean: rename(mean, names),
      covariance: renameCovariance(covariance, names),
    };
  };
  return { family: "gaussian", components: axes.set.extent, at };
}

function spreadOf(parameters: GaussianParameters): Spread {
  const named = new Map(Object.entries(parameters));
  const present = spreadNames.filter((name) => named.get(name) !== undefined);
  const [kind] = present;
  if (kind === undefined || present.length > 1) {
    const got = present.length === 0 ? "none" : present.join(" and ");
    throw new ShapeError(
      `Expected exactly one of covariances, covariance, variances and variance, got ${got}`,
    );
  }
  return kind;
}

/** A covariance of the structure that its shape shows. */
export function covarianceOf(node: Node, pattern: Pattern, coordinate: Axis): Covariance<Node> {
  if (pattern.endsWith("dd")) return fullCovariance(node, coordinate, axisOf(coordinate.set, 1));
  return { kind: pattern.endsWith("d") ? "diagonal" : "scalar", variance: node };
}
