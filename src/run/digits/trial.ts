import type { Kernel } from "../../../kernels/ir/kernel.ts";
import type { Buffer } from "../../plan/types.ts";
import type { Requests } from "../conduct/runners.ts";
import { extremeRows } from "./extremes.ts";
import { limits, tolerances } from "./limits.ts";
import { numbersAt, type Placed, putBack } from "./row_results.ts";

/** How many rows evenly spread are tried: one in each hundred, at least and at most. */
const leastRows = 2, mostRows = 8;

/** Why single precision does not do for a step. */
export interface Flaw {
  readonly reason: string;
  /** Whether the log-sum-exps that the step takes shares of have to be done again, too. */
  readonly spreads: boolean;
}

/** A step that is tried. */
export interface Candidate<C> extends Placed {
  readonly rows: number;
  /** The buffers that it reads in single precision. */
  readonly read: ReadonlySet<Buffer>;
  /** Computes rows; says whether it has no doubt of them. */
  readonly inSingle: (rows: readonly number[]) => Requests<C, boolean>;
  readonly inDouble: (rows: readonly number[]) => Requests<C, boolean>;
}

/** What is found where a kernel itself is in doubt. */
export const undecided: Flaw = { reason: "it does not decide some of the rows", spreads: true };

/**
 * Why single precision does not do for a step; undefined where it does. A few rows, evenly spread and where the data are extreme,
 * are computed in both precisions. What cancels, overflows or has lost its digits everywhere shows there, whatever the reason.
 */
export function* flawOfTrial<C>(step: Candidate<C>): Requests<C, Flaw | undefined> {
  const { kernel, sizes, arrayOf, rows } = step;
  const count = Math.min(rows, mostRows, Math.max(leastRows, Math.ceil(rows / 100)));
  const even = Array.from({ length: count }, (_, t) => Math.floor((t + 0.5) * rows / count));
  const extreme: number[] = [];
  for (const buffer of step.read) {
    extreme.push(...yield* extremeRows(kernel, buffer, sizes, arrayOf));
  }
  const tried = [...new Set([...even, ...extreme])];
  if (!(yield* step.inDouble(tried))) return undecided;
  const exact = numbersAt(step, tried), small = smallest(kernel, exact);
  if (small !== undefined) return small;
  return (yield* step.inSingle(tried))
    ? disagreement(kernel, exact, numbersAt(step, tried))
    : undecided;
}

/**
 * Why the results of a step in single precision do not hold; undefined where they do: the rows whose results are extreme are
 * computed in double precision.
 */
export function* flawAfter<C>(step: Candidate<C>): Requests<C, Flaw | undefined> {
  const { kernel, sizes, arrayOf } = step;
  const extreme: number[] = [];
  for (const { into } of kernel.accumulators) {
    extreme.push(...yield* extremeRows(kernel, into, sizes, arrayOf));
  }
  const tried = [...new Set(extreme)];
  const rough = numbersAt(step, tried);
  const isDecided = yield* step.inDouble(tried), exact = numbersAt(step, tried);
  // all rows stay rounded alike: what a gradient takes from a log-sum-exp fits the exponents that it computes again
  putBack(step, tried, rough);
  return isDecided ? disagreement(kernel, exact, rough) : undecided;
}

/** Why sums are too small for single precision. */
function smallest({ accumulators }: Kernel, exact: number[][]): Flaw | undefined {
  for (const [a, { op }] of accumulators.entries()) {
    if (op === "logSumExp" || op === "max") continue;
    const largest = largestOf(exact[a]!);
    if (largest >= limits.cpu.leastSum) continue;
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
    const tolerance = isLog ? tolerances.log : tolerances.sum;
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
