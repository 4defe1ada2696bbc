/**
 * The reductions of a sweep as monoids: the state of a row, how it takes in terms and other states, and the value that it
 * stands for. Each is written once, over the `Arithmetic` of who runs or prints it: numbers, instructions of a module, text
 * of a shader. A state is two numbers:
 *
 * | monoid      | state         | stands for       | before any term | when two are merged                            |
 * | ----------- | ------------- | ---------------- | --------------- | ---------------------------------------------- |
 * | `sum`       | high, low     | high + low       | 0, 0            | highs with what that loses, lows plainly        |
 * | `max`       | top, 0        | top              | −∞, 0           | NaN wins                                       |
 * | `logSumExp` | shift, total  | shift + ln total | −∞, 0           | the higher shift stays; two roundings each side |
 *
 * What a sum loses is exact, so its value is that of twice the precision: merging in another order changes it by about
 * 2⁻¹⁰⁶ Σ|x|, and log-sum-exps by a few 2⁻⁵³. Results that are finished are states again, (x, 0) or (x, 1), but rounded.
 */

/**
 * The two numbers of a state, where a printer keeps them: in an array, in locals, in scratch memory, in variables. A
 * log-sum-exp may have more, sums under its shift that are not yet in its total.
 */
export interface State<T> {
  readonly size: number;
  get(t: number): T;
  set(t: number, value: T): void;
}

/** What the steps of a monoid are made of. */
export interface Arithmetic<T> {
  readonly add: (x: T, y: T) => T;
  readonly sub: (x: T, y: T) => T;
  readonly mul: (x: T, y: T) => T;
  /** NaN if either is, in an arithmetic that has NaN. */
  readonly max: (x: T, y: T) => T;
  readonly exp: (x: T) => T;
  /** exp(x − top) for x ≤ top: 1 where they are equal, infinite too. */
  readonly shrink: (x: T, top: T) => T;
  readonly log: (x: T) => T;
  /** `yes` where x > limit, else `no`. */
  readonly choose: (x: T, limit: number, yes: number, no: number) => T;
  /** The same, computed now and once: what is used twice, or after a slot that it comes from has changed. */
  readonly hold: (x: T, name: string) => T;
  /** x + y − sum, exactly, where `sum` is x + y rounded; anything where that is not finite and leaves doubt. */
  readonly lost: (x: T, y: T, sum: T) => T;
  /** What exponents are shifted by: the largest one, or 0 if that is infinite and the arithmetic has infinities. */
  readonly shift: (top: T) => T;
  /** An exponent that is −∞ where its weight is 0. */
  readonly weighted: (exponent: T, weight: T) => T;
}

/** A reduction over states of two numbers. */
export interface Monoid {
  /** The state before any term. */
  readonly identity: readonly [number, number];
  /** Takes in a term: a number; for a log-sum-exp its exponent and its weight, which is 1 if left out. */
  readonly feed: <T>(a: Arithmetic<T>, state: State<T>, x: T, weight?: T) => void;
  /** Takes in a state that other terms have left. */
  readonly merge: <T>(a: Arithmetic<T>, state: State<T>, other: State<T>) => void;
  /** The value that a state stands for. */
  readonly finish: <T>(a: Arithmetic<T>, state: State<T>) => T;
}

const sum: Monoid = {
  identity: [0, 0],
  feed: (a, state, x) => {
    const part = a.hold(x, "part"), before = a.hold(state.get(0), "before");
    const total = a.hold(a.add(before, part), "sum"), lost = a.lost(before, part, total);
    state.set(0, total);
    state.set(1, a.add(state.get(1), lost));
  },
  merge: (a, state, other) => {
    sum.feed(a, state, other.get(0));
    state.set(1, a.add(state.get(1), other.get(1)));
  },
  finish: (a, state) => a.add(state.get(0), state.get(1)),
};

const max: Monoid = {
  identity: [-Infinity, 0],
  feed: (a, state, x) => state.set(0, a.max(state.get(0), x)),
  merge: (a, state, other) => max.feed(a, state, other.get(0)),
  finish: (_, state) => state.get(0),
};

/** ln Σ w exp a; a term of weight 0 is none, whatever its exponent. */
const logSumExp: Monoid = {
  identity: [-Infinity, 0],
  feed: (a, state, x, weight) => {
    const exponent = a.hold(weight === undefined ? x : a.weighted(x, weight), "term");
    raise(a, state, a.max(state.get(0), exponent));
    state.set(1, a.add(state.get(1), under(a, state, exponent, weight)));
  },
  // (m, t) is a term of exponent m and weight t
  merge: (a, state, other) => logSumExp.feed(a, state, other.get(0), other.get(1)),
  finish: (a, state) => a.add(a.shift(state.get(0)), a.log(state.get(1))),
};

/** What a term counts in the total of a log-sum-exp, whose shift is high enough for it. */
export function under<T>(a: Arithmetic<T>, state: State<T>, exponent: T, weight?: T): T {
  const term = a.exp(a.sub(exponent, a.shift(state.get(0))));
  return weight === undefined ? term : a.mul(weight, term);
}

/** Moves the shift of a log-sum-exp up to `top`, and with it all sums under it. Beside an infinite term no other counts. */
export function raise<T>(a: Arithmetic<T>, state: State<T>, top: T): void {
  const raised = a.hold(top, "top");
  const shrink = a.hold(a.shrink(state.get(0), raised), "shrink");
  state.set(0, raised);
  for (let t = 1; t < state.size; t++) state.set(t, a.mul(state.get(t), shrink));
}

/** ln(2^−scale · x). A factor inside the logarithm costs no digits, but a small x leaves no room for it. */
export function logUnscaled<T>(a: Arithmetic<T>, x: T, scale: number): T {
  const roomy = 2 ** -500;
  const log = a.log(a.mul(x, a.choose(x, roomy, 2 ** -scale, 1)));
  return a.sub(log, a.choose(x, roomy, 0, scale * Math.LN2));
}

/** x + y − sum by the order of operations that is exact for any two numbers (Knuth, TAOCP 4.2.2). */
export function lostByKnuth<T>(a: Arithmetic<T>, x: T, y: T, sum: T): T {
  const back = a.hold(a.sub(sum, x), "back");
  return a.add(a.sub(x, a.sub(sum, back)), a.sub(y, back));
}

/** The monoid of each reduction; `dot` is the sum of a product. */
export const monoids = { sum, dot: sum, max, logSumExp } as const;
