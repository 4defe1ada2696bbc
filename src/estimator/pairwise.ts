import type { Axis } from "../expr/axes.ts";
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
import type { Component, MixtureWith } from "../mixture/component_types.ts";
import { logSumExpOf } from "../mixture/over_parts.ts";
import { type Part, partsOf } from "../mixture/parts.ts";
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
  const logTerm = (i: Component<Node>, j: Component<Node>) =>
    nodes.neg(checkedValue(distance(i, j)));
  // every distance that has a name is 0 from a component to itself
  const own = (i: Component<Node>, j: Component<Node>) =>
    typeof options.distance === "function"
      ? rename(logTerm(i, j), new Map([[j.component, i.component]]))
      : constant(0);
  return nodes.sub(
    nodeOf(conditionalEntropy(p)),
    likelihoodOfParts(partsOf(p), { logTerm, own }),
  );
}

/** What a distance of one's own returned: one number for a pair of components. */
function checkedValue(d: Expr): Node {
  if (!isNode(d)) {
    throw new TypeError(
      `Expected the distance function to return an expression, got ${describe(d)}`,
    );
  }
  const extra = d.axes.find(({ set: { role }, copy }) =>
    role !== "batch" && (role !== "component" || copy > 1)
  );
  if (extra !== undefined) {
    throw new ShapeError(
      `Expected the distance function to return one number for a pair of components, got one for each index along ` +
        `${extra.set.letter} too: reduce it, with sumOverCoordinates for one`,
    );
  }
  return d;
}

/** A function of two components. */
type PairTerm = (i: Component<Node>, j: Component<Node>) => Node;

/** Σᵢ cᵢ ln Σⱼ cⱼ exp(aᵢⱼ) over the components of all parts, the sum that all pairwise estimates share; `own` is aᵢᵢ. */
export function likelihoodOfParts(
  parts: readonly Part[],
  { logTerm, own }: { readonly logTerm: PairTerm; readonly own: PairTerm },
): Node {
  const others = parts.map(({ pair: [, j] }) => j);
  return parts.map(({ pair: [i, j] }) =>
    meanLogLikelihood(i, logSumExpOf(others, (other) => logTerm(i, other)), own(i, j))
  ).reduce((sum, term) => nodes.add(sum, term));
}

/** Σᵢ cᵢ ln Σⱼ cⱼ exp(aᵢⱼ) over the components of one part. */
export function crossLikelihood(
  i: Weighted,
  j: Weighted,
  { logTerm, own }: { readonly logTerm: Node; readonly own: Node },
): Node {
  return meanLogLikelihood(i, reduce("logSumExp", j.component, logTerm, j.weight), own);
}

interface Weighted {
  readonly component: Axis;
  readonly weight: Node;
}

/**
 * Σᵢ cᵢ Lᵢ, Lᵢ = ln Σⱼ cⱼ exp(aᵢⱼ). A component of weight 0 that meets no other adds c ln(c exp aᵢᵢ) when it grows: its slope
 * ln c + 1 + aᵢᵢ counts without the infinite part, ln c.
 */
function meanLogLikelihood(i: Weighted, logLikelihood: Node, own: Node): Node {
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
