/** An array by its extents and its numbers, row-major. */
export interface DenseArray {
  readonly data: Float64Array;
  readonly shape: readonly number[];
}
