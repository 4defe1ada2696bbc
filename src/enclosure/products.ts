import type { Algebra, Op } from "../expr/ops.ts";
import type { Interval } from "./interval.ts";
import { outwardIn } from "./outward.ts";

/** Products, quotients and powers: they are largest and least at corners. */
export function productRules<T>(a: Algebra<T>) {
  const { both } = outwardIn(a);
  const zero = a.constant(0), infinity = a.constant(Infinity), below = a.constant(-Infinity);
  // corners of points are one
  const distinct = (corners: readonly T[]) => [...new Set(corners)];
  const least = (corners: readonly T[]) => distinct(corners).reduce((x, y) => a.min(x, y));
  const most = (corners: readonly T[]) => distinct(corners).reduce((x, y) => a.max(x, y));

  /** x·y by `times`, whose corners are fewer where signs are known. */
  const product = (times: (x: T, y: T) => T) => (x: Interval<T>, y: Interval<T>): Interval<T> => {
    if (x.sign === 1 && y.sign === 1) {
      return both({ lo: times(x.lo, y.lo), hi: times(x.hi, y.hi), sign: 1 });
    }
    if (x.sign === -1 && y.sign === -1) {
      return both({ lo: times(x.hi, y.hi), hi: times(x.lo, y.lo), sign: 1 });
    }
    if (x.sign !== undefined && y.sign !== undefined) {
      return x.sign === 1
        ? both({ lo: times(x.hi, y.lo), hi: times(x.lo, y.hi), sign: -1 })
        : both({ lo: times(x.lo, y.hi), hi: times(x.hi, y.lo), sign: -1 });
    }
    if (x.sign !== undefined) {
      // the end of y alone decides by which end of x it is multiplied
      const [forLo, forHi] = x.sign === 1 ? [y.lo, y.hi] : [y.hi, y.lo];
      return both({
        lo: least([times(x.lo, forLo), times(x.hi, forLo)]),
        hi: most([times(x.lo, forHi), times(x.hi, forHi)]),
      });
    }
    if (y.sign !== undefined) {
      const [forLo, forHi] = y.sign === 1 ? [x.lo, x.hi] : [x.hi, x.lo];
      return both({
        lo: least([times(forLo, y.lo), times(forLo, y.hi)]),
        hi: most([times(forHi, y.lo), times(forHi, y.hi)]),
      });
    }
    const corners = [x.lo, x.hi].flatMap((u) => [y.lo, y.hi].map((v) => times(u, v)));
    return both({ lo: least(corners), hi: most(corners) });
  };

  /** 1 where 0 lies in an interval, or may. */
  const mayBe0 = ({ lo, hi }: Interval<T>) =>
    a.sub(a.constant(1), a.max(a.less(zero, lo), a.less(hi, zero)));
  const quotient = (x: Interval<T>, y: Interval<T>): Interval<T> => {
    if (x.sign === 1 && y.sign === 1) {
      // a zero below is the limit of small numbers, whatever its own sign
      const hi = a.div(x.hi, a.add(y.lo, zero));
      return both({ lo: a.div(x.lo, a.add(y.hi, zero)), hi, sign: 1 });
    }
    const corners = [x.lo, x.hi].flatMap((u) => [y.lo, y.hi].map((v) => a.div(u, v)));
    const isOpen = mayBe0(y);
    return both({
      lo: a.select(isOpen, below, least(corners)),
      hi: a.select(isOpen, infinity, most(corners)),
    });
  };
  return {
    mul: product(a.mul),
    // where the weight may be 0, a corner is 0 or lies beyond it
    weigh: product(a.weigh),
    div: quotient,
    ratio: (x: Interval<T>, y: Interval<T>): Interval<T> => {
      const { lo, hi } = quotient(x, y);
      return { lo: a.min(lo, zero), hi: a.max(hi, zero) };
    },
    // monotone in each argument where the base is positive
    pow: (x: Interval<T>, y: Interval<T>): Interval<T> => {
      const corners = [x.lo, x.hi].flatMap((u) => [y.lo, y.hi].map((v) => a.pow(u, v)));
      const isPositive = a.less(zero, x.lo);
      return both({
        lo: a.select(isPositive, least(corners), below),
        hi: a.select(isPositive, most(corners), infinity),
      });
    },
  } satisfies { readonly [K in Op]?: (...args: never[]) => Interval<T> };
}
