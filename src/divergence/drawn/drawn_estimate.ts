import { markers } from "../../expr/mark.ts";
import { nodeOf } from "../../expr/node_of.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import { conditionalEntropy } from "../../estimator/conditional.ts";
import { jointEntropy } from "../../estimator/joint.ts";
import type { MonteCarloEstimate } from "../../estimator/monte_carlo.ts";
import { askedDraws, drawOptionNames, type DrawOptions } from "../../estimator/draw_options.ts";
import type { Certainty } from "../../estimator/strata.ts";
import type { MixtureWith } from "../../mixture/component_types.ts";
import type { AnyBatch } from "../../mixture/parameter_types.ts";
import { checkNames } from "../../mixture/parameters.ts";
import { certaintyOfMean, type DrawnSet, drawSets, meanOver } from "./drawn_sets.ts";
import { crossEntropy, type Quantity } from "./quantity.ts";
import { slopesOf } from "./divergence_slopes.ts";
import { type TwoMixtures, twoMixtures } from "../two_mixtures.ts";

/** Two mixtures and draws from both. */
export interface Drawn<B extends number | undefined, C extends number | undefined> {
  readonly p: MixtureWith<object, B>;
  readonly q: MixtureWith<object, C>;
  readonly mixtures: TwoMixtures;
  readonly sets: readonly DrawnSet[];
  readonly samples: number;
}

/**
 * Draws from two mixtures.
 *
 * Throws what `monteCarloKl` says.
 */
export function drawn<B extends number | undefined, C extends number | undefined>(
  p: MixtureWith<object, B>,
  q: MixtureWith<object, C>,
  options: DrawOptions,
): Drawn<B, C> {
  const asked = askedDraws(checkNames(options, drawOptionNames, "Monte Carlo estimate"));
  const mixtures = twoMixtures(p, q), sets = drawSets(mixtures, asked);
  return { p, q, mixtures, sets, samples: asked.samples };
}

/** The estimate of a quantity by these draws. */
export function estimateOf<B extends number | undefined, C extends number | undefined>(
  quantity: Quantity,
  { mixtures, sets, samples }: Drawn<B, C>,
): MonteCarloEstimate<AnyBatch<[B, C]>> {
  const { draws, perDraw, most } = quantity, isBoth = draws === "both";
  const asked = isBoth ? sets : sets.filter(({ from }) => from === draws), share = isBoth ? 0.5 : 1;
  const mean = meanOver(asked, share, ({ log }) => perDraw(log.p, log.q));
  const value = most === undefined ? mean : nodes.min(mean, constant(most));
  const isInfinite = nodes.equal(value, constant(Infinity));
  const certainty = samples === 1 ? unknown : certaintyOfMean(asked, share, ({ log }) => {
    const told = perDraw(log.p, log.q);
    return nodes.select(nodes.less(told, constant(Infinity)), told, constant(0));
  });
  const through = nodes.add(
    slopesOf("p", quantity.p, { mixtures, sets }),
    slopesOf("q", quantity.q, { mixtures, sets }),
  );
  const ofEach = (x: Parameters<typeof markers.frozen>[0]) =>
    markers.frozen(mixtures.alongBatch(x));
  return {
    value: markers.surrogate(mixtures.alongBatch(value), mixtures.alongBatch(through)),
    // an infinite value is certain: a draw of one mixture is no point of the other
    standardError: ofEach(nodes.select(isInfinite, constant(0), certainty.standardError)),
    degreesOfFreedom: ofEach(certainty.degreesOfFreedom),
  };
}

/** A single draw says nothing of its own error. */
const unknown: Certainty = {
  standardError: /* @__PURE__ */ constant(Infinity),
  degreesOfFreedom: /* @__PURE__ */ constant(0),
};

/** The cross entropy from one of two mixtures; its slopes are taken about the middle between two bounds of its entropy. */
export function crossEntropyOf(p: MixtureWith<object, number | undefined>): Quantity {
  const ends = nodes.add(nodeOf(conditionalEntropy(p)), nodeOf(jointEntropy(p)));
  return crossEntropy(markers.sealed(nodes.mul(constant(0.5), ends)));
}
