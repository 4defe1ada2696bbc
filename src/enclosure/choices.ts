import type { Algebra, Op } from "../expr/ops.ts";
import type { Interval } from "./interval.ts";

/** Comparisons, and choices by them. What is compared with NaN may be either. */
export function choiceRules<T>(a: Algebra<T>) {
  const not = (x: T) => a.sub(a.constant(1), x);
  const choice = (c: Interval<T>, x: Interval<T>, y: Interval<T>): Interval<T> => {
    const zero = a.constant(0);
    const isFirst = a.max(a.less(zero, c.lo), a.less(c.hi, zero));
    const isSecond = a.mul(a.equal(c.lo, zero), a.equal(c.hi, zero));
    const choose = (first: T, second: T, either: T) =>
      a.select(isFirst, first, a.select(isSecond, second, either));
    return {
      lo: choose(x.lo, y.lo, a.min(x.lo, y.lo)),
      hi: choose(x.hi, y.hi, a.max(x.hi, y.hi)),
      sign: x.sign === y.sign ? x.sign : undefined,
    };
  };
  return {
    less: (x: Interval<T>, y: Interval<T>): Interval<T> => ({
      lo: a.less(x.hi, y.lo),
      hi: not(a.lessEqual(y.hi, x.lo)),
      sign: 1,
    }),
    lessEqual: (x: Interval<T>, y: Interval<T>): Interval<T> => ({
      lo: a.lessEqual(x.hi, y.lo),
      hi: not(a.less(y.hi, x.lo)),
      sign: 1,
    }),
    equal: (x: Interval<T>, y: Interval<T>): Interval<T> => ({
      lo: a.mul(a.equal(x.lo, y.hi), a.equal(x.hi, y.lo)),
      hi: not(a.max(a.less(x.hi, y.lo), a.less(y.hi, x.lo))),
      sign: 1,
    }),
    select: choice,
    prefer: choice,
  } satisfies { readonly [K in Op]?: (...args: never[]) => Interval<T> };
}
