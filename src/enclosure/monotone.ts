import type { Algebra, Op } from "../expr/ops.ts";
import { type Interval, point } from "./interval.ts";
import { outwardIn } from "./outward.ts";

/** An interval that holds all numbers. */
export function everything<T>(a: Algebra<T>): Interval<T> {
  return { lo: a.constant(-Infinity), hi: a.constant(Infinity) };
}

/** Operations that rise or fall with each argument, or turn at one known point. */
export function monotoneRules<T>(a: Algebra<T>) {
  const { both, down, up } = outwardIn(a);
  const rising = (op: "floor" | "sign" | "sqrt") => ({ lo, hi }: Interval<T>): Interval<T> => ({
    lo: a[op](lo),
    hi: a[op](hi),
  });
  /** The same for what generated code has polynomials for. */
  const function1 =
    (op: "exp" | "log" | "log1p" | "tanh" | "atan" | "normalQuantile") =>
    ({ lo, hi }: Interval<T>): Interval<T> => {
      const sign = op === "exp" ? 1 : undefined;
      return both({ lo: a[op](lo), hi: a[op](hi), sign });
    };
  const neg = ({ lo, hi, sign }: Interval<T>): Interval<T> => ({
    lo: a.neg(hi),
    hi: a.neg(lo),
    sign: sign === undefined ? undefined : sign === 1 ? -1 : 1,
  });
  const abs = (x: Interval<T>): Interval<T> => {
    if (x.sign !== undefined) return { ...(x.sign === 1 ? x : neg(x)), sign: 1 };
    const { lo, hi } = x;
    return {
      lo: a.max(a.max(lo, a.neg(hi)), a.constant(0)),
      hi: a.max(hi, a.neg(lo)),
      sign: 1,
    };
  };
  const wave = (x: Interval<T>): Interval<T> => ({
    // an infinite angle has no sine
    lo: a.add(a.constant(-1), a.mul(a.sub(x.hi, x.lo), a.constant(0))),
    hi: a.add(a.constant(1), a.mul(a.sub(x.hi, x.lo), a.constant(0))),
  });
  return {
    neg,
    abs,
    sign: rising("sign"),
    floor: rising("floor"),
    sqrt: rising("sqrt"),
    exp: function1("exp"),
    log: function1("log"),
    log1p: function1("log1p"),
    tanh: function1("tanh"),
    atan: function1("atan"),
    normalQuantile: function1("normalQuantile"),
    sin: wave,
    cos: wave,
    square: (x: Interval<T>): Interval<T> => {
      const size = abs(x);
      return { lo: a.square(size.lo), hi: a.square(size.hi), sign: 1 };
    },
    // it falls up to 1/e and rises from there
    xLogX: ({ lo, hi }: Interval<T>): Interval<T> => {
      const least = a.min(a.max(a.constant(Math.exp(-1)), lo), hi);
      return {
        lo: down(a.xLogX(least)),
        hi: up(a.max(a.xLogX(lo), a.xLogX(hi))),
      };
    },
    add: (x: Interval<T>, y: Interval<T>): Interval<T> => ({
      lo: a.add(x.lo, y.lo),
      hi: a.add(x.hi, y.hi),
      sign: x.sign === y.sign ? x.sign : undefined,
    }),
    sub: (x: Interval<T>, y: Interval<T>): Interval<T> => ({
      lo: a.sub(x.lo, y.hi),
      hi: a.sub(x.hi, y.lo),
      sign: x.sign !== undefined && y.sign !== undefined && x.sign !== y.sign ? x.sign : undefined,
    }),
    min: (x: Interval<T>, y: Interval<T>): Interval<T> => ({
      lo: a.min(x.lo, y.lo),
      hi: a.min(x.hi, y.hi),
      sign: x.sign === -1 || y.sign === -1 ? -1 : undefined,
    }),
    max: (x: Interval<T>, y: Interval<T>): Interval<T> => ({
      lo: a.max(x.lo, y.lo),
      hi: a.max(x.hi, y.hi),
      sign: x.sign === 1 || y.sign === 1 ? 1 : undefined,
    }),
    expDiff: (x: Interval<T>, y: Interval<T>): Interval<T> =>
      both({ lo: a.expDiff(x.lo, y.hi), hi: a.expDiff(x.hi, y.lo), sign: 1 }),
    // bits and draws follow no order
    xor: () => ({ ...point(a.constant(0)), hi: a.constant(2 ** 32), sign: 1 as const }),
    uniform: () => ({ ...point(a.constant(0)), hi: a.constant(1), sign: 1 as const }),
    scramble: () => ({ ...point(a.constant(0)), hi: a.constant(1), sign: 1 as const }),
  } satisfies { readonly [K in Op]?: (...args: never[]) => Interval<T> };
}
