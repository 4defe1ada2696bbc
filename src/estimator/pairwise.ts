import { describe } from "../expr/array.ts";
import { reduce, rename, sumOver } from "../expr/build.ts";
import { ShapeError, unknownName, UnknownNameError } from "../expr/errors.ts";
import type { Expr } from "../expr/expression.ts";
import { isNode } from "../expr/intern.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import type { PerBatch } from "../expr/shape_types.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { bhattacharyyaDistance, chernoffDistance } from "../distance/chernoff.ts";
import { elkDistance } from "../distance/expected_likelihood.ts";
import { klDivergence } from "../distance/kl.ts";
import type { PairFunction } from "../distance/pair_function.ts";
import { checkNames } from "../mixture/parameters.ts";
import { componentsOf } from "../mixture/components.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { conditionalEntropy } from "./conditional.ts";
import { nodeOf } from "../expr/node_of.ts";

/** A distance between components by name, by the α of a Chernoff distance, or as a function of two components. */
export type Distance =
  | "kl"
  | "bhattacharyya"
  | "elk"
  | { readonly chernoff: number }
  | PairFunction;

const named: ReadonlyMap<string, PairFunction> = new Map([
  ["kl", klDivergence],
  ["bhattacharyya", bhattacharyyaDistance],
  ["elk", elkDistance],
]);

/**
 * The pairwise-distance estimate of the entropy of `p` in nats (Kolchinsky & Tracey 2017, eq. 10):
 * H(X|C) − Σᵢ cᵢ ln Σⱼ cⱼ exp(−D(pᵢ‖pⱼ)). An upper bound for "kl", a lower bound for "bhattacharyya" and every Chernoff α, an
 * estimate between these for "elk"; for any D ≥ 0 it lies between the conditional and the joint entropy. Lazy; a
 * scalar, or [b] for a batch. Costs k² distances; nothing of size k² is stored.
 *
 * Throws `DomainError` for α outside (0, 1), `TypeError` for an unknown distance.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, pairwiseEntropy } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [2]], variance: 1 });
 * const bounds = await evaluate({
 *   lower: pairwiseEntropy(p, { distance: { chernoff: 0.5 } }),
 *   upper: pairwiseEntropy(p, { distance: "kl" }),
 * });
 * console.log(bounds.lower <= 1.75577 && 1.75577 <= bounds.upper); // true
 * ```
 */
export function pairwiseEntropy<B extends number | undefined>(
  p: MixtureWith<object, B>,
  options: { readonly distance: Distance },
): Expr<PerBatch<B>> {
  const distance = pairFunction(distanceOf(options));
  const [i, j] = componentsOf(p);
  const d = distance(i, j);
  if (!isNode(d)) {
    throw new TypeError(
      `Expected the distance function to return an expression, got ${describe(d)}`,
    );
  }
  const pair = [i.component, j.component];
  const extra = d.axes.find((axis) => axis.set.role !== "batch" && !pair.includes(axis));
  if (extra !== undefined) {
    throw new ShapeError(
      `Expected the distance function to return one number for a pair of components, got one for each index along ` +
        `${extra.set.letter} too: reduce it, with sumOverCoordinates for one`,
    );
  }
  // every distance that has a name is 0 from a component to itself
  const own = typeof options.distance === "function"
    ? rename(nodes.neg(d), new Map([[j.component, i.component]]))
    : constant(0);
  return nodes.sub(
    nodeOf(conditionalEntropy(p)),
    crossLikelihood(i, j, { logTerm: nodes.neg(d), own }),
  );
}

/**
 * Σᵢ cᵢ ln Σⱼ cⱼ exp(aᵢⱼ), the sum that all pairwise estimates share; `own` is aᵢᵢ. A component of weight 0 that meets no
 * other adds c ln(c exp aᵢᵢ) when it grows: its slope ln c + 1 + aᵢᵢ counts without the infinite part, ln c.
 */
export function crossLikelihood(
  i: { readonly component: Parameters<typeof sumOver>[0]; readonly weight: Node },
  j: typeof i,
  { logTerm, own }: { readonly logTerm: Node; readonly own: Node },
): Node {
  const logLikelihood = reduce("logSumExp", j.component, logTerm, j.weight);
  const meets = nodes.less(constant(-Infinity), logLikelihood);
  const alone = nodes.select(meets, constant(0), nodes.add(own, constant(1)));
  const weighed = nodes.weigh(i.weight, logLikelihood);
  return sumOver(i.component, markers.sloped(weighed, i.weight, alone));
}

/** What a distance that has a parameter is called. */
function hintFor(name: string): string | undefined {
  return name.toLowerCase().startsWith("chernoff")
    ? "give its α, as { chernoff: 0.3 }."
    : undefined;
}

/** The distance that is named in options, which may be missing or be the distance itself. */
function distanceOf(options: { readonly distance: Distance }): unknown {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(
      `Expected a distance as { distance: "kl" }, the upper bound, or { distance: "bhattacharyya" }, the lower one, got ${
        describe(options)
      }`,
    );
  }
  return checkNames(options, ["distance"], "pairwise estimate").distance;
}

function pairFunction(distance: unknown): PairFunction {
  if (typeof distance === "function") return distance as PairFunction;
  if (typeof distance === "string") {
    const known = named.get(distance);
    if (known !== undefined) return known;
    throw new UnknownNameError(
      unknownName("distance", distance, [...named.keys()], hintFor(distance)),
    );
  }
  if (typeof distance === "object" && distance !== null) {
    const read: { readonly chernoff?: unknown } = checkNames(distance, ["chernoff"], "distance");
    if ("chernoff" in distance) return chernoffDistance(read.chernoff as number);
  }
  throw new TypeError(
    `Expected distance to be "kl", "bhattacharyya", "elk", { chernoff: α } or a function of two components, got ${
      describe(distance)
    }`,
  );
}
