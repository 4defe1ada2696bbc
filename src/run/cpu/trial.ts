import { bufferStrides } from "../../../kernels/ir/strides.ts";
import type { Accumulator, Kernel } from "../../../kernels/ir/kernel.ts";
import { extentOf, type Sizes } from "../../plan/types.ts";
import type { Bound, BoundStep } from "./bound.ts";
import { extremeRows } from "../digits/extremes.ts";
import type { Unit } from "./units.ts";

/** How many rows evenly spread are tried: one in each hundred, at least and at most. */
const leastRows = 2, mostRows = 8;
/** The largest error of a log-sum-exp, in units of the larger of 1 and its value. */
const logTolerance = 4e-6;
/**
 * The largest error of a sum, in units of the largest sum of its kind in the rows that are tried: half of what is promised, for what
 * is wrong in the rows that are tried is wrong in others by a few times as much.
 */
const sumTolerance = 5e-6;
/** Sums that stay below this are made of numbers near the end of the range of floats. */
const leastSum = 2 ** -100;

/** Why single precision does not do for a step. */
export interface Flaw {
  readonly reason: string;
  /** Whether the log-sum-exps that the step takes shares of have to be done again, too. */
  readonly spreads: boolean;
}

/**
 * Why single precision does not do for a step; undefined where it does. A few rows, evenly spread and where the data are extreme,
 * are computed in both precisions. What cancels, overflows or has lost its digits everywhere shows there, whatever the reason.
 */
export function* flawOfTrial(
  bound: Bound,
  step: BoundStep,
  sizes: Sizes,
): Generator<Unit | undefined, Flaw | undefined, number> {
  const { kernel, rows } = step;
  const count = Math.min(rows, mostRows, Math.max(leastRows, Math.ceil(rows / 100)));
  const even = Array.from({ length: count }, (_, t) => Math.floor((t + 0.5) * rows / count));
  const read = new Set(
    step.roundedCopies?.flatMap(({ copies }) => copies.map(({ buffer }) => buffer)),
  );
  const extreme: number[] = [];
  for (const buffer of read) {
    extreme.push(...yield* extremeRows(kernel, buffer, sizes, bound.array));
  }
  const tried = [...new Set([...even, ...extreme])];
  const exact = yield* resultsOf(bound, yield* bound.inDouble(step, false), { tried, sizes });
  if (exact === undefined) return undecided;
  const small = smallest(kernel, exact);
  if (small !== undefined) return small;
  const rough = yield* resultsOf(bound, step, { tried, sizes });
  return rough === undefined ? undecided : disagreement(kernel, exact, rough);
}

/** What is found where a kernel itself is in doubt. */
export const undecided: Flaw = { reason: "it does not decide some of the rows", spreads: true };

/**
 * Why the results of a step in single precision do not hold; undefined where they do: the rows whose results are extreme are
 * computed in double precision.
 */
export function* flawAfter(
  bound: Bound,
  step: BoundStep,
  sizes: Sizes,
): Generator<Unit | undefined, Flaw | undefined, number> {
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
  return exact === undefined ? undecided : disagreement(kernel, exact, rough);
}

/** Why sums are too small for single precision. */
function smallest({ accumulators }: Kernel, exact: number[][]): Flaw | undefined {
  for (const [a, { op }] of accumulators.entries()) {
    if (op === "logSumExp" || op === "max") continue;
    const largest = largestOf(exact[a]!);
    if (largest >= leastSum) continue;
    const reason = `sums are so small (${largest.toPrecision(2)}) that floats lose their digits`;
    return { reason, spreads: false };
  }
  return undefined;
}

function disagreement(
  { accumulators }: Kernel,
  exact: number[][],
  rough: number[][],
): Flaw | undefined {
  for (const [a, { op }] of accumulators.entries()) {
    const isLog = op === "logSumExp", largest = largestOf(exact[a]!);
    const tolerance = isLog ? logTolerance : sumTolerance;
    for (const [t, x] of exact[a]!.entries()) {
      if (x === rough[a]![t]) continue;
      const unit = isLog ? Math.max(1, Math.abs(x)) : largest;
      const error = Math.abs(x - rough[a]![t]!) / unit;
      if (error <= tolerance) continue;
      const reason = `a row that was tried had a relative error of ${error.toPrecision(2)}`;
      return { reason, spreads: true };
    }
  }
  return undefined;
}

function largestOf(numbers: readonly number[]): number {
  return numbers.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
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
