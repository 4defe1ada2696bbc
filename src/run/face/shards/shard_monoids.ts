import type { Reduction } from "../../../expr/node.ts";

/**
 * How partial results of a reduction are held and put together. A state has `parts` numbers for each cell: part p of cell c is
 * number p · cells + c. Merging is no associative operation on rounded numbers: its order is that of a fixed tree.
 */
export interface PartialMonoid {
  readonly parts: number;
  /** The states of terms and of their weights, if they have any, `cells` numbers each: state after state. */
  readonly start: (terms: Float64Array, cells: number, weights?: Float64Array) => Float64Array;
  /** Puts the states at `left` and at `right` of one array together, at `to`, which may be `left`. */
  readonly merge: (states: Float64Array, places: Places, cells: number) => void;
  /** The value of a state. */
  readonly finish: (states: Float64Array, cells: number) => Float64Array;
}

/** Where states stand. */
export interface Places {
  readonly left: number;
  readonly right: number;
  readonly to: number;
}

/** (high, low): a sum in twice the precision, whose parts are added apart (Knuth TAOCP 4.2.2). */
const sum: PartialMonoid = {
  parts: 2,
  start: (terms, cells) => {
    const states = new Float64Array(2 * terms.length);
    for (let t = 0; t < terms.length; t++) {
      const c = t % cells;
      states[2 * (t - c) + c] = terms[t]!;
    }
    return states;
  },
  merge: (states, { left, right, to }, cells) => {
    for (let c = 0; c < cells; c++) {
      const x = states[left + c]!, y = states[right + c]!;
      const low = states[left + cells + c]! + states[right + cells + c]!;
      states[to + cells + c] = low + lostIn(x, y);
      states[to + c] = x + y;
    }
  },
  finish: (states, cells) => {
    const result = new Float64Array(cells);
    for (let c = 0; c < cells; c++) result[c] = summed(states[c]!, states[cells + c]!);
    return result;
  },
};

const max: PartialMonoid = {
  parts: 1,
  start: (terms) => terms.slice(),
  merge: (states, { left, right, to }, cells) => {
    for (let c = 0; c < cells; c++) {
      states[to + c] = Math.max(states[left + c]!, states[right + c]!);
    }
  },
  finish: (states, cells) => states.slice(0, cells),
};

/** (shift, high, low): the largest exponent, and the sum of w·exp(a − shift) in twice the precision. A weight of 0 drops its term. */
const logSumExp: PartialMonoid = {
  parts: 3,
  start: (terms, cells, weights) => {
    const states = new Float64Array(3 * terms.length);
    for (let t = 0; t < terms.length; t++) {
      const c = t % cells, at = 3 * (t - c) + c;
      const weight = weights === undefined ? 1 : weights[t]!;
      states[at] = weight === 0 ? -Infinity : terms[t]!;
      states[at + cells] = states[at] === -Infinity ? 0 : weight;
    }
    return states;
  },
  merge: (states, { left, right, to }, cells) => {
    for (let c = 0; c < cells; c++) {
      const top = Math.max(states[left + c]!, states[right + c]!);
      const a = scaleOf(states[left + c]!, top), b = scaleOf(states[right + c]!, top);
      const x = a * states[left + cells + c]!, y = b * states[right + cells + c]!;
      const low = a * states[left + 2 * cells + c]! + b * states[right + 2 * cells + c]!;
      states[to + c] = top;
      states[to + cells + c] = x + y;
      states[to + 2 * cells + c] = low + lostIn(x, y);
    }
  },
  finish: (states, cells) => {
    const result = new Float64Array(cells);
    for (let c = 0; c < cells; c++) {
      const shift = states[c]!, total = summed(states[cells + c]!, states[2 * cells + c]!);
      result[c] = Number.isFinite(shift) ? shift + Math.log(total) : shift;
    }
    return result;
  },
};

/** What rounding takes from x + y; nothing that counts where the sum is not finite. */
function lostIn(x: number, y: number): number {
  const sum = x + y, back = sum - x;
  return Number.isFinite(sum) ? (x - (sum - back)) + (y - back) : 0;
}

/** exp(shift − top), and 1 where both are infinite. */
function scaleOf(shift: number, top: number): number {
  return shift === top ? 1 : Math.exp(shift - top);
}

/** The low part of what is not finite is no number. */
function summed(high: number, low: number): number {
  return Number.isFinite(high) ? high + low : high;
}

/** The states of each reduction. */
export const partialMonoids: { readonly [R in Reduction]: PartialMonoid } = { sum, max, logSumExp };
