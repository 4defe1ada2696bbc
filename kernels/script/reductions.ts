import type { Span } from "./defined_loop.ts";

/**
 * The running state of a reduction, `state` numbers a cell. Sums are compensated (Neumaier 1974), so that the error
 * does not grow with the number of blocks; a log-sum-exp holds its maximum and the sum of exp(a − maximum).
 */
export interface Monoid {
  readonly state: number;
  readonly identity: readonly number[];
  /** Takes in n lanes of x (and of y: the weight, or the second factor). */
  readonly feed: Feed;
  /** The result of the reduction. */
  readonly result: (state: Float64Array, at: number) => number;
}

type Feed = (
  state: Float64Array,
  at: number,
  n: number,
  x: Span,
  a: number,
  y: Span | undefined,
  b: number,
) => void;

/** Adds a number to the compensated sum at `at`. */
function addTo(state: Float64Array, at: number, x: number): void {
  const sum = state[at]!, total = sum + x;
  if (Number.isFinite(total)) {
    state[at + 1]! += Math.abs(sum) >= Math.abs(x) ? (sum - total) + x : (x - total) + sum;
  }
  state[at] = total;
}

const sumResult = (state: Float64Array, at: number) => {
  const total = state[at]!;
  return Number.isFinite(total) ? total + state[at + 1]! : total;
};

const sum: Monoid = {
  state: 2,
  identity: [0, 0],
  feed: (state, at, n, x, a) => {
    // four partial sums, so that one addition need not wait for the one before
    const p = x.array, s = x.stride;
    let j = x.at + a, t = 0, t0 = 0, t1 = 0, t2 = 0, t3 = 0;
    if (s === 1) {
      for (; t + 3 < n; t += 4, j += 4) {
        t0 += p[j]!;
        t1 += p[j + 1]!;
        t2 += p[j + 2]!;
        t3 += p[j + 3]!;
      }
    }
    for (; t < n; t++, j += s) t0 += p[j]!;
    addTo(state, at, (t0 + t1) + (t2 + t3));
  },
  result: sumResult,
};

const dot: Monoid = {
  state: 2,
  identity: [0, 0],
  feed: (state, at, n, x, a, y, b) => {
    if (y === undefined) throw new Error("A sum of products needs two factors");
    const p = x.array, q = y.array, s = x.stride, u = y.stride;
    let j = x.at + a, k = y.at + b, t = 0, t0 = 0, t1 = 0, t2 = 0, t3 = 0;
    if (s === 1 && u === 1) {
      for (; t + 3 < n; t += 4, j += 4, k += 4) {
        t0 += p[j]! * q[k]!;
        t1 += p[j + 1]! * q[k + 1]!;
        t2 += p[j + 2]! * q[k + 2]!;
        t3 += p[j + 3]! * q[k + 3]!;
      }
    }
    for (; t < n; t++, j += s, k += u) t0 += p[j]! * q[k]!;
    addTo(state, at, (t0 + t1) + (t2 + t3));
  },
  result: sumResult,
};

/** A sum of products where a factor of 0 drops the other, whatever that is. */
const weighedDot: Monoid = {
  ...dot,
  feed: (state, at, n, x, a, y, b) => {
    if (y === undefined) throw new Error("A sum of products needs two factors");
    const p = x.array, q = y.array, s = x.stride, u = y.stride;
    let total = 0;
    for (let t = 0, j = x.at + a, k = y.at + b; t < n; t++, j += s, k += u) {
      if (p[j] !== 0 && q[k] !== 0) total += p[j]! * q[k]!;
    }
    addTo(state, at, total);
  },
};

const max: Monoid = {
  state: 1,
  identity: [-Infinity],
  feed: (state, at, n, x, a) => {
    const p = x.array, s = x.stride;
    let top = state[at]!;
    for (let t = 0, j = x.at + a; t < n; t++, j += s) top = Math.max(top, p[j]!);
    state[at] = top;
  },
  result: (state, at) => state[at]!,
};

const logSumExp: Monoid = {
  state: 2,
  identity: [-Infinity, 0],
  feed: (state, at, n, x, a, y, b) => {
    const p = x.array, s = x.stride;
    const q = y?.array, u = y?.stride ?? 0, k0 = y === undefined ? 0 : y.at + b;
    let top = state[at]!;
    for (let t = 0, j = x.at + a, k = k0; t < n; t++, j += s, k += u) {
      if (p[j]! > top && (q === undefined || q[k] !== 0)) top = p[j]!;
    }
    // all terms −∞ so far, or one +∞: exp(a − shift) is right without a shift
    const shift = Number.isFinite(top) ? top : 0;
    let total = state[at] === -Infinity
      ? state[at + 1]!
      : state[at + 1]! * Math.exp(state[at]! - shift);
    if (q === undefined) {
      for (let t = 0, j = x.at + a; t < n; t++, j += s) total += Math.exp(p[j]! - shift);
    } else {
      for (let t = 0, j = x.at + a, k = k0; t < n; t++, j += s, k += u) {
        if (q[k] !== 0) total += q[k]! * Math.exp(p[j]! - shift);
      }
    }
    state[at] = top;
    state[at + 1] = total;
  },
  result: (state, at) => {
    const top = state[at]!, total = state[at + 1]!;
    return Number.isFinite(top) ? top + Math.log(total) : Math.log(total);
  },
};

/** How each reduction keeps its state. `dot` is the sum of a product, `weighedDot` of one whose factors weigh. */
export const monoids: {
  readonly [K in "sum" | "dot" | "weighedDot" | "max" | "logSumExp"]: Monoid;
} = {
  sum,
  dot,
  weighedDot,
  max,
  logSumExp,
};
