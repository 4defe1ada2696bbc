import type { Algebra } from "../expr/ops.ts";
import type { Interval } from "./interval.ts";

/**
 * Generated code computes the terms of a formula in another order here and there (fused multiply-adds, reciprocals, one
 * logarithm for many, polynomials for exponentials). Each way differs from the definition by a few 2⁻⁵³ of what is multiplied
 * or added up, up to 2¹⁰ of these: products, quotients, functions and the terms of sums are moved outward by 2⁻⁴⁰ of themselves.
 * All else rounds to the nearest, which is monotone, so that bounds need nothing more.
 */
export const outwardBy = 2 ** -40;

/** How bounds are moved outward. */
export interface Outward<T> {
  readonly down: (x: T, sign?: 1 | -1) => T;
  readonly up: (x: T, sign?: 1 | -1) => T;
  readonly both: (x: Interval<T>) => Interval<T>;
}

/**
 * Moves bounds outward, to (1 ± 2⁻⁴⁰) x. Both are monotone in x, so that they may be taken of each term of a sum, and infinities
 * stay what they are.
 */
export function outwardIn<T>(a: Algebra<T>): Outward<T> {
  const less = a.constant(1 - outwardBy), more = a.constant(1 + outwardBy);
  const down: Outward<T>["down"] = (x, sign) =>
    sign === undefined ? a.min(a.mul(x, less), a.mul(x, more)) : a.mul(x, sign === 1 ? less : more);
  const up: Outward<T>["up"] = (x, sign) =>
    sign === undefined ? a.max(a.mul(x, less), a.mul(x, more)) : a.mul(x, sign === 1 ? more : less);
  return {
    down,
    up,
    both: ({ lo, hi, sign }) => ({ lo: down(lo, sign), hi: up(hi, sign), sign }),
  };
}
