import type { Value } from "../../io/arrays/values.ts";
import type { FileFamily } from "../../io/mixtures/file_families.ts";

/** Numbers in an array. */
export type DenseArray = Exclude<Value, string>;

/** The components of one part as numbers, which are counted within it. */
export interface PartOutlines {
  readonly family: FileFamily;
  /** [k, d], the means, or the middles. */
  readonly centers: Float64Array;
  /**
   * How wide component i is along coordinate a: half the width of a box, else half of the interval about the middle in which it has as
   * much of its mass as a Gaussian has within a standard deviation.
   */
  reach(i: number, a: number): number;
  /** How many times its reach a component is drawn. */
  margin(i: number): number;
  /** The covariance of two coordinates of a Gaussian; undefined for other families, which have no correlations. */
  readonly covariance: ((i: number, a: number, b: number) => number) | undefined;
  /** Some of the components as an entry of `mixtureOf` has them, blurred as pixels of these sizes blur them. */
  blurred(
    members: readonly number[],
    pixel: readonly number[],
  ): { readonly [name: string]: DenseArray };
}

/** A number that stands once for all, once a component, or once a coordinate of each. */
export function numberAt({ data, shape }: DenseArray, d: number): (i: number, a: number) => number {
  if (shape.length === 0) return () => data[0]!;
  return shape.length === 1 ? (i) => data[i]! : (i, a) => data[i * d + a]!;
}

/** One number for each coordinate of some components. */
export function rowsOf(
  members: readonly number[],
  d: number,
  of: (i: number, a: number) => number,
): DenseArray {
  const data = new Float64Array(members.length * d);
  members.forEach((i, m) => {
    for (let a = 0; a < d; a++) data[m * d + a] = of(i, a);
  });
  return { data, shape: [members.length, d] };
}
