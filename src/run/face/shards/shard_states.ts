import type { Reduction } from "../../../expr/node.ts";

/**
 * The states of a reduction over some cells at once, as arrays: the first numbers of all cells, then the second ones. Merging is not
 * associative where numbers are rounded: its order is that of a fixed tree.
 */
export interface CellStates {
  /** How many numbers a state has. */
  readonly size: number;
  /** The states of terms, and of their weights if they have any, a number for each cell: state after state. */
  readonly start: (terms: Float64Array, weights?: Float64Array) => Float64Array;
  /** Takes the state that begins at `right` into the one that begins at `left`. */
  readonly merge: (states: Float64Array, left: number, right: number) => void;
  /** What a state stands for, cell by cell. */
  readonly finish: (state: Float64Array) => Float64Array;
}

/** The states of a reduction of so many cells. */
export function cellStates(op: Reduction, cells: number): CellStates {
  const { start, merge, finish } = reductions[op];
  return {
    size: 2 * cells,
    start: (terms, weights) => {
      const states = new Float64Array(2 * terms.length);
      for (let t = 0; t < terms.length; t++) {
        const cell = t % cells, at = 2 * (t - cell) + cell;
        start(states, at, at + cells, terms[t]!, weights === undefined ? 1 : weights[t]!);
      }
      return states;
    },
    merge: (states, left, right) => {
      for (let cell = 0; cell < cells; cell++) {
        const at = left + cell, other = right + cell;
        merge(states, at, at + cells, states[other]!, states[other + cells]!);
      }
    },
    finish: (state) =>
      Float64Array.from({ length: cells }, (_, cell) => finish(state[cell]!, state[cell + cells]!)),
  };
}

/** A reduction over states of two numbers, which lie at `a` and at `b` of an array. */
interface PairStates {
  /** The state of one term and its weight. */
  readonly start: (
    states: Float64Array,
    a: number,
    b: number,
    term: number,
    weight: number,
  ) => void;
  /** Takes the state (x, y) in. */
  readonly merge: (states: Float64Array, a: number, b: number, x: number, y: number) => void;
  /** What the state (x, y) stands for. */
  readonly finish: (x: number, y: number) => number;
}

const reductions: { readonly [R in Reduction]: PairStates } = {
  /** (high, low), which lose nothing (Knuth TAOCP 4.2.2); what has become infinite stays so. */
  sum: {
    start: (states, a, b, term) => {
      states[a] = term;
      states[b] = 0;
    },
    merge: (states, a, b, x, y) => {
      const high = states[a]!, sum = high + x, back = sum - high;
      const lost = Number.isFinite(sum) ? (high - (sum - back)) + (x - back) : 0;
      states[a] = sum;
      states[b] = (states[b]! + y) + lost;
    },
    finish: (x, y) => Number.isFinite(x) ? x + y : x,
  },
  /** (top, 0). */
  max: {
    start: (states, a, b, term) => {
      states[a] = term;
      states[b] = 0;
    },
    merge: (states, a, _b, x) => {
      states[a] = Math.max(states[a]!, x);
    },
    finish: (x) => x,
  },
  /** (shift, total) stands for shift + ln total. A term of weight 0 is none, whatever its exponent. */
  logSumExp: {
    start: (states, a, b, term, weight) => {
      states[a] = weight === 0 ? -Infinity : term;
      states[b] = states[a] === -Infinity ? 0 : weight;
    },
    merge: (states, a, b, x, y) => {
      const shift = states[a]!, top = Math.max(shift, x);
      const shrink = (own: number) => own === top ? 1 : Math.exp(own - top);
      states[a] = top;
      states[b] = states[b]! * shrink(shift) + y * shrink(x);
    },
    finish: (x, y) => Number.isFinite(x) ? x + Math.log(y) : x,
  },
};
