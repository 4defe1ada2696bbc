/**
 * What the types of mixtures tell of those that are made of them.
 *
 * @module
 */
import type { Expr, Value } from "../expr/expression.ts";
import type { ShapeOfValue, ValueOf } from "../expr/shape_types.ts";
import type { MixtureParameters } from "../mixture/component_types.ts";
import type { AnyBatch, Batch } from "../mixture/parameter_types.ts";

/**
 * The parameters of a mixture whose covariances may have another structure: weights and means, or weights, centers and widths, and
 * whatever has a name besides.
 */
export type Restructured<P extends object> = P extends
  { readonly weights: infer W extends Expr; readonly means: infer M extends Expr }
  ? { readonly weights: W; readonly means: M } & MixtureParameters
  : P;

/** The batch of what is made of a mixture and of a value of `Rank` axes without a batch axis. */
export type BatchWith<B extends Batch, A, Rank extends number> = AnyBatch<
  [B, ShapeOfValue<ValueOf<A>>["length"] extends Rank ? undefined : Batch]
>;

/** The batch of a mixture that has a value for each of some coordinates: numbers are the same for all mixtures. */
export type BatchWithValues<B extends Batch, V extends object> = AnyBatch<
  [B, V[keyof V] extends number | Expr<number> ? undefined : Batch]
>;

/** An array along the coordinates of a mixture, or of each mixture of a batch: [d] or [d, d]. */
export type AlongCoordinates<B extends Batch, S extends readonly number[]> = [B] extends [undefined]
  ? import("../expr/expression.ts").ArrayResult<S>
  : Extract<Value, object>;
