import { type Arithmetic, type Monoid, monoids, raise, type State } from "./monoids.ts";

/**
 * Arithmetic of numbers, infinities and NaN included. What is not finite loses nothing: a sum that has become infinite stays
 * so.
 */
export const numbers: Arithmetic<number> = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  max: (x, y) => Math.max(x, y),
  exp: (x) => Math.exp(x),
  shrink: (x, top) => x === top ? 1 : Math.exp(x - top),
  log: (x) => Math.log(x),
  choose: (x, limit, yes, no) => x > limit ? yes : no,
  hold: (x) => x,
  // Neumaier 1974
  lost: (x, y, sum) => {
    if (!Number.isFinite(sum)) return 0;
    return Math.abs(x) >= Math.abs(y) ? (x - sum) + y : (y - sum) + x;
  },
  shift: (top) => Number.isFinite(top) ? top : 0,
  weighted: (exponent, weight) => weight === 0 ? -Infinity : exponent,
};

/** A state in an array: its first number lies at `at`, which may be moved, and the second `apart` behind it. */
export interface NumberState extends State<number> {
  readonly array: Float64Array;
  readonly apart: number;
  at: number;
}

/** The state at the start of an array. */
export function stateIn(array: Float64Array, apart: number): NumberState {
  return { array, apart, at: 0, size: 2, get, set };
}

function get(this: NumberState, t: number): number {
  return this.array[this.at + t * this.apart]!;
}

function set(this: NumberState, t: number, value: number): void {
  this.array[this.at + t * this.apart] = value;
}

/** Forgets all terms. */
export function begin({ identity }: Monoid, state: State<number>): void {
  state.set(0, identity[0]);
  state.set(1, identity[1]);
}

/** The value of terms that have left these results, put together in their order. */
export function together(op: keyof typeof monoids, parts: Float64Array): number {
  const monoid = monoids[op], state = stateIn(new Float64Array(2), 1);
  begin(monoid, state);
  // the highest shift first: no total is rounded twice
  if (op === "logSumExp") raise(numbers, state, Math.max(...parts));
  for (const part of parts) monoid.feed(numbers, state, part);
  return monoid.finish(numbers, state);
}
