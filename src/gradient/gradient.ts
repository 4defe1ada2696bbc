import { describe } from "../expr/array.ts";
import { isNode } from "../expr/intern.ts";
import type { Node } from "../expr/node.ts";
import { shown } from "../expr/quote.ts";
import { differentiate } from "./reverse.ts";

/** Something with named parameters, such as a mixture. */
export interface Parametrized {
  /** The parameters by name. */
  readonly parameters: { readonly [name: string]: Node };
}

/** The gradient with respect to each parameter of `P`, by name. */
export type ParameterGradients<P extends Parametrized> = {
  readonly [K in keyof P["parameters"]]: Node;
};

/**
 * The exact gradient of a scalar expression, by reverse mode; lazy, and an expression like any other: it can be combined
 * and differentiated again. With respect to a mixture: a record with the names and shapes of the parameters as they were
 * given (and `weights`). With respect to leaves made by `input`: an array, or one expression for one leaf. An
 * expression with a batch axis counts as the sum over the batch, so gradients have the batch's shape.
 *
 * Weights are free: no constraint to the simplex. A covariance gets the symmetric gradient G, dH = tr(Gᵀ dΣ).
 * Subgradients: half and half where two box edges coincide, h − 1, without the infinite part −ln c, for
 * the joint entropy in a weight c = 0.
 *
 * Throws `ShapeError` if the expression is neither a scalar nor a batch of scalars, `TypeError` if a target is not a leaf.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, gradient, pairwiseEntropy } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [2]], variance: 1 });
 * const { means } = await evaluate(gradient(pairwiseEntropy(p, { distance: "kl" }), p));
 * console.log(means.shape, means.data[0]! + means.data[1]!); // [2, 1], 0
 * ```
 */
export function gradient<P extends Parametrized>(
  expression: Node,
  target: P,
): ParameterGradients<P>;
/** The gradients with respect to several leaves, in their order. */
export function gradient(expression: Node, target: readonly Node[]): Node[];
/** The gradient with respect to one leaf. */
export function gradient(expression: Node, target: Node): Node;
export function gradient(
  expression: Node,
  target: Node | readonly Node[] | Parametrized,
): Node | Node[] | { readonly [name: string]: Node } {
  if (!isNode(expression)) {
    throw new TypeError(`Expected an expression to differentiate, got ${describe(expression)}`);
  }
  if (isNode(target)) return differentiate(expression, [leaf(target)])[0]!;
  // unlike map(), from() looks at holes too
  if (Array.isArray(target)) return differentiate(expression, Array.from(target, leaf));
  const { parameters } = (target ?? {}) as Partial<Parametrized>;
  if (typeof parameters !== "object" || parameters === null) {
    throw new TypeError(
      `Expected a mixture, a leaf or an array of leaves, got ${describe(target)}`,
    );
  }
  const gradients = differentiate(expression, Object.values(parameters));
  return Object.fromEntries(Object.keys(parameters).map((name, t) => [name, gradients[t]!]));
}

/** How much of a formula a message shows. */
const mostShown = 120;

/** Only inputs and named values are places that gradients can be collected at. */
function leaf(node: unknown): Node {
  if (isNode(node) && (node.kind === "input" || node.kind === "hold")) return node;
  throw new TypeError(
    `Expected a leaf made by input(), or a parameter of a mixture, got ${
      isNode(node) ? shown(String(node), mostShown) : describe(node)
    }`,
  );
}
