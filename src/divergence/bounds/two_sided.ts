import type { Expr } from "../../expr/expression.ts";
import type { Node } from "../../expr/node.ts";
import type { PerBatch } from "../../expr/shape_types.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import type { Batch } from "../../mixture/parameter_types.ts";
import type { Pair } from "./sides.ts";

/** A number of two mixtures, enclosed: lazy, scalars or [b]. `L` and `U` are the names of its lower and upper bounds. */
export type Bounds<L extends string, U extends string, B extends Batch = Batch> = {
  /** The largest lower bound. */
  readonly lower: Expr<PerBatch<B>>;
  /** The least upper bound. */
  readonly upper: Expr<PerBatch<B>>;
  /** The likeliest number between them; its error is not bounded but by theirs. */
  readonly estimate: Expr<PerBatch<B>>;
  /** The lower bounds by name: those that the families have at the effort. */
  readonly lowers: { readonly [N in L]?: Expr<PerBatch<B>> };
  /** The upper bounds by name: those that the families have at the effort. */
  readonly uppers: { readonly [N in U]?: Expr<PerBatch<B>> };
};

/** Bounds by name, and an estimate. */
interface Found<L extends string, U extends string> {
  readonly lowers: readonly (readonly [L, Node])[];
  readonly uppers: readonly (readonly [U, Node])[];
  readonly estimate: Node;
}

/** The bounds as a program sees them, for each pair of a batch. */
export function boundsOf<L extends string, U extends string, B extends Batch>(
  pair: Pair,
  { lowers, uppers, estimate }: Found<L, U>,
): Bounds<L, U, B> {
  const along = <N extends string>(list: readonly (readonly [N, Node])[]) =>
    list.map(([name, bound]) => [name, pair.alongBatch(bound)] as const);
  const [below, above] = [along(lowers), along(uppers)];
  return {
    lower: below.map(([, x]) => x).reduce((x, y) => nodes.max(x, y)),
    upper: above.map(([, x]) => x).reduce((x, y) => nodes.min(x, y)),
    estimate: pair.alongBatch(estimate),
    lowers: byName<L, Expr<PerBatch<B>>>(below),
    uppers: byName<U, Expr<PerBatch<B>>>(above),
  };
}

/** A list as an object by name. */
export function byName<N extends string, E>(
  list: readonly (readonly [N, E])[],
): { readonly [K in N]?: E } {
  // its names are those of the list
  return Object.fromEntries(list) as { [K in N]?: E };
}

/** A value brought between bounds; the lower bound where there is no finite upper one. */
export function estimateWithin(lower: Node, upper: Node, value: Node): Node {
  const isBounded = nodes.less(upper, constant(Infinity));
  // ½(lower + ∞) is no number between them
  const finite = nodes.select(isBounded, value, lower);
  return nodes.max(lower, nodes.select(isBounded, nodes.min(upper, finite), lower));
}
