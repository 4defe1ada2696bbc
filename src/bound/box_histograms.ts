import { extent, hold, rename, sumOver } from "../expr/build.ts";
import { describe } from "../expr/describe.ts";
import { DomainError } from "../expr/errors.ts";
import type { Expr } from "../expr/expression.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import type { PerBatch } from "../expr/shape_types.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { logVolume } from "../mixture/families/uniform_family.ts";
import { alongBatch } from "../estimator/batch.ts";
import { crossLikelihood } from "../estimator/pairwise.ts";
import type { MixtureWith, UniformComponent } from "../mixture/component_types.ts";
import { checkNames } from "../mixture/parameters.ts";
import { type Cells, cellsAt, cellsOf, logDensityOf } from "./box_cells.ts";
import { type BoxGroups, type Grouping, groupsOf } from "./box_groups.ts";
import { boxesOf, difference, edgeOf, type Place } from "./box_overlaps.ts";

/** How boxes are compared with the product of their marginals. */
export interface HistogramOptions {
  /** The α, each from ½ to 1; 0.6, 0.7, 0.8, 0.9 and 1 if left out. */
  readonly alphas?: readonly number[] | undefined;
  /** Whose marginals: "all" boxes', if left out; or "overlapping": those of the boxes that hang together with it. */
  readonly groups?: Grouping | undefined;
}

/**
 * Lower bound on the entropy of a mixture of boxes in nats by tilting with the product of its marginals: for any positive
 * functions νᵢ h ≥ Σᵢ cᵢ (Eᵢ[−ln νᵢ] − ln Σⱼ cⱼ ∫ pᵢpⱼ(νᵢνⱼ)^−½), by Barber & Agakov's bound on H(C|X) with
 * q(j|x) ∝ cⱼpⱼνⱼ^−½ and Jensen's inequality. Here νᵢ = pᵢ^(2−2α) q^(2α−1), q(x) = Πₐ qₐ(xₐ), whose marginals qₐ are histograms on the
 * edges of all boxes: so all integrals are exact, and those of a pair differences of one cumulative sum ∫ qₐ^(1−2α). α = ½ is
 * the Bhattacharyya bound; α = 1 is exact in one dimension. With "overlapping" groups q is the product of the marginals of the
 * boxes that hang together with box i. The value is the largest over `alphas`. Lazy; a scalar, or [b] for a
 * batch. Costs 2 sweeps over pairs, 6 more for groups, and 2 for each α.
 *
 * Throws `DomainError` for an α outside [½, 1].
 *
 * @example
 * ```ts
 * import { evaluate, histogramBound, uniformMixture } from "@mixtropy/mixtropy";
 * const p = uniformMixture({ centers: [[0.5], [0.5]], widths: [[1], [0.2]] });
 * console.log((await evaluate(histogramBound(p))).toFixed(6)); // -0.381909: one dimension, so exact
 * ```
 */
export function histogramBound<B extends number | undefined>(
  p: MixtureWith<object, B>,
  options: HistogramOptions = {},
): Expr<PerBatch<B>> {
  const [i, j] = boxesOf(p, "bound by histograms");
  const { alphas = [0.6, 0.7, 0.8, 0.9, 1], groups = "all" } = checkNames(
    options,
    ["alphas", "groups"],
    "bound by histograms",
  );
  const together = groupsOf(i, j, groups);
  const cells = cellsOf(i, j, together).map((one) => cellsAt(one, i.component, 1));
  for (const alpha of checkAlphas(alphas)) {
    if (typeof alpha !== "number" || !(alpha >= 0.5 && alpha <= 1)) {
      throw new DomainError(`Expected each α from ½ to 1, got ${describe(alpha)}`);
    }
  }
  const bounds = alphas.map((alpha) => tilted(i, j, { cells, together, alpha }));
  return alongBatch(p, bounds.reduce((x, y) => nodes.max(x, y)));
}

/** The α as they were given: a list of one at least. */
function checkAlphas(alphas: unknown): readonly unknown[] {
  if (Array.isArray(alphas) && alphas.length > 0) return alphas;
  throw new TypeError(`Expected alphas as a list of numbers, got ${describe(alphas)}`);
}

/** The bound for one α. */
function tilted(
  i: UniformComponent<Node>,
  j: UniformComponent<Node>,
  { cells, together, alpha }: {
    readonly cells: readonly Cells[];
    readonly together: BoxGroups;
    readonly alpha: number;
  },
): Node {
  const beta = 2 * alpha - 1, scaled = (c: number, x: Node) => nodes.mul(constant(c), x);
  const integrals = integralsOf(i, j, { cells, together });
  // Eᵢ[−ln νᵢ] = (2 − 2α) ln|Vᵢ| − (2α − 1) Σₐ Eᵢ ln qₐ
  const logs = nodes.div(integrals.within(logDensityOf), i.width);
  const mean = nodes.sub(
    scaled(2 - 2 * alpha, logVolume(i)),
    scaled(beta, sumOver(i.coordinate, logs)),
  );
  const own = sumOver(i.component, nodes.weigh(i.weight, mean));
  // ∫ pᵢpⱼ(νᵢνⱼ)^−½ = (|Vᵢ||Vⱼ|)^−α Πₐ ∫ qₐ^(1−2α) over what both have in common
  const power = (one: Cells) => nodes.exp(scaled(-beta, logDensityOf(one)));
  const { common, whole } = commonIntegrals(i, j, { integrals, together, of: power });
  const volumes = nodes.add(logVolume(i), logVolume(j));
  const logTerm = nodes.sub(sumOver(i.coordinate, nodes.log(common)), scaled(alpha, volumes));
  const ofItself = nodes.sub(
    sumOver(i.coordinate, nodes.log(whole)),
    scaled(2 * alpha, logVolume(i)),
  );
  return nodes.sub(own, crossLikelihood(i, j, { logTerm, own: ofItself }));
}

/** Integrals of functions of the marginal densities, along each coordinate. */
interface Integrals {
  /** Over the edge of box i. */
  readonly within: (f: (cells: Cells) => Node) => Node;
  /** Up to a place. */
  readonly before: (place: Place, f: (cells: Cells) => Node) => Node;
}

function integralsOf(
  i: UniformComponent<Node>,
  j: UniformComponent<Node>,
  { cells, together: { areTogether } }: {
    readonly cells: readonly Cells[];
    readonly together: BoxGroups;
  },
): Integrals {
  const zero = constant(0), lower = edgeOf(i, -1), upper = edgeOf(i, 1);
  const over = (isIn: (cells: Cells) => Node, f: (cells: Cells) => Node) =>
    cells.map((one) => {
      // where there is no box there is nothing to integrate
      const value = nodes.select(nodes.less(zero, one.density), f(one), zero);
      const isCounted = nodes.mul(areTogether, isIn(one));
      return sumOver(j.component, nodes.mul(isCounted, nodes.mul(one.length, value)));
    }).reduce((x, y) => nodes.add(x, y));
  const isBefore = (from: Place, place: Place) => nodes.less(zero, difference(place, from));
  return {
    within: (f) =>
      over(({ from }) => {
        const begins = nodes.lessEqual(zero, difference(from, lower));
        return nodes.mul(begins, isBefore(from, upper));
      }, f),
    before: (place, f) => over(({ from }) => isBefore(from, place), f),
  };
}

/**
 * ∫ f over what two boxes have in common along each coordinate: a difference of integrals up to their edges, enlarged by what
 * that may have lost of the larger one, and no more than the integral over either box. Of boxes of two groups f has two values, and
 * ∫ √(f f′) ≤ √(∫f ∫f′), over their whole edges.
 */
function commonIntegrals(
  i: UniformComponent<Node>,
  j: UniformComponent<Node>,
  { integrals: { within, before }, together: { areTogether }, of: f }: {
    readonly integrals: Integrals;
    readonly together: BoxGroups;
    readonly of: (cells: Cells) => Node;
  },
): { readonly common: Node; readonly whole: Node } {
  const names = new Map([[i.component, j.component]]), zero = constant(0);
  const whole = hold("integrals", within(f), "any");
  const begin = hold("integrals before", before(edgeOf(i, -1), f), "any");
  const end = hold("integrals to the end", before(edgeOf(i, 1), f), "any");
  const last = nodes.min(end, rename(end, names));
  const apart = nodes.sub(last, nodes.max(begin, rename(begin, names)));
  // four partial sums of 2k terms, and a few roundings of each term
  const loss = nodes.mul(constant(2 ** -54), nodes.add(extent(j.component.set), constant(64)));
  const enlarged = nodes.add(apart, markers.stop(nodes.mul(loss, last)));
  const other = rename(whole, names);
  const least = nodes.min(nodes.min(whole, other), nodes.max(enlarged, zero));
  const most = nodes.mul(nodes.sqrt(whole), nodes.sqrt(other));
  const meets = nodes.mul(
    nodes.less(zero, difference(edgeOf(i, 1), edgeOf(j, -1))),
    nodes.less(zero, difference(edgeOf(j, 1), edgeOf(i, -1))),
  );
  return { common: nodes.select(meets, nodes.select(areTogether, least, most), zero), whole };
}
