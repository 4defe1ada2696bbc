/**
 * What the types of mixtures tell of those that are made of them.
 *
 * @module
 */
import type { Along, ArrayResult, Expr, Shape } from "../expr/expression.ts";
import type { HasBatch, ShapeOfValue, ValueOf } from "../expr/shape_types.ts";
import type { AnyMixture, MixtureParameters } from "../mixture/component_types.ts";
import type { AnyBatch, Batch, BatchIn } from "../mixture/parameter_types.ts";

/**
 * The parameters of a mixture whose covariances may have another structure: weights and means, or weights, centers and widths, and
 * whatever has a name besides.
 *
 * @internal
 */
export type Restructured<P extends object> = P extends
  { readonly weights: infer W extends Expr; readonly means: infer M extends Expr }
  ? { readonly weights: W; readonly means: M } & MixtureParameters
  : P;

/**
 * The batch of what is made of a mixture and of a value, which has `Ranks` axes without a batch axis.
 *
 * @internal
 */
export type BatchWith<B extends Batch, A, Ranks extends number> = AnyBatch<
  [B, HasBatch<ShapeOfValue<ValueOf<A>>> extends true ? number : BatchIn<A, Ranks>]
>;

/**
 * The batch of a mixture that has a value for each of some coordinates: numbers are the same for all mixtures.
 *
 * @internal
 */
export type BatchWithValues<B extends Batch, V extends object> = AnyBatch<
  [B, BatchIn<V[keyof V], 0>]
>;

/**
 * The parameters of any of some mixtures.
 *
 * @internal
 */
export type ParametersOfAny<M extends readonly AnyMixture[]> = Restructured<
  M[number]["parameters"]
>;

/**
 * A batch where one of some mixtures is one.
 *
 * @internal
 */
export type BatchOfAll<M extends readonly AnyMixture[]> = number extends M["length"]
  ? M[number]["batch"]
  : AnyBatch<{ readonly [K in keyof M]: M[K]["batch"] }>;

/**
 * A vector or a matrix along the coordinates of a mixture, and for a batch one of each mixture.
 *
 * @internal
 */
export type AlongCoordinates<B extends Batch, S extends Shape> = [B] extends [undefined]
  ? ArrayResult<S>
  : ArrayResult;

/**
 * As many as the coordinates of a mixture.
 *
 * @internal
 */
export type Coordinates = Along<"mixture">;
