import type { Expr } from "../expr/expression.ts";
import type { Node } from "../expr/node.ts";
import { nodes } from "../expr/simplify.ts";
import { inKind } from "../bound/reference.ts";
import type { Integral } from "../certified/gaussians.ts";
import { checkLimits } from "../certified/exact_options.ts";
import { lineBetween } from "../certified/line_between.ts";
import { type LineComponent, lineComponent } from "../certified/line_component.ts";
import { twoMixtures } from "../divergence/two_mixtures.ts";
import { checkSingle } from "./check_single.ts";
import type { Component, MixtureWith } from "../mixture/component_types.ts";
import { checkNames } from "../mixture/parameters.ts";
import { partsOf } from "../mixture/parts.ts";
import { inTurns, newBreath } from "../run/conduct/slices.ts";
import { evaluate } from "../run/face/evaluate.ts";
import type { ExactInformationOptions } from "./exact_information.ts";

/** What is between two mixtures, each number with an error: in nats, but for the last two. */
export interface ExactDivergences {
  /** −∫ p ln q. */
  readonly crossEntropy: Integral;
  /** −∫ q ln p. */
  readonly crossEntropyReverse: Integral;
  /** KL(p‖q). */
  readonly kl: Integral;
  /** KL(q‖p). */
  readonly klReverse: Integral;
  /** KL(p‖q) + KL(q‖p). */
  readonly symmetricKl: Integral;
  /** The Jensen–Shannon divergence of equal shares. */
  readonly jensenShannon: Integral;
  /** ½ ∫(√p − √q)². */
  readonly squaredHellinger: Integral;
  /** ½ ∫|p − q|. */
  readonly totalVariation: Integral;
}

/**
 * A single mixture.
 *
 * @internal
 */
type Single = MixtureWith<object, undefined>;

/**
 * The true numbers between two mixtures on the line, to within an error of 1e−12 or so: cross entropies −∫ p ln q and KL divergences both ways, their
 * sum, the Jensen–Shannon divergence of equal shares, ½ ∫(√p − √q)² and ½ ∫|p − q|, by quadrature. Numbers with errors, no expressions. Infinite
 * where a mixture has mass and the other has no density. For other shares and for groups there is `exactInformation` of `mix([p, q])`.
 *
 * Undefined for more than one coordinate, for Student distributions and families of one's own, and where it would take more than `maxWork` densities
 * of components at points. Errors are what rules of 16 nodes lose on each panel, which is estimated, and an allowance for rounding.
 *
 * Throws `ShapeError` for mixtures of two dimensions, `TypeError` for a batch.
 *
 * @example
 * ```ts
 * import { exactDivergences, gaussianMixture } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0]], variance: 1 });
 * const q = gaussianMixture({ means: [[1]], variance: 1 });
 * const found = await exactDivergences(p, q);
 * console.log(found?.kl.value.toFixed(9), found?.totalVariation.value.toFixed(5)); // 0.500000000 0.38292: 2Φ(½) − 1
 * ```
 */
export async function exactDivergences(
  p: MixtureWith<object, undefined>,
  q: MixtureWith<object, undefined>,
  options: ExactInformationOptions = {},
): Promise<ExactDivergences | undefined> {
  const names = ["tolerance", "maxWork", "signal"];
  const limits = checkLimits(checkNames(options, names, "computation of divergences"));
  for (const mixture of [p, q]) checkSingle(mixture, "each pair");
  twoMixtures(p, q);
  const [one, other] = [await onLine(p, limits.signal), await onLine(q, limits.signal)];
  if (one === undefined || other === undefined) return undefined;
  const found = await inTurns(lineBetween(one, other, limits), newBreath(limits.signal));
  if (found === undefined) return undefined;
  const { kl, klReverse } = found;
  const symmetricKl = { value: kl.value + klReverse.value, error: kl.error + klReverse.error };
  return { ...found, symmetricKl };
}

/** The components of a mixture on the line that have a weight, in numbers; undefined where it is none of known families. */
async function onLine(
  p: Single,
  signal: AbortSignal | undefined,
): Promise<LineComponent[] | undefined> {
  if (p.dimension > 1) return undefined;
  const parts: { family: LineComponent["family"]; numbers: readonly Node[] }[] = [];
  for (const { pair: [i] } of partsOf(p)) {
    const read = placeAndScale(i);
    if (read === undefined) return undefined;
    parts.push(read);
  }
  const values = await evaluate(parts.map(({ numbers }) => numbers as readonly Expr[]), { signal });
  return parts.flatMap(({ family }, t) => {
    const [weights, places, scales] = values[t]!.map(numbersOf);
    const at = (x: readonly number[] | undefined, i: number) => x![x!.length === 1 ? 0 : i]!;
    const count = Math.max(weights!.length, places!.length, scales!.length);
    return Array.from({ length: count }, (_, i) =>
      lineComponent({
        family,
        logWeight: Math.log(at(weights, i)),
        place: at(places, i),
        scale: at(scales, i),
      })).filter(({ logWeight }) => logWeight > -Infinity);
  });
}

/** The weights, places and scales of a part. */
function placeAndScale(i: Component<Node>) {
  const half = (x: Node) => nodes.mul(nodes.constant(0.5), x);
  switch (i.family) {
    case "gaussian": {
      const { covariance } = inKind(i, "diagonal");
      const scale = covariance.kind === "full" ? undefined : nodes.sqrt(covariance.variance);
      return scale && { family: i.family, numbers: [i.weight, i.mean, scale] };
    }
    case "uniform":
      return { family: i.family, numbers: [i.weight, i.center, half(i.width)] };
    case "laplace":
    case "logistic":
      return { family: i.family, numbers: [i.weight, i.location, i.scale] };
    case "studentT":
    case "own":
      return undefined;
    default:
      return i satisfies never;
  }
}

/** The numbers of a value, one for each component or one for all. */
function numbersOf(value: unknown): readonly number[] {
  if (typeof value === "number") return [value];
  return Array.from((value as { readonly data: Float64Array }).data);
}
