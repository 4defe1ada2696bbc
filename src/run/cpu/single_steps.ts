import type { Plan, Sizes } from "../../plan/types.ts";
import type { Requests } from "../conduct/runners.ts";
import { differenceReason } from "../digits/differences.ts";
import { factorReason } from "../digits/factor_growth.ts";
import { looksOf } from "../digits/looks.ts";
import { type Candidate, type Flaw, flawOfTrial } from "../digits/trial.ts";
import type { Bound, BoundStep } from "./bound.ts";
import { fillRoundedCopies, type RoundedCopies } from "./rounded_copies.ts";
import { countsByRow, type Refusals } from "./trial_verdicts.ts";
import type { Unit } from "./units.ts";

/** Why a step may not be done in single precision, by its data and by trying a few rows. Rounds what the step reads. */
export function* flawBefore(
  { plan, bound, sizes }: { readonly plan: Plan; readonly bound: Bound; readonly sizes: Sizes },
  step: BoundStep,
  { roundedCopies, refusals }: {
    readonly roundedCopies: readonly RoundedCopies[];
    readonly refusals: Refusals;
  },
): Requests<Unit, Flaw | undefined> {
  const { kernel } = step, arrayOf = bound.array;
  const about = { plan, sizes, arrayOf, looks: looksOf(sizes, arrayOf), known: () => true };
  const reason = refusals.inherited(kernel) ??
    (yield* factorReason(kernel, sizes, bound.array)) ??
    (countsByRow(step, bound.steps) ? yield* differenceReason(kernel, about) : undefined) ??
    (yield* fillRoundedCopies(roundedCopies, sizes, bound));
  return reason === undefined
    ? yield* flawOfTrial(candidate(bound, step, sizes))
    : { reason, spreads: true };
}

/** A step of which single rows are computed in both precisions. */
export function candidate(bound: Bound, step: BoundStep, sizes: Sizes): Candidate<Unit> {
  const { kernel, rows, roundedCopies = [] } = step;
  return {
    kernel,
    sizes,
    arrayOf: bound.array,
    rows,
    read: new Set(roundedCopies.flatMap(({ copies }) => copies.map(({ buffer }) => buffer))),
    inSingle: (tried) => isDecided(bound, step, tried),
    inDouble: function* (tried) {
      return yield* isDecided(bound, yield* bound.inDouble(step, false), tried);
    },
  };
}

/** Computes rows of a step; says whether its kernel had no doubt. */
function* isDecided(
  { heap }: Bound,
  { plain, rows, lanes }: BoundStep,
  tried: readonly number[],
): Requests<Unit, boolean> {
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
  return status === 0;
}
