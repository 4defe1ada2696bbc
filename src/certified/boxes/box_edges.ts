/**
 * Boxes in numbers, and where their edges lie. An edge m ± w/2 is kept as the sum of two doubles without any rounding, so
 * that a box of width 1e−6 at 1e3 keeps all digits of its width, and boxes that touch are known to touch.
 */

/** A mixture of boxes in numbers, row by row. */
export interface BoxParameters {
  /** cᵢ ≥ 0, [k]. */
  readonly weights: ArrayLike<number>;
  /** mᵢ, [k · d]. */
  readonly centers: ArrayLike<number>;
  /** wᵢ > 0, [k · d]. */
  readonly widths: ArrayLike<number>;
  /** The number of coordinates. */
  readonly dimension: number;
}

/** Points on a line, each the sum of a double and of what that rounds away. */
export interface Places {
  readonly near: Float64Array;
  readonly rest: Float64Array;
}

/** The lower and the upper edges of boxes, [k · d]. */
export interface BoxEdges {
  readonly lower: Places;
  readonly upper: Places;
}

function placesFor(count: number): Places {
  return { near: new Float64Array(count), rest: new Float64Array(count) };
}

/** Sets a place to a + b; the rest is what the sum rounds away (Knuth 1969, theorem B of 4.2.2). */
function setSum({ near, rest }: Places, at: number, a: number, b: number): void {
  const sum = a + b, other = sum - a;
  near[at] = sum;
  rest[at] = (a - (sum - other)) + (b - other);
}

/** The edges of boxes. */
export function edgesOf({ centers, widths }: BoxParameters): BoxEdges {
  const count = centers.length, lower = placesFor(count), upper = placesFor(count);
  for (let at = 0; at < count; at++) {
    setSum(lower, at, centers[at]!, -widths[at]! / 2);
    setSum(upper, at, centers[at]!, widths[at]! / 2);
  }
  return { lower, upper };
}

/** b − a, with a relative error of two roundings. */
export function distanceBetween(a: Places, atA: number, b: Places, atB: number): number {
  return (b.near[atB]! - a.near[atA]!) + (b.rest[atB]! - a.rest[atA]!);
}

/** The indices of places in the order in which they lie. */
export function orderOfPlaces({ near, rest }: Places): Uint32Array {
  return Uint32Array.from(near, (_, at) => at)
    .sort((a, b) => near[a]! - near[b]! || rest[a]! - rest[b]!);
}
