import type { Expr } from "../expr/expression.ts";
import type { Node } from "../expr/node.ts";
import { nodeOf } from "../expr/node_of.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { entropyBounds } from "../bound/entropy_bounds.ts";
import { alongBatch } from "../estimator/batch.ts";
import { conditionalEntropy } from "../estimator/conditional.ts";
import { checkMixture } from "../mixture/components.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { type Bracket, intersection } from "./bracket.ts";
import { conditionalBracket } from "./bracket_difference.ts";
import { groupsOf } from "./groups.ts";
import {
  type InformationBracket,
  type InformationOptions,
  mutualInformation,
  readInformation,
} from "./mutual_information.ts";

/** What is uncertain of X, all of it and in two parts; lazy, in nats. */
export type Decomposition<B extends number | undefined = number | undefined> = {
  /** h(X): all that is uncertain. */
  readonly total: InformationBracket<B>;
  /** H(X | member): what each member of the ensemble takes for chance. */
  readonly aleatoric: InformationBracket<B>;
  /** I(X; member) = h(X) − H(X | member): by how much the members disagree. */
  readonly epistemic: InformationBracket<B>;
};

/**
 * The entropy of an ensemble in two parts, total = aleatoric + epistemic: h(X) = H(X | member) + I(X; member). Each component of `p` is
 * the prediction of a member, or, with `groups`, the components of a group are. Every part has certified bounds and an estimate
 * between them, and the estimates add up. Where each component is a member its entropy is known: then the aleatoric part is
 * exact, and the lower, the upper and the estimated values add up, to the last bit. Lazy; scalars, or [b] for a batch of inputs: with
 * means of shape [b, k, d], k members predict b inputs at once.
 *
 * Throws what `mutualInformation` throws.
 *
 * @example
 * ```ts
 * import { decompose, evaluate, gaussianMixture } from "@mixtropy/mixtropy";
 * // three members, two inputs: they agree about the first
 * const p = gaussianMixture({
 *   means: [[[0], [0.1], [-0.1]], [[-4], [0], [5]]],
 *   variances: [[[1], [1], [1]], [[1], [2], [1]]],
 * });
 * const { epistemic } = await evaluate(decompose(p));
 * console.log(Array.from(epistemic.estimate.data, (x) => x.toFixed(2))); // [ "0.00", "0.98" ]
 * ```
 */
export function decompose<B extends number | undefined>(
  p: MixtureWith<object, B>,
  options: InformationOptions = {},
): Decomposition<B> {
  checkMixture(p);
  const { groups: given, effort } = readInformation(options), groups = groupsOf(p, given);
  const known = mutualInformation(p, options);
  const epistemic = bracketOf(known), estimate = nodeOf(known.estimate);
  if (groups.isSingle) {
    const exact = nodeOf(conditionalEntropy(p));
    const more = (x: Node) => nodes.add(exact, x);
    return {
      total: along(
        p,
        { lower: more(epistemic.lower), upper: more(epistemic.upper) },
        more(estimate),
      ),
      aleatoric: along(p, { lower: exact, upper: exact }, exact),
      epistemic: along(p, epistemic, estimate),
    };
  }
  const whole = bracketOf(entropyBounds(p, { effort }));
  const rest = conditionalBracket(p, groups, effort);
  // each part lies between what the other two leave of it
  const total = intersection([whole, sum(rest, epistemic)]);
  const aleatoric = intersection([rest, difference(total, epistemic)]);
  const open = intersection([epistemic, difference(total, aleatoric)]);
  const told = between(open, estimate);
  const middle = nodes.sub(midpoint(total), told);
  const left = between(
    intersection([aleatoric, {
      lower: nodes.sub(total.lower, told),
      upper: nodes.sub(total.upper, told),
    }]),
    middle,
  );
  return {
    total: along(p, total, nodes.add(left, told)),
    aleatoric: along(p, aleatoric, left),
    epistemic: along(p, open, told),
  };
}

function bracketOf({ lower, upper }: { readonly lower: Expr; readonly upper: Expr }): Bracket {
  return { lower: nodeOf(lower), upper: nodeOf(upper) };
}

function sum(x: Bracket, y: Bracket): Bracket {
  return { lower: nodes.add(x.lower, y.lower), upper: nodes.add(x.upper, y.upper) };
}

function difference(x: Bracket, y: Bracket): Bracket {
  return { lower: nodes.sub(x.lower, y.upper), upper: nodes.sub(x.upper, y.lower) };
}

function between({ lower, upper }: Bracket, x: Node): Node {
  return nodes.max(lower, nodes.min(upper, x));
}

function midpoint({ lower, upper }: Bracket): Node {
  return nodes.mul(constant(0.5), nodes.add(lower, upper));
}

function along<B extends number | undefined>(
  p: MixtureWith<object, B>,
  { lower, upper }: Bracket,
  estimate: Node,
): InformationBracket<B> {
  return {
    lower: alongBatch(p, lower),
    upper: alongBatch(p, upper),
    estimate: alongBatch(p, estimate),
  };
}
