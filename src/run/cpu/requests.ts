import { bindKernel, type BoundKernel } from "../../../kernels/script/bind.ts";
import type { Plan, Sizes } from "../../plan/types.ts";
import type { Requests } from "../conduct/runners.ts";
import { additionsAtOnce } from "../conduct/slices.ts";
import type { Bound, BoundStep } from "./bound.ts";
import { differenceReason } from "../digits/differences.ts";
import { factorReason } from "../digits/factor_growth.ts";
import { finishPairs, placesOf, startPairs } from "./pair_sums.ts";
import type { BoundPairs } from "./bound_pairs.ts";
import { isMostlyDoubtful, redo } from "./redo.ts";
import { countsByRow, type Refusals } from "./trial_verdicts.ts";
import { fillRoundedCopies, type RoundedCopies } from "./rounded_copies.ts";
import { type Flaw, flawAfter, flawOfTrial, undecided } from "./trial.ts";
import type { Plain, Unit } from "./units.ts";

/** The scripts of steps over bound memory. */
export function scriptsOf({ heap, array }: Bound, sizes: Sizes): (step: BoundStep) => BoundKernel {
  const scripts = new Map<BoundStep, { readonly buffer: unknown; readonly script: BoundKernel }>();
  return (step) => {
    const { buffer } = heap.memory;
    let known = scripts.get(step);
    // memory that grew without being shared has new views
    if (known?.buffer !== buffer) {
      known = { buffer, script: bindKernel(step.kernel, sizes, array) };
      scripts.set(step, known);
    }
    return (known as NonNullable<typeof known>).script;
  };
}

/**
 * How steps run: the requests of a step are the units to run; their statuses are the answers. Until it is done, what it computes may
 * be half there; begun again it computes all of it anew.
 */
export function requestsOver(
  plan: Plan,
  bound: Bound,
  sizes: Sizes,
  scriptOf: (step: BoundStep) => BoundKernel,
): (step: BoundStep, refusals: Refusals) => Requests<Unit> {
  const { heap } = bound;

  function* requests(step: BoundStep, refusals: Refusals): Requests<Unit> {
    const { rows, plain, pairs, roundedCopies } = step;
    if (plain === undefined) {
      return yield* scriptOf(step).runInSlices({ first: 0, end: rows }, additionsAtOnce);
    }
    if (roundedCopies !== undefined) {
      const found = yield* flawBefore(step, roundedCopies, refusals);
      if (found !== undefined) return yield* inDouble(step, found, refusals);
    }
    const isDone = pairs !== undefined && (yield* unordered(step, plain, pairs));
    const isDoubtful = !isDone && (yield* whole(plain)) !== 0;
    if (roundedCopies === undefined) {
      if (isDoubtful) yield* redo(bound, step, plain, sizes);
      return;
    }
    let found: Flaw | undefined = undecided;
    if (!isDoubtful || !isMostlyDoubtful(bound, step, plain)) {
      if (isDoubtful) yield* redo(bound, step, plain, sizes);
      found = yield* flawAfter(bound, step, sizes);
      if (found === undefined) return refusals.keep(step.kernel);
    }
    heap.u8(plain.flags, rows * plain.flagsPerRow).fill(0);
    yield* inDouble(step, found, refusals);
  }

  /** A step in double precision instead, and before it the log-sum-exps of which it takes shares. */
  function* inDouble(
    step: BoundStep,
    { reason, spreads }: Flaw,
    refusals: Refusals,
  ): Requests<Unit> {
    const before = spreads ? refusals.before(step.kernel) : [];
    const steps = bound.steps.filter(({ kernel }) => before.includes(kernel));
    for (const one of [...steps, step]) {
      refusals.add(one.kernel, reason);
      yield* requests(yield* bound.inDouble(one, true), refusals);
      refusals.done(one.kernel);
    }
  }

  /** All pieces of a kernel, and what they make together. */
  function* whole(plain: Plain): Requests<Unit, number> {
    const status = yield plain;
    if (plain.merge !== undefined) yield* plain.merge(bound.array);
    return status;
  }

  /** Why a step may not be done in single precision, by its data and by trying a few rows. Rounds what the step reads. */
  function* flawBefore(
    step: BoundStep,
    roundedCopies: readonly RoundedCopies[],
    refusals: Refusals,
  ): Requests<Unit, Flaw | undefined> {
    const { kernel } = step, about = { plan, sizes, arrayOf: bound.array, known: () => true };
    const reason = refusals.inherited(kernel) ??
      (yield* factorReason(kernel, sizes, bound.array)) ??
      (countsByRow(step, bound.steps) ? differenceReason(kernel, about) : undefined) ??
      (yield* fillRoundedCopies(roundedCopies, sizes, bound));
    return reason === undefined
      ? yield* flawOfTrial(bound, step, sizes)
      : { reason, spreads: true };
  }

  /** A sweep by unordered pairs; says whether its results hold. Rows that cannot be trusted are done as ordered pairs. */
  function* unordered(
    step: BoundStep,
    plain: Plain,
    pairs: BoundPairs,
  ): Requests<Unit, boolean> {
    const { kernel, rest, lanes, outer } = pairs;
    const logs = kernel.accumulators.filter(({ op }) => op === "logSumExp");
    const ofRows = (first: number, end: number): Unit => ({
      ...plain,
      pieces: [{ args: plain.args, rowFirst: first, rowEnd: end, laneFirst: 0, laneEnd: lanes }],
    });
    if (logs.length > 0) { for (let o = 0; o < outer; o++) yield ofRows(o * lanes, o * lanes + 1); }
    yield* startPairs(heap, pairs, (o, l) => {
      const log = logs[l]!;
      return bound.array(log.into)[placesOf(log, kernel, sizes).outer(o)]!;
    });
    heap.u8(plain.flags, step.rows).fill(0);
    if ((yield pairs.symmetric) !== 0) return false;
    const doubtful = yield* finishPairs(bound, pairs, sizes, plain.compiled.shape);
    if (doubtful.size * 3 > step.rows) return false;
    if (rest !== undefined && (yield* whole(rest.plain)) !== 0) {
      yield* redo(bound, { ...step, kernel: rest.kernel }, rest.plain, sizes);
    }
    let status = 0;
    for (const row of doubtful) status |= yield ofRows(row, row + 1);
    if (status !== 0) yield* redo(bound, step, plain, sizes);
    return true;
  }
  return requests;
}
