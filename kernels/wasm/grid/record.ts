/**
 * What the code over a grid reads of a point, and where it writes: the address of the first node of its window, its results,
 * and its coefficients along three axes. An axis that a grid lacks has one node, of coefficient 1.
 */
export interface RecordLayout {
  /** Nodes of a window along the last axis, an even number, … */
  readonly nodes: number;
  /** … and along the first and the second: as many, or 1. */
  readonly outer: readonly [number, number];
}

/** Bytes before the coefficients: the address, the sum, its slopes along three axes, the sum of its curvatures. */
export const headBytes = 48;
/** Where the sum is written; the others follow. */
export const sumAt = 8;

/** Coefficients of a record: along the first axis, the second and the last. */
export function coefficientCount({ nodes, outer }: RecordLayout): number {
  return outer[0] + outer[1] + nodes;
}

/** Bytes of a record: `orders` lists of coefficients, those of the window and, where there are slopes, of its derivatives. */
export function recordBytes(layout: RecordLayout, orders: 1 | 3): number {
  return Math.ceil((headBytes + 8 * orders * coefficientCount(layout)) / 16) * 16;
}
