/** @internal */
declare const valueOf: unique symbol;
/** @internal */
declare const along: unique symbol;

/** Extents, outermost first: `readonly [number, number]` where the type knows how many there are. */
export type Shape = readonly number[];

/** An extent along an axis that has a meaning: that of a batch of mixtures, or one of a mixture. Just a number. */
export type Along<A extends "batch" | "mixture" = "batch" | "mixture"> = number & {
  /** For types only. */
  readonly [along]: A;
};

/** Numbers in nested arrays, as deep as the shape is long. */
export type Nested<S extends Shape = Shape> = S extends readonly [] ? number
  : S extends readonly [number, ...infer R extends Shape] ? Nested<R>[]
  : NestedNumbers;

/** Numbers in nested arrays of unknown depth. */
export type NestedNumbers = number[] | NestedNumbers[];

/** An array result: row-major numbers and their shape. */
export interface ArrayResult<S extends Shape = Shape> {
  /** The numbers, row-major. */
  readonly data: Float64Array;
  /** Extents, outermost first. */
  readonly shape: S;
  /** The numbers as nested arrays. */
  readonly toArray: () => Nested<S>;
  /** The same, for `JSON.stringify`. */
  readonly toJSON: () => Nested<S>;
}

/** What evaluating an expression gives: a number for a scalar, else an array. */
export type Value = number | ArrayResult;

/**
 * A lazy value, and the type of what evaluating it gives: `Expr<number>` is a scalar, `Expr<ArrayResult>` an array, `Expr` either.
 * Immutable, and opaque: functions of this library make expressions and take them.
 */
export interface Expr<out T extends Value = Value> {
  /** For types only: what `evaluate` gives. */
  readonly [valueOf]: T;
  /** Extents, outermost first; [] for a scalar. */
  readonly shape: readonly number[];
}
