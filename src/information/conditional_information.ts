import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { checkEffort, type Effort } from "../bound/named_bounds.ts";
import { alongBatch } from "../estimator/batch.ts";
import type { MonteCarloEstimate } from "../estimator/monte_carlo.ts";
import { askedDraws, type DrawOptions } from "../estimator/draw_options.ts";
import { checkMixture } from "../mixture/components.ts";
import type { AnyMixture, MixtureWith } from "../mixture/component_types.ts";
import { checkNames } from "../mixture/parameters.ts";
import type { Bracket } from "./bracket.ts";
import { groupMixtures, meanOverGroups } from "./group_mixtures.ts";
import { groupEntropy, type Groups, groupsOf, jointGroups } from "./groups.ts";
import { informationBounds } from "./information_bounds.ts";
import { estimateBy } from "./monte_carlo_information.ts";
import { clipped, type InformationBracket } from "./mutual_information.ts";
import type { GroupLabels } from "../mixture/group_labels.ts";

/** Two partitions of the components of a mixture into groups. */
export interface TwoGroupings {
  /** The groups G of the components, as of `mutualInformation`; every component its own if left out. */
  readonly groups?: GroupLabels | undefined;
  /** The groups F that are known, in the same way. */
  readonly given: GroupLabels;
}

/** What is asked of two partitions, and how tightly. */
export interface ConditionalInformationOptions extends TwoGroupings {
  /** How much work the bounds may be, as of `entropyBounds`; "pairs" if left out. */
  readonly effort?: Effort | undefined;
}

/** Two ends and what lies between them. */
interface Enclosed extends Bracket {
  readonly estimate: Node;
}

/**
 * I(X; G | F) = Σ_f q_f I(X; G | F = f) in nats: what a point of `p` tells of the groups G of its component to whom knows its group F,
 * between the bounds of `mutualInformation` for the mixture of each group f; in [0, H(G|F)]. Lazy; scalars, or [b] for a batch. Costs
 * F times as much as `mutualInformation`, with effort "tight" the bounds of I(X; GF) − I(X; F), which is the same, as well.
 *
 * Throws what `mutualInformation` throws.
 *
 * @example
 * ```ts
 * import { conditionalInformation, evaluate, gaussianMixture } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [9], [9], [0]], variance: 1 });
 * const asked = { groups: [0, 0, 1, 1], given: ["left", "right", "right", "left"] };
 * const { upper } = await evaluate(conditionalInformation(p, asked));
 * console.log(upper < 1e-3); // true: F is where X is, and X tells no more
 * ```
 */
export function conditionalInformation<B extends number | undefined>(
  p: MixtureWith<object, B>,
  options: ConditionalInformationOptions,
): InformationBracket<B> {
  const { groups, given, effort } = read(p, options, "conditional information");
  const both = jointGroups(p, groups, given);
  return asBracket(p, conditional(p, { groups, given, both }, effort));
}

/**
 * The interaction information I(X; G; F) = I(X; G) − I(X; G | F) in nats: what X, G and F share. Positive where F tells what X tells of G,
 * negative where X and F tell of G together what neither tells alone; between −min(H(G|F), H(F|G)) and I(G; F). From the bounds of both
 * terms, with effort "tight" also with G and F exchanged. Lazy; scalars, or [b] for a batch.
 *
 * Throws what `mutualInformation` throws.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, interactionInformation } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [9], [9], [0]], variance: 1 });
 * const { lower } = await evaluate(interactionInformation(p, { groups: [0, 0, 1, 1], given: [0, 1, 0, 1] }));
 * console.log((lower / Math.log(2)).toFixed(2)); // -1.00: exclusive or
 * ```
 */
export function interactionInformation<B extends number | undefined>(
  p: MixtureWith<object, B>,
  options: ConditionalInformationOptions,
): InformationBracket<B> {
  const { groups, given, effort } = read(p, options, "interaction information");
  const both = jointGroups(p, groups, given);
  const terms = [interaction(p, { groups, given, both }, effort)];
  if (effort === "tight") {
    terms.push(interaction(p, { groups: given, given: groups, both }, effort));
  }
  const { least, most } = interactionRange(p, { groups, given, both });
  const lower = terms.map((term) => term.lower).reduce((x, y) => nodes.max(x, y), least);
  const upper = terms.map((term) => term.upper).reduce((x, y) => nodes.min(x, y), most);
  const estimate = nodes.max(lower, nodes.min(upper, terms[0]!.estimate));
  return asBracket(p, { lower, upper, estimate });
}

/**
 * The Monte Carlo estimate of I(X; G; F) in nats, with its standard error: I(G; F) less the mean of the information between G and F
 * that is left when a draw is known. Gradients are unbiased. As `monteCarloInformation`, which estimates I(X; G | F).
 *
 * Throws what `monteCarloInformation` throws.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, monteCarloInteraction } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [9], [9], [0]], variance: 1 });
 * const asked = { groups: [0, 0, 1, 1], given: [0, 1, 0, 1], samples: 1000 };
 * const { value } = await evaluate(monteCarloInteraction(p, asked));
 * console.log((value / Math.log(2)).toFixed(2)); // -1.00
 * ```
 */
export function monteCarloInteraction<B extends number | undefined>(
  p: MixtureWith<object, B>,
  options: TwoGroupings & DrawOptions,
): MonteCarloEstimate<B> {
  checkMixture(p);
  const names = ["groups", "given", "samples", "seed", "sequence"];
  const asked = checkNames(options, names, "Monte Carlo estimate of an interaction information");
  const { groups, given } = groupings(p, asked), both = jointGroups(p, groups, given);
  return estimateBy(p, askedDraws(asked), {
    partitions: [
      { groups, sign: 1 },
      { groups: given, sign: 1 },
      { groups: both, sign: -1 },
    ],
    ...interactionRange(p, { groups, given, both }),
  });
}

/** Two partitions, and both together. */
interface Partitions {
  readonly groups: Groups;
  readonly given: Groups;
  readonly both: Groups;
}

function read(p: AnyMixture, options: ConditionalInformationOptions, what: string) {
  checkMixture(p);
  const asked = checkNames(options, ["groups", "given", "effort"], what);
  return { ...groupings(p, asked), effort: checkEffort(asked.effort ?? "pairs") };
}

function groupings(p: AnyMixture, { groups, given }: TwoGroupings) {
  if (given === undefined) {
    throw new TypeError(
      `Expected given as a list of ${p.components} labels, one for each component, got nothing`,
    );
  }
  return { groups: groupsOf(p, groups), given: groupsOf(p, given, "given") };
}

/** I(X; G) of a mixture, enclosed. */
function enclosed(p: AnyMixture, groups: Groups, effort: Effort): Enclosed {
  const { lowers, uppers, estimate, groupEntropy: most } = informationBounds(p, groups, effort);
  const lower = lowers.map(([, bound]) => bound).reduce((x, y) => nodes.max(x, y));
  const upper = uppers.map(([, bound]) => bound).reduce((x, y) => nodes.min(x, y));
  return clipped({ lower, upper, estimate, most });
}

/** I(X; G | F) */
function conditional(p: AnyMixture, { groups, given, both }: Partitions, effort: Effort): Enclosed {
  const each = groupMixtures(p, given), one = enclosed(each.p, groups, effort);
  const most = nodes.sub(groupEntropy(p, both), groupEntropy(p, given));
  const mean = (x: Node) => meanOverGroups(each, x);
  let lower = mean(one.lower), upper = mean(one.upper);
  if (effort === "tight") {
    const whole = enclosed(p, both, effort), known = enclosed(p, given, effort);
    lower = nodes.max(lower, nodes.sub(whole.lower, known.upper));
    upper = nodes.min(upper, nodes.sub(whole.upper, known.lower));
  }
  return clipped({ lower, upper, estimate: mean(one.estimate), most });
}

/** I(X; G) − I(X; G | F) */
function interaction(p: AnyMixture, partitions: Partitions, effort: Effort): Enclosed {
  const one = enclosed(p, partitions.groups, effort), other = conditional(p, partitions, effort);
  return {
    lower: nodes.sub(one.lower, other.upper),
    upper: nodes.sub(one.upper, other.lower),
    estimate: nodes.sub(one.estimate, other.estimate),
  };
}

/** −min(H(G|F), H(F|G)) and I(G; F). */
function interactionRange(p: AnyMixture, { groups, given, both }: Partitions) {
  const [g, f, all] = [groups, given, both].map((of) => groupEntropy(p, of)) as [Node, Node, Node];
  const least = nodes.min(constant(0), nodes.sub(nodes.max(g, f), all));
  return { least, most: nodes.max(constant(0), nodes.sub(nodes.add(g, f), all)) };
}

function asBracket<B extends number | undefined>(
  p: MixtureWith<object, B>,
  { lower, upper, estimate }: Enclosed,
): InformationBracket<B> {
  return {
    lower: alongBatch(p, lower),
    upper: alongBatch(p, upper),
    estimate: alongBatch(p, estimate),
  };
}
