import type { ArrayInput } from "../expr/array_types.ts";
import { sumOver } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { nodeOf } from "../expr/node_of.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { entropyBounds } from "../bound/entropy_bounds.ts";
import { checkEffort, type Effort } from "../bound/named_bounds.ts";
import { outward } from "../bound/outward.ts";
import { alongBatch } from "../estimator/batch.ts";
import { conditionalEntropy } from "../estimator/conditional.ts";
import { jointEntropy } from "../estimator/joint.ts";
import type { MonteCarloEstimate } from "../estimator/monte_carlo.ts";
import { pairwiseEntropy } from "../estimator/pairwise.ts";
import { posteriorForm } from "../estimator/posterior_form.ts";
import { draw, type MixtureSample } from "../estimator/sampling.ts";
import { askedDraws, type DrawOptions } from "../estimator/draw_options.ts";
import { checkMixture } from "../mixture/components.ts";
import { partsOf } from "../mixture/parts.ts";
import type { AnyMixture, MixtureWith } from "../mixture/component_types.ts";
import { checkNames } from "../mixture/parameters.ts";
import { marginalMixture, picked, type Selection, selectionOf } from "./marginal_components.ts";
import { estimateOf } from "./monte_carlo_information.ts";
import { clipped, type InformationBracket } from "./mutual_information.ts";
import { readTwoSets } from "./read_coordinates.ts";

/**
 * I(X_A; X_B) = h(X_A) + h(X_B) − h(X_A, X_B) in nats: what two sets of coordinates of a mixture tell about each other, between the bounds of
 * these entropies, and at most I(X_A; C) + I(X_A; X_B | C) for the component C, whose last term is known. At least 0. Lazy; scalars, or
 * [b] for a batch. Costs three times `entropyBounds`. Where they are wide, `monteCarloCoordinatesInformation` says more.
 *
 * The coordinates of both sets are given by their indices from 0. The information of data is that of their `kernelDensity`: the
 * kernel blurs it, so that it is less than that of what the data come from, while the sample adds to it.
 *
 * Throws `ShapeError` or `DomainError` for indices that are none of coordinates or in both sets, `UnknownNameError` for an unknown
 * effort.
 *
 * @example
 * ```ts
 * import { coordinatesInformation, evaluate, gaussianMixture } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0, 0]], covariance: [[1, 0.6], [0.6, 1]] });
 * const { lower } = await evaluate(coordinatesInformation(p, [0], [1]));
 * console.log(lower.toFixed(4)); // 0.2231: −½ ln(1 − 0.6²)
 * ```
 */
export function coordinatesInformation<B extends number | undefined>(
  p: MixtureWith<object, B>,
  first: ArrayInput,
  second: ArrayInput,
  options: { readonly effort?: Effort | undefined } = {},
): InformationBracket<B> {
  checkMixture(p);
  const { effort: given = "pairs" } = checkNames(options, ["effort"], "bound on an information");
  const effort = checkEffort(given), [a, b, both] = marginalsOf(p, first, second);
  const boundsOf = ({ p: q }: Marginal) => {
    const { lower, upper } = entropyBounds(q, { effort });
    return {
      lower: nodeOf(lower),
      upper: nodeOf(upper),
      known: nodeOf(conditionalEntropy(q)),
      near: effort === "linear" ? undefined : nodeOf(pairwiseEntropy(q, { distance: "elk" })),
    };
  };
  const ofA = boundsOf(a), ofB = boundsOf(b), ofBoth = boundsOf(both);
  const plus = (x: Node, y: Node, z: Node) => nodes.sub(nodes.add(x, y), z);
  // I(A; B) ≤ I(A; B, C) = I(A; C) + I(A; B | C)
  const throughA = outward(p, plus(ofA.upper, ofB.known, ofBoth.known), "up");
  const throughB = outward(p, plus(ofA.known, ofB.upper, ofBoth.known), "up");
  const direct = plus(ofA.upper, ofB.upper, ofBoth.lower);
  const { lower, upper, estimate } = clipped({
    lower: plus(ofA.lower, ofB.lower, ofBoth.upper),
    upper: nodes.min(direct, nodes.min(throughA, throughB)),
    estimate: ofA.near && ofB.near && ofBoth.near && plus(ofA.near, ofB.near, ofBoth.near),
    most: constant(Infinity),
  });
  return {
    lower: alongBatch(p, lower),
    upper: alongBatch(p, upper),
    estimate: alongBatch(p, estimate),
  };
}

/**
 * The Monte Carlo estimate of I(X_A; X_B) in nats: the mean of ln p(x) − ln p_A(x_A) − ln p_B(x_B), all by the same draws, in the posterior
 * form, I(X_A; X_B | C) + H(C) − Σ wₛ (H(r_A) + H(r_B) − H(r)) with the posteriors of the component given x_A, x_B and both. Unbiased but for
 * being at least 0, with its standard error and unbiased gradients. Lazy; scalars, or [b] for a batch. Costs 3 n·k densities.
 *
 * Throws what `coordinatesInformation` and `monteCarloEntropy` throw.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, monteCarloCoordinatesInformation } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0, 0], [2, 2]], variance: 1 });
 * const drawn = monteCarloCoordinatesInformation(p, [0], [1], { samples: 4000 });
 * const { value } = await evaluate(drawn);
 * console.log(value.toFixed(1)); // 0.2
 * ```
 */
export function monteCarloCoordinatesInformation<B extends number | undefined>(
  p: MixtureWith<object, B>,
  first: ArrayInput,
  second: ArrayInput,
  options: DrawOptions,
): MonteCarloEstimate<B> {
  checkMixture(p);
  const names = ["samples", "seed", "sequence"];
  const drawing = askedDraws(
    checkNames(options, names, "Monte Carlo estimate of an information"),
  );
  const marginals = marginalsOf(p, first, second), draws = draw(partsOf(p), drawing);
  const drawn = ({ p: q, selection }: Marginal): Drawn => {
    const conditional = nodeOf(conditionalEntropy(q)), joint = nodeOf(jointEntropy(q));
    const seen = seenBy(q, selection, draws);
    return { ...posteriorForm(seen, { conditional, joint }), joint };
  };
  const [a, b, both] = marginals, each = { a: drawn(a), b: drawn(b), both: drawn(both) };
  const plus = (of: (one: Drawn) => Node) =>
    nodes.sub(nodes.add(of(each.a), of(each.b)), of(each.both));
  const perDraw = plus((one) => one.perDraw);
  const left = sumOver(draws.sample, nodes.mul(draws.weight, perDraw));
  const value = nodes.max(constant(0), nodes.sub(plus(({ joint }) => joint), left));
  const through = plus((one) => one.through);
  return estimateOf(p, { draws, perDraw, samples: drawing.samples }, { value, through });
}

/** An entropy by draws. */
interface Drawn {
  readonly perDraw: Node;
  readonly through: Node;
  readonly joint: Node;
}

/** The marginals of two sets of coordinates, and that of both together. */
function marginalsOf(
  p: AnyMixture,
  first: ArrayInput,
  second: ArrayInput,
): readonly [Marginal, Marginal, Marginal] {
  const [one, other] = readTwoSets(first, second, p.dimension);
  const of = (indices: readonly number[]): Marginal => {
    if (indices.length === p.dimension) return { p, selection: undefined };
    const selection = selectionOf(indices);
    return { p: marginalMixture(p, selection), selection };
  };
  return [of(one), of(other), of([...one, ...other])];
}

interface Marginal {
  readonly p: AnyMixture;
  /** Undefined where it has all coordinates, in whatever order. */
  readonly selection: Selection | undefined;
}

/** The draws as the marginal sees them. */
function seenBy(
  marginal: AnyMixture,
  selection: Selection | undefined,
  draws: MixtureSample,
): MixtureSample {
  if (selection === undefined) return draws;
  const parts = partsOf(marginal);
  return {
    ...draws,
    parts: draws.parts.map((part, t) => ({
      ...part,
      i: parts[t]!.pair[0],
      delta: picked(part.delta, part.i.coordinate, selection),
    })),
  };
}
