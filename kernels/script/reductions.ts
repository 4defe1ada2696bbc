import type { Accumulator } from "../ir/kernel.ts";
import { monoids, raise } from "../program/monoids.ts";
import { numbers, type NumberState } from "../program/number_states.ts";
import type { Span } from "./defined_loop.ts";

/** Takes n lanes of x (and of y: the weight, or the second factor) into a state, as one term of it. */
export type Feed = (
  state: NumberState,
  n: number,
  x: Span,
  a: number,
  y: Span | undefined,
  b: number,
) => void;

const sum: Feed = (state, n, x, a) => {
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
  monoids.sum.feed(numbers, state, (t0 + t1) + (t2 + t3));
};

const dot: Feed = (state, n, x, a, y, b) => {
  const { array: q, at, stride: u } = factor(y);
  const p = x.array, s = x.stride;
  let j = x.at + a, k = at + b, t = 0, t0 = 0, t1 = 0, t2 = 0, t3 = 0;
  if (s === 1 && u === 1) {
    for (; t + 3 < n; t += 4, j += 4, k += 4) {
      t0 += p[j]! * q[k]!;
      t1 += p[j + 1]! * q[k + 1]!;
      t2 += p[j + 2]! * q[k + 2]!;
      t3 += p[j + 3]! * q[k + 3]!;
    }
  }
  for (; t < n; t++, j += s, k += u) t0 += p[j]! * q[k]!;
  monoids.sum.feed(numbers, state, (t0 + t1) + (t2 + t3));
};

/** A sum of products where a factor of 0 drops the other, whatever that is. */
const weighedDot: Feed = (state, n, x, a, y, b) => {
  const { array: q, at, stride: u } = factor(y);
  const p = x.array, s = x.stride;
  let total = 0;
  for (let t = 0, j = x.at + a, k = at + b; t < n; t++, j += s, k += u) {
    if (p[j] !== 0 && q[k] !== 0) total += p[j]! * q[k]!;
  }
  monoids.sum.feed(numbers, state, total);
};

const max: Feed = (state, n, x, a) => {
  const p = x.array, s = x.stride;
  let top = -Infinity;
  for (let t = 0, j = x.at + a; t < n; t++, j += s) top = Math.max(top, p[j]!);
  monoids.max.feed(numbers, state, top);
};

const logSumExp: Feed = (state, n, x, a, y, b) => {
  const p = x.array, s = x.stride;
  const q = y?.array, u = y?.stride ?? 0, k0 = y === undefined ? 0 : y.at + b;
  let top = state.get(0);
  for (let t = 0, j = x.at + a, k = k0; t < n; t++, j += s, k += u) {
    if (p[j]! > top && (q === undefined || q[k] !== 0)) top = p[j]!;
  }
  raise(numbers, state, top);
  const by = numbers.shift(top);
  let total = state.get(1);
  if (q === undefined) {
    for (let t = 0, j = x.at + a; t < n; t++, j += s) total += Math.exp(p[j]! - by);
  } else {
    for (let t = 0, j = x.at + a, k = k0; t < n; t++, j += s, k += u) {
      if (q[k] !== 0) total += q[k]! * Math.exp(p[j]! - by);
    }
  }
  state.set(1, total);
};

function factor(y: Span | undefined): Span {
  if (y === undefined) throw new Error("A sum of products needs two factors");
  return y;
}

/** How each reduction takes in a block of lanes. */
const feeds: { readonly [K in Accumulator["op"]]: Feed } = { sum, dot, max, logSumExp };

/** How a reduction takes in a block of lanes: of products whose factors weigh, a 0 drops the other factor. */
export function feedOf({ op, weighs }: Pick<Accumulator, "op" | "weighs">): Feed {
  return op === "dot" && weighs ? weighedDot : feeds[op];
}
