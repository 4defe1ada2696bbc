import { addTwice, dotTwice, rest, type TwiceNumbers } from "../../../src/expr/twofold.ts";
import type { Accumulator } from "../../ir/kernel.ts";
import type { Running } from "../results.ts";
import { cellOffsets, memoryPlace, type Place } from "../spans.ts";
import type { LowOf } from "./twofold_spans.ts";
import type { Context } from "../context.ts";

/** What a reduction does with its terms; `dot` adds products up. */
export type TwiceReduction = Accumulator["op"];

/** The state of a reduction before it has seen anything: a high and a low part, or for a log-sum-exp its maximum and its sum. */
export function identityTwice(op: TwiceReduction): readonly [number, number] {
  return op === "max" || op === "logSumExp" ? [-Infinity, 0] : [0, 0];
}

/** Takes n terms of x (and of y: the weight, or the second factor) into the state at `at`. */
export function feedTwice(
  op: TwiceReduction,
  state: Float64Array,
  at: number,
  n: number,
  x: TwiceNumbers,
  y: TwiceNumbers | undefined,
): void {
  switch (op) {
    case "dot":
      if (y === undefined) throw new Error("A sum of products needs two factors");
      state[at] = dotTwice(n, x, y, state[at]!, state[at + 1]!, 1);
      state[at + 1] = rest[0]!;
      return;
    case "sum":
      for (let t = 0, i = x.at; t < n; t++, i += x.stride) {
        state[at] = addTwice(state[at]!, state[at + 1]!, x.high[i]!, x.low[i]!);
        state[at + 1] = rest[0]!;
      }
      return;
    case "max":
      for (let t = 0, i = x.at; t < n; t++, i += x.stride) {
        const a = x.high[i]!,
          isMore = a > state[at]! ||
            (a === state[at] && x.low[i]! > state[at + 1]!);
        if (!isMore && !Number.isNaN(a)) continue;
        state[at] = a;
        state[at + 1] = x.low[i]!;
      }
      return;
    case "logSumExp":
      for (let t = 0, i = x.at; t < n; t++, i += x.stride) {
        const weight = y === undefined ? 1 : y.high[y.at + t * y.stride]!;
        if (weight !== 0) addExponential(state, at, x.high[i]!, weight);
      }
      return;
    default:
      op satisfies never;
  }
}

/** Exponentials are right to the working precision. */
function addExponential(state: Float64Array, at: number, a: number, weight: number): void {
  const top = state[at]!;
  if (a > top) {
    state[at + 1]! *= Number.isFinite(top) ? Math.exp(top - a) : 0;
    state[at] = a;
  }
  const shift = Number.isFinite(state[at]!) ? state[at]! : 0;
  state[at + 1]! += weight * Math.exp(a - shift);
}

/** The high part of the result; the low one is in `rest`. */
export function resultTwice(op: TwiceReduction, state: Float64Array, at: number): number {
  const top = state[at]!, other = state[at + 1]!;
  rest[0] = op === "logSumExp" ? 0 : other;
  if (op !== "logSumExp") return top;
  return Number.isFinite(top) ? top + Math.log(other) : Math.log(other);
}

/** Where a run of numbers starts is set before each use. */
export function runOf(place: Place, lowOf: LowOf): TwiceNumbers {
  return { high: place.array, low: lowOf(place.array), at: 0, stride: 0 };
}

/** A reduction along the lanes. */
export function accumulateTwice(
  { op, args, cells, into }: Accumulator,
  { kernel, sizes, frame, place, arrayOf }: Context,
  lowOf: LowOf,
): Running {
  const from = args.map(place), runs = from.map((arg) => runOf(arg, lowOf));
  const offsets = from.map((arg) => cellOffsets(arg, cells, sizes));
  const target = memoryPlace(
    { buffer: into, dims: into.dims },
    { rows: kernel.rows, lane: null },
    sizes,
    arrayOf(into),
  );
  const to = lowOf(target.array), t = cellOffsets(target, cells, sizes);
  const state = new Float64Array(2 * t.length);
  return {
    reset: () => {
      for (let c = 0; c < t.length; c++) state.set(identityTwice(op), 2 * c);
    },
    feed: () => {
      for (let c = 0; c < t.length; c++) {
        runs.forEach((run, x) => {
          run.at = from[x]!.at + offsets[x]![c]!;
          run.stride = from[x]!.stride;
        });
        feedTwice(op, state, 2 * c, frame.n, runs[0]!, runs[1]);
      }
    },
    finish: () => {
      let at = 0;
      target.rowStrides.forEach((stride, r) => at += frame.row[r]! * stride);
      for (let c = 0; c < t.length; c++) {
        target.array[at + t[c]!] = resultTwice(op, state, 2 * c);
        to[at + t[c]!] = rest[0]!;
      }
    },
  };
}
