import { type Axis, unionAxes, withoutAxes } from "../../src/expr/axes.ts";
import type { Accumulator, Store } from "../ir/kernel.ts";
import { monoids } from "./reductions.ts";
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
export function accumulate(
  { op, args, weighs, cells, into }: Accumulator,
  { kernel, sizes, frame, place, arrayOf }: Context,
): Running {
  const monoid = monoids[op === "dot" && weighs ? "weighedDot" : op];
  const from = args.map(place), x = from[0]!, y = from[1];
  const a = cellOffsets(x, cells, sizes), b = y === undefined ? a : cellOffsets(y, cells, sizes);
  const state = new Float64Array(a.length * monoid.state);
  const target = memoryPlace(
    { buffer: into, dims: into.dims },
    { rows: kernel.rows, lane: null },
    sizes,
    arrayOf(into),
  );
  const t = cellOffsets(target, cells, sizes);
  const { feed, result } = monoid;
  return {
    reset: () => {
      for (let c = 0; c < state.length; c++) state[c] = monoid.identity[c % monoid.state]!;
    },
    feed: () => {
      for (let c = 0; c < a.length; c++) feed(state, c * monoid.state, frame.n, x, a[c]!, y, b[c]!);
    },
    finish: () => {
      let at = 0;
      target.rowStrides.forEach((stride, r) => at += frame.row[r]! * stride);
      for (let c = 0; c < t.length; c++) target.array[at + t[c]!] = result(state, c * monoid.state);
    },
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
