/**
 * What the types of operands tell of their values: how many axes there are, and whether one of them is that of a batch.
 *
 * @module
 */
import type { ArrayInput, NumericTypedArray } from "./array_types.ts";
import type { Along, ArrayResult, Expr, Shape, Value } from "./expression.ts";

/** What stands where an expression is expected: an expression, a number, or an array. */
export type Operand = Expr | ArrayInput;

/**
 * The value of a shape.
 *
 * @internal
 */
export type OfShape<S extends Shape> = S extends readonly [] ? number
  : number extends S["length"] ? Value
  : ArrayResult<S>;

/**
 * The shape of a value.
 *
 * @internal
 */
export type ShapeOfValue<T extends Value> = T extends number ? readonly []
  : T extends ArrayResult<infer S> ? S
  : Shape;

/** How deep nested arrays are looked into; deeper ones, and the type of all arrays, say no more than `Shape`. */
type Levels = readonly [4, 3, 2, 1];

/**
 * The shape of an operand with extents as its type knows them; `Shape` where it does not say how many.
 *
 * @internal
 */
export type Extents<A, L extends readonly unknown[] = Levels> = A extends Expr<infer T>
  ? ShapeOfValue<T>
  : A extends number ? readonly []
  : A extends NumericTypedArray ? readonly [number]
  : A extends readonly unknown[] ? readonly [A["length"], ...EntryExtents<A[number], L>]
  : A extends { readonly data: ArrayLike<number>; readonly shape: infer S extends Shape } ? S
  : Shape;

/** The shape of the entries of an array; an empty array does not tell. */
type EntryExtents<E, L extends readonly unknown[]> = [E] extends [never] ? Shape
  : [E] extends [number] ? readonly []
  : L extends readonly [unknown, ...infer Rest] ? Extents<E, Rest>
  : Shape;

/**
 * The same shape with extents of any size and no meaning.
 *
 * @internal
 */
export type Plain<S extends Shape> = { readonly [K in keyof S]: number };

/**
 * The value of an evaluation: its extents are numbers like others.
 *
 * @internal
 */
export type Computed<T extends Value> = T extends ArrayResult<infer S> ? ArrayResult<Plain<S>> : T;

/** What an operand is as a value: its own where it is an expression, else that of its shape. */
export type ValueOf<A> = A extends Expr<infer T> ? T
  : Extents<A> extends infer S extends Shape ? OfShape<Plain<S>>
  : Value;

/** Whether a shape has axes without meaning only: those of inputs. */
type IsPlain<S extends Shape> = number extends S["length"] ? false
  : S extends readonly [infer E, ...infer R extends Shape] ? E extends Along ? false : IsPlain<R>
  : true;

/** The longer of two shapes. */
type Longer<S extends Shape, T extends Shape> = S extends readonly [...Plain<T>, ...number[]] ? S
  : T;

/**
 * What two operands give together, element by element. A number takes the shape of the other; arrays of inputs meet axis by
 * axis, so the longer shape stays; two batches are one; axes of mixtures may be the same or apart, which no type tells.
 */
export type Together<X, Y> = Combined<ValueOf<X>, ValueOf<Y>>;

/**
 * A number for each mixture of a batch.
 *
 * @internal
 */
type OneBatch = ArrayResult<readonly [Along<"batch">]>;

/** @internal */
type Combined<X extends Value, Y extends Value> = X extends number ? Y
  : Y extends number ? X
  : X extends OneBatch ? Y extends OneBatch ? X : ArrayResult
  : IsPlain<ShapeOfValue<X>> extends true
    ? IsPlain<ShapeOfValue<Y>> extends true ? OfShape<Longer<ShapeOfValue<X>, ShapeOfValue<Y>>>
    : ArrayResult
  : ArrayResult;

/**
 * What is left of a value when all axes but a batch axis are reduced.
 *
 * @internal
 */
export type WithoutAxes<T extends Value> = T extends number ? number
  : ShapeOfValue<T> extends infer S extends Shape ? number extends S["length"] ? Value
    : HasBatch<S> extends true ? Value
    : number
  : Value;

/**
 * Whether one of the axes of a shape is that of a batch.
 *
 * @internal
 */
export type HasBatch<S extends Shape> = S extends readonly [infer E, ...infer R extends Shape]
  ? E extends Along<"batch"> ? true : HasBatch<R>
  : false;

/**
 * What is left of a value when one axis is reduced.
 *
 * @internal
 */
export type WithoutAxis<T extends Value> = T extends ArrayResult<infer S>
  ? S extends readonly [unknown] ? number
  : IsPlain<S> extends true
    ? S extends readonly [number, ...infer R extends Shape] ? OfShape<Readonly<R>> : Value
  : Value
  : Value;

/** A value for every mixture of a batch: a number where there is no batch axis (`undefined`). */
export type PerBatch<B extends number | undefined> = B extends undefined ? number
  : ArrayResult<readonly [Along<"batch">]>;

/**
 * The shape of an operand whose axes have become those of a mixture; a batch stays one.
 *
 * @internal
 */
export type OfMixture<X> = ShapeOfValue<ValueOf<X>> extends infer S extends Shape
  ? number extends S["length"] ? Shape
  : { readonly [K in keyof S]: S[K] extends Along<"batch"> ? S[K] : Along<"mixture"> }
  : Shape;
