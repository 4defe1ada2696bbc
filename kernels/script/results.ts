import { type Axis, unionAxes, withoutAxes } from "../../src/expr/axes.ts";
import type { Accumulator, Store } from "../ir/kernel.ts";
import { monoids } from "../program/monoids.ts";
import { begin, numbers, type NumberState, stateIn } from "../program/number_states.ts";
import { feedOf } from "./reductions.ts";
import { cellOffsets, memoryPlace, type Place } from "./spans.ts";
import type { Context } from "./context.ts";

/** A reduction along the lanes while a row is computed. */
export interface Running {
  readonly reset: () => void;
  /** Takes in a block of lanes. */
  readonly feed: () => void;
  /** Writes the result. */
  readonly finish: () => void;
}

/** A value on its way to a buffer, which moves with the rows and the lanes. */
export interface Writing {
  readonly place: Place;
  readonly write: () => void;
}

/** A reduction along the lanes: reset at the start of a row, fed by blocks, its result written at the end. */
export function accumulate(accumulator: Accumulator, context: Context): Running {
  const { op, into } = accumulator, monoid = monoids[op];
  const { feed, offsets, at } = fed(accumulator, context);
  const array = context.arrayOf(into);
  const state = stateIn(new Float64Array(2 * offsets.length), 1);
  return {
    reset: () => {
      for (let c = 0; c < offsets.length; c++) {
        state.at = 2 * c;
        begin(monoid, state);
      }
    },
    feed: () => {
      for (let c = 0; c < offsets.length; c++) {
        state.at = 2 * c;
        feed(state, c);
      }
    },
    finish: () => {
      const row = at();
      for (let c = 0; c < offsets.length; c++) {
        state.at = 2 * c;
        array[row + offsets[c]!] = monoid.finish(numbers, state);
      }
    },
  };
}

/** What feeds the states of an accumulator, and where its results lie. */
interface Fed {
  /** Takes the current block of lanes into the state of cell c. */
  readonly feed: (state: NumberState, c: number) => void;
  /** The place of each cell in the row of the results. */
  readonly offsets: Int32Array;
  /** Where the current row of the results starts. */
  readonly at: () => number;
}

function fed(
  { op, args, weighs, cells, into }: Accumulator,
  { kernel, sizes, frame, place, arrayOf }: Context,
): Fed {
  const from = args.map(place), x = from[0]!, y = from[1];
  const a = cellOffsets(x, cells, sizes), b = y === undefined ? a : cellOffsets(y, cells, sizes);
  const target = memoryPlace(
    { buffer: into, dims: into.dims },
    { rows: kernel.rows, lane: null },
    sizes,
    arrayOf(into),
  );
  const feed = feedOf({ op, weighs });
  return {
    feed: (state, c) => feed(state, frame.n, x, a[c]!, y, b[c]!),
    offsets: cellOffsets(target, cells, sizes),
    at: () => target.rowStrides.reduce((at, stride, r) => at + frame.row[r]! * stride, 0),
  };
}

/**
 * A reduction along some lanes whose states lie in the open: a row goes on from its state in `states`, both numbers of which
 * are laid out as the results are, the second ones behind all the first ones.
 */
export function accumulateOpen(
  accumulator: Accumulator,
  context: Context,
  states: Float64Array,
): Running {
  const { feed, offsets, at } = fed(accumulator, context);
  const state = stateIn(states, states.length / 2);
  return {
    reset: () => {},
    feed: () => {
      const row = at();
      for (let c = 0; c < offsets.length; c++) {
        state.at = row + offsets[c]!;
        feed(state, c);
      }
    },
    finish: () => {},
  };
}

/** Writes a value to its buffer, a block of lanes at a time. */
export function store(
  { value, into }: Store,
  { kernel, sizes, frame, place, arrayOf }: Context,
): Writing {
  const from = place(value);
  const target = memoryPlace({ buffer: into, dims: into.dims }, kernel, sizes, arrayOf(into));
  const loops = [kernel.lane, ...kernel.rows];
  const cells = withoutAxes(
    unionAxes(into.dims, []),
    loops.filter((axis): axis is Axis => axis !== null),
  );
  const a = cellOffsets(from, cells, sizes), t = cellOffsets(target, cells, sizes);
  return {
    place: target,
    write: () => {
      const p = from.array, s = from.stride, r = target.array, u = target.stride;
      for (let c = 0; c < a.length; c++) {
        let j = from.at + a[c]!, k = target.at + t[c]!;
        for (let l = 0; l < frame.n; l++, j += s, k += u) r[k] = p[j]!;
      }
    },
  };
}
