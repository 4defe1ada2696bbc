/**
 * What the types of a mixture and of points tell of values at these points.
 *
 * @module
 */
import type { Along, ArrayResult, Shape, Value } from "../expr/expression.ts";
import type { Extents, OfShape, Operand } from "../expr/shape_types.ts";

/**
 * The axes before those of the points: that of a batch, of the mixture or of the points.
 *
 * @internal
 */
type Leading<B extends number | undefined, S extends Shape> = B extends undefined
  ? S extends readonly [infer F, ...Shape] ? F extends Along<"batch"> ? readonly [Along<"batch">]
    : readonly []
  : readonly []
  : readonly [Along<"batch">];

/**
 * The axis of the points themselves, if they are several; undefined where types do not tell.
 *
 * @internal
 */
type Several<B extends number | undefined, S extends Shape> = number extends S["length"] ? undefined
  : S extends readonly [] | readonly [number] ? readonly []
  : S extends readonly [infer F, number]
    ? F extends Along<"batch"> ? readonly [] : readonly [number]
  : S extends readonly [infer F, number, number] ? F extends Along<"batch"> ? readonly [number]
    : B extends number ? readonly [number]
    : undefined
  : undefined;

/**
 * A value of further axes `Own` at each of the points `X`: a number at a point [d], [n] at points [n, d], with [b] before it
 * for a batch.
 */
export type AtPoints<
  B extends number | undefined,
  X extends Operand,
  Own extends Shape = readonly [],
> = B extends unknown
  ? Several<B, Extents<X>> extends infer N
    ? N extends Shape ? OfShape<readonly [...Leading<B, Extents<X>>, ...N, ...Own]>
    : Own extends readonly [] ? Value
    : ArrayResult
  : never
  : never;

/** Draws [n, d], or [b, n, d] of a batch; labels and weights are without the last axis. */
export type OfDraws<
  B extends number | undefined,
  Own extends Shape = readonly [],
> = B extends undefined ? ArrayResult<readonly [number, ...Own]>
  : ArrayResult<readonly [Along<"batch">, number, ...Own]>;
