/** Numbers in nested arrays, all rows of one length; the innermost rows may be typed arrays. */
export type NestedArray = readonly number[] | readonly NumericTypedArray[] | readonly NestedArray[];

/** Anything that holds numbers along strides: an ndarray of any library, a view included. */
export interface NdarrayLike {
  /** The numbers. */
  readonly data: ArrayLike<number>;
  /** Extents, outermost first. */
  readonly shape: ArrayLike<number>;
  /** Distance in `data` between neighbours along each dimension; row-major where absent. */
  readonly strides?: ArrayLike<number> | undefined;
  /** The same under the name that scijs ndarrays use. */
  readonly stride?: ArrayLike<number> | undefined;
  /** Where in `data` the array starts. */
  readonly offset?: number | undefined;
}

/** A one-dimensional typed array. */
export type NumericTypedArray =
  | Float64Array
  | Float32Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;

/** An array of a library that gives its numbers away when asked: tfjs, ml-matrix, mathjs. */
export type ArrayGiver =
  | { readonly arraySync: () => unknown }
  | { readonly to2DArray: () => unknown }
  | { readonly toArray: () => unknown };

/** What is accepted where numbers are expected. */
export type ArrayInput = number | NestedArray | NumericTypedArray | NdarrayLike | ArrayGiver;
