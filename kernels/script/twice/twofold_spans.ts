import type { Span } from "../defined_loop.ts";

/** The low parts of an array of numbers in twice the working precision: an array of the same length. */
export type LowOf = (high: Float64Array) => Float64Array;

/** Numbers along the lanes in twice the precision: the span of their high parts, which moves, and the array of the low ones. */
export interface TwiceSpan {
  readonly span: Span;
  readonly low: Float64Array;
}

/** The span of a place with its low parts. */
export function twiceSpan(span: Span, lowOf: LowOf): TwiceSpan {
  return { span, low: lowOf(span.array) };
}
