import { bufferStrides } from "../../../kernels/strides.ts";
import type { Accumulator, Kernel } from "../../../kernels/ir.ts";
import { extentOf, type Sizes } from "../../plan/types.ts";
import type { Bound, BoundStep } from "./bound.ts";
import { extremeRows } from "./extremes.ts";
import type { Unit } from "./units.ts";

/** How many rows evenly spread are tried: one in each hundred, at least and at most. */
const leastRows = 2, mostRows = 8;
/** The largest error of a log-sum-exp, in units of the larger of 1 and its value. */
const logTolerance = 4e-6;
/** The largest error of a sum, in units of the largest sum of its kind in the rows that are tried. */
const sumTolerance = 3e-5;

/**
 * Whether single precision does for a step: a few rows, evenly spread and where the data are extreme, are computed in both
 * precisions. What cancels, overflows or has lost its digits shows there, whatever the reason.
 */
export function* trial(
  bound: Bound,
  step: BoundStep,
  sizes: Sizes,
): Generator<Unit | undefined, boolean, number> {
  const { kernel, rows } = step;
  const count = Math.min(rows, mostRows, Math.max(leastRows, Math.ceil(rows / 100)));
  const even = Array.from({ length: count }, (_, t) => Math.floor((t + 0.5) * rows / count));
  const read = new Set(step.shadows?.flatMap(({ copies }) => copies.map(({ buffer }) => buffer)));
  const extreme: number[] = [];
  for (const buffer of read) {
    extreme.push(...yield* extremeRows(kernel, buffer, sizes, bound.array));
  }
  const tried = [...new Set([...even, ...extreme])];
  const exact = yield* resultsOf(bound, yield* bound.inDouble(step, false), { tried, sizes });
  if (exact === undefined) return false;
  const rough = yield* resultsOf(bound, step, { tried, sizes });
  return rough !== undefined && agreeAll(kernel, exact, rough);
}

/** Whether the results of a step in single precision hold: the rows whose results are extreme are computed in double precision. */
export function* holds(
  bound: Bound,
  step: BoundStep,
  sizes: Sizes,
): Generator<Unit | undefined, boolean, number> {
  const { kernel } = step;
  const extreme: number[] = [];
  for (const { into } of kernel.accumulators) {
    extreme.push(...yield* extremeRows(kernel, into, sizes, bound.array));
  }
  const tried = [...new Set(extreme)];
  const rough = numbersAt(bound, kernel, { tried, sizes });
  const exact = yield* resultsOf(bound, yield* bound.inDouble(step, false), { tried, sizes });
  // all rows stay rounded alike: what a gradient takes from a log-sum-exp fits the exponents that it computes again
  kernel.accumulators.forEach((accumulator, a) => {
    const to = bound.array(accumulator.into);
    tried.flatMap((row) => entriesOf(kernel, accumulator, row, sizes))
      .forEach((at, t) => to[at] = rough[a]![t]!);
  });
  return exact !== undefined && agreeAll(kernel, exact, rough);
}

/** Some rows of a step, and the sizes of the run. */
interface Tried {
  readonly tried: readonly number[];
  readonly sizes: Sizes;
}

/** Computes rows of a step: the numbers of each accumulator, or undefined where the kernel is in doubt. */
function* resultsOf(
  bound: Bound,
  { kernel, plain, rows, lanes }: BoundStep,
  { tried, sizes }: Tried,
): Generator<Unit | undefined, number[][] | undefined, number> {
  if (plain === undefined) return undefined;
  const { args, flags, flagsPerRow } = plain;
  const pieces = tried.map((row) => ({
    args,
    rowFirst: row,
    rowEnd: row + 1,
    laneFirst: 0,
    laneEnd: lanes,
  }));
  const status = yield { ...plain, pieces };
  bound.heap.u8(flags, rows * flagsPerRow).fill(0);
  return status === 0 ? numbersAt(bound, kernel, { tried, sizes }) : undefined;
}

/** What is stored for rows, for each accumulator. */
function numbersAt({ array }: Bound, kernel: Kernel, { tried, sizes }: Tried): number[][] {
  return kernel.accumulators.map((accumulator) =>
    tried.flatMap((row) =>
      entriesOf(kernel, accumulator, row, sizes).map((at) => array(accumulator.into)[at]!)
    )
  );
}

function agreeAll({ accumulators }: Kernel, exact: number[][], rough: number[][]): boolean {
  return accumulators.every(({ op }, a) => agree(op, exact[a]!, rough[a]!));
}

function agree(op: Accumulator["op"], exact: readonly number[], rough: readonly number[]): boolean {
  const largest = exact.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return exact.every((x, t) => {
    if (x === rough[t]) return true;
    const error = Math.abs(x - rough[t]!);
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
        ? [place + at * strides[t]!]
        : Array.from({ length: extentOf(axis, sizes) }, (_, cell) => place + cell * strides[t]!)
    );
  });
  return places;
}
