import { describe, isPlain } from "../expr/describe.ts";
import type { Expr, Value } from "../expr/expression.ts";
import { isNode } from "../expr/intern.ts";
import type { Node } from "../expr/node.ts";
import { shown } from "../expr/quote.ts";
import { differentiate } from "./reverse.ts";
import { nodeOf } from "../expr/node_of.ts";

/** Something with named parameters, such as a mixture. */
export interface Parametrized {
  /** The parameters by name. */
  readonly parameters: object;
}

/** The gradient with respect to each parameter of `P`, by name, with the parameter's shape. */
export type ParameterGradients<P extends Parametrized> = P extends Parametrized
  ? { readonly [K in keyof P["parameters"]]: P["parameters"][K] }
  : never;

/** Leaves by name. */
export type Leaves = { readonly [name: string]: Expr };

/**
 * The exact gradient of a scalar expression, by reverse mode; lazy, and an expression like any other: it can be combined
 * and differentiated again. With respect to a mixture: a record with the names and shapes of the parameters as they were
 * given (and `weights`). With respect to leaves made by `input`: an array or a record of them, or one expression for one leaf. An
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
export function gradient<T extends Value>(expression: Expr, target: Expr<T>): Expr<T>;
/** The gradients with respect to the parameters of a mixture, by their names. */
export function gradient<P extends Parametrized>(
  expression: Expr,
  target: P,
): ParameterGradients<P>;
/** The gradients with respect to several leaves, in their order. */
export function gradient<const L extends readonly Expr[]>(
  expression: Expr,
  target: L,
): { readonly [K in keyof L]: L[K] };
/** The gradients with respect to leaves in a record, by their names. */
export function gradient<L extends Leaves>(
  expression: Expr,
  target: L,
): { readonly [K in keyof L]: L[K] };
export function gradient(
  expression: Expr,
  target: Expr | readonly Expr[] | Parametrized | Leaves,
): Expr | readonly Expr[] | Leaves {
  const node = nodeOf(expression, "an expression to differentiate");
  if (isNode(target)) return differentiate(node, [leaf(target)])[0]!;
  // unlike map(), from() looks at holes too
  if (Array.isArray(target)) return differentiate(node, Array.from(target, (one) => leaf(one)));
  const named = recordOf(target);
  const leaves = Object.entries(named).map(([name, one]) => leaf(one, name));
  const gradients = differentiate(node, leaves);
  return Object.fromEntries(Object.keys(named).map((name, t) => [name, gradients[t]!]));
}

/** The leaves of a mixture or of a record, by their names. */
function recordOf(target: unknown): { readonly [name: string]: unknown } {
  if (typeof target === "object" && target !== null) {
    const record = target as { readonly [name: string]: unknown }, { parameters } = record;
    if (typeof parameters !== "object" || parameters === null || isNode(parameters)) {
      if (isPlain(target)) return record;
    } else {
      return parameters as { readonly [name: string]: unknown };
    }
  }
  throw new TypeError(
    `Expected a mixture, a leaf, or an array or record of leaves, got ${describe(target)}`,
  );
}

/** How much of a formula a message shows. */
const mostShown = 120;

/** Only inputs and named values are places that gradients can be collected at. */
function leaf(node: unknown, name?: string): Node {
  if (isNode(node) && (node.kind === "input" || node.kind === "hold")) return node;
  throw new TypeError(
    `Expected a leaf made by input(), or a parameter of a mixture${
      name === undefined ? "" : ` as ${shown(name)}`
    }, got ${isNode(node) ? shown(String(node), mostShown) : describe(node)}`,
  );
}
