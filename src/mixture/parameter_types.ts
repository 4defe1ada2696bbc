/**
 * What the types of parameters tell of a mixture: whether it is a batch, and the shapes of its parameters.
 *
 * @module
 */
import type { ArrayInput } from "../expr/array_types.ts";
import type { Along, ArrayResult, Expr, Shape, Value } from "../expr/expression.ts";
import type { Extents } from "../expr/shape_types.ts";
import type { Mixture } from "./component_types.ts";

/** Numbers or an expression. */
export type Parameter = ArrayInput | Expr;

/**
 * Whether a mixture is a batch: `undefined` for no, `number` for yes, both where types do not tell.
 *
 * @internal
 */
export type Batch = number | undefined;

/**
 * Whether a parameter has a batch axis; it is as long as one of `Ranks` without.
 *
 * @internal
 */
export type BatchIn<A, Ranks extends number> = A extends undefined ? undefined
  : number extends Extents<A>["length"] ? Batch
  : Extents<A>["length"] extends Ranks ? undefined
  : number;

/**
 * A batch where one of several parameters has a batch axis.
 *
 * @internal
 */
export type AnyBatch<B extends readonly Batch[]> = B extends
  readonly [infer First extends Batch, ...infer Rest extends readonly Batch[]]
  ? undefined extends First
    ? First | AnyBatch<Rest> extends infer All extends Batch
      ? undefined extends AnyBatch<Rest> ? All : number
    : never
  : number
  : undefined;

/**
 * An array of a mixture, whose length is known without a batch.
 *
 * @internal
 */
type OfMixture<B extends Batch, S extends Shape> = [B] extends [undefined] ? ArrayResult<S>
  : ArrayResult;

/**
 * A number for a mixture, and what it may be for a batch.
 *
 * @internal
 */
type OneOfMixture<B extends Batch> = [B] extends [undefined] ? number : Value;

/** @internal */
type Extent = Along<"mixture">;

/** The names by which the covariances of a Gaussian mixture are given. */
export type Spread = "covariances" | "covariance" | "variances" | "variance";

/**
 * Their values.
 *
 * @internal
 */
interface SpreadValues<B extends Batch> {
  readonly covariances: OfMixture<B, readonly [Extent, Extent, Extent]>;
  readonly covariance: OfMixture<B, readonly [Extent, Extent]>;
  readonly variances: ArrayResult;
  readonly variance: OneOfMixture<B>;
}

/** A mixture of Gaussians whose covariances are given as `S` says. */
export type GaussianMixture<S extends Spread = Spread, B extends Batch = Batch> = S extends Spread
  ? Mixture<
    & {
      readonly weights: Expr<OfMixture<B, readonly [Extent]>>;
      readonly means: Expr<OfMixture<B, readonly [Extent, Extent]>>;
    }
    & { readonly [K in S]: Expr<SpreadValues<B>[K]> },
    B
  >
  : never;

/** A mixture of uniform boxes. */
export type UniformMixture<W extends Value = Value, B extends Batch = Batch> = Mixture<
  {
    readonly weights: Expr<OfMixture<B, readonly [Extent]>>;
    readonly centers: Expr<OfMixture<B, readonly [Extent, Extent]>>;
    readonly widths: Expr<W>;
  },
  B
>;

/**
 * The widths of boxes: one number where one was given and there is no batch.
 *
 * @internal
 */
export type WidthsOf<A, B extends Batch> = Extents<A>["length"] extends 0 ? OneOfMixture<B>
  : number extends Extents<A>["length"] ? Value
  : ArrayResult;

/** A mixture of products of Laplace or of logistic distributions. */
export type LocationMixture<S extends Value = Value, B extends Batch = Batch> = Mixture<
  {
    readonly weights: Expr<OfMixture<B, readonly [Extent]>>;
    readonly locations: Expr<OfMixture<B, readonly [Extent, Extent]>>;
    readonly scales: Expr<S>;
  },
  B
>;

/** A mixture of products of Student's t-distributions. */
export type StudentMixture<S extends Value = Value, B extends Batch = Batch> = Mixture<
  {
    readonly weights: Expr<OfMixture<B, readonly [Extent]>>;
    readonly locations: Expr<OfMixture<B, readonly [Extent, Extent]>>;
    readonly scales: Expr<S>;
    readonly degreesOfFreedom: Expr;
  },
  B
>;
