import { bufferStrides } from "../../../kernels/strides.ts";
import type { Accumulator, Kernel } from "../../../kernels/ir.ts";
import { extentOf, type Sizes } from "../../plan/types.ts";
import type { Bound, BoundStep } from "./bound.ts";
import type { Unit } from "./units.ts";

/** How many rows are tried: one in each hundred, at least and at most. */
const leastRows = 2, mostRows = 8;
/** The largest error of a log-sum-exp, in units of the larger of 1 and its value. */
const logTolerance = 4e-6;
/** The largest error of a sum, in units of the largest sum of its kind in the rows that are tried. */
const sumTolerance = 3e-5;

/**
 * Whether single precision does for a step: a few rows, evenly spread, are computed in both precisions. What cancels,
 * overflows or has lost its digits shows there, whatever the reason.
 */
export function* trial(
  { heap, array, inDouble }: Bound,
  step: BoundStep,
  sizes: Sizes,
): Generator<Unit | undefined, boolean, number> {
  const { kernel, rows, lanes } = step, { accumulators } = kernel;
  const count = Math.min(rows, mostRows, Math.max(leastRows, Math.ceil(rows / 100)));
  const tried = Array.from({ length: count }, (_, t) => Math.floor((t + 0.5) * rows / count));
  const places = accumulators.map((accumulator) =>
    tried.flatMap((row) => entriesOf(kernel, accumulator, row, sizes))
  );
  const results: number[][][] = [];
  for (const { plain } of [inDouble(step, false), step]) {
    if (plain === undefined) return false;
    const { args, flags, flagsPerRow } = plain;
    const pieces = tried.map((row) => ({
      args,
      rowFirst: row,
      rowEnd: row + 1,
      laneFirst: 0,
      laneEnd: lanes,
    }));
    const status = yield { ...plain, pieces };
    heap.u8(flags, rows * flagsPerRow).fill(0);
    if (status !== 0) return false;
    results.push(accumulators.map(({ into }, a) => places[a].map((at) => array(into)[at])));
  }
  const [exact, rough] = results;
  return accumulators.every(({ op }, a) => agree(op, exact[a], rough[a]));
}

function agree(op: Accumulator["op"], exact: readonly number[], rough: readonly number[]): boolean {
  const largest = exact.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return exact.every((x, t) => {
    if (x === rough[t]) return true;
    const error = Math.abs(x - rough[t]);
    return error <=
      (op === "logSumExp" ? logTolerance * Math.max(1, Math.abs(x)) : sumTolerance * largest);
  });
}

/** Where the results of a row lie in the buffer of an accumulator. */
function entriesOf(
  { rows }: Kernel,
  { into }: Accumulator,
  row: number,
  sizes: Sizes,
): readonly number[] {
  const strides = bufferStrides(into, sizes);
  const index = new Map(
    [...rows].reverse().map((axis) => {
      const extent = extentOf(axis, sizes), at = row % extent;
      row = Math.floor(row / extent);
      return [axis, at];
    }),
  );
  let places = [0];
  into.dims.forEach((axis, t) => {
    const at = index.get(axis);
    places = places.flatMap((place) =>
      at !== undefined
        ? [place + at * strides[t]]
        : Array.from({ length: extentOf(axis, sizes) }, (_, cell) => place + cell * strides[t])
    );
  });
  return places;
}
