import { monoids } from "../../../../kernels/program/monoids.ts";
import { begin, numbers, stateIn } from "../../../../kernels/program/number_states.ts";
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
  const monoid = monoids[op], size = 2 * cells;
  return {
    size,
    start: (terms, weights) => {
      const states = new Float64Array(2 * terms.length), state = stateIn(states, cells);
      for (let t = 0; t < terms.length; t++) {
        const cell = t % cells;
        state.at = 2 * (t - cell) + cell;
        begin(monoid, state);
        monoid.feed(numbers, state, terms[t]!, weights?.[t]);
      }
      return states;
    },
    merge: (states, left, right) => {
      const state = stateIn(states, cells), other = stateIn(states, cells);
      for (let cell = 0; cell < cells; cell++) {
        state.at = left + cell;
        other.at = right + cell;
        monoid.merge(numbers, state, other);
      }
    },
    finish: (states) => {
      const state = stateIn(states, cells);
      return Float64Array.from({ length: cells }, (_, cell) => {
        state.at = cell;
        return monoid.finish(numbers, state);
      });
    },
  };
}
