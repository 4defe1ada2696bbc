import { bindKernel, type BoundKernel } from "../../../kernels/script/bind.ts";
import type { Plan, Sizes } from "../../plan/types.ts";
import type { Requests } from "../conduct/runners.ts";
import { additionsAtOnce } from "../conduct/slices.ts";
import { type Flaw, flawAfter, undecided } from "../digits/trial.ts";
import type { Bound, BoundStep } from "./bound.ts";
import { isMostlyDoubtful, redo } from "./redo.ts";
import { candidate, flawBefore } from "./single_steps.ts";
import type { Refusals } from "./trial_verdicts.ts";
import type { Unit } from "./units.ts";
import { unordered, whole } from "./unordered_step.ts";

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
  const { heap } = bound, about = { plan, bound, sizes };

  function* requests(step: BoundStep, refusals: Refusals): Requests<Unit> {
    const { rows, plain, pairs, roundedCopies } = step;
    if (plain === undefined) {
      return yield* scriptOf(step).runInSlices({ first: 0, end: rows }, additionsAtOnce);
    }
    if (roundedCopies !== undefined) {
      const found = yield* flawBefore(about, step, { roundedCopies, refusals });
      if (found !== undefined) return yield* inDouble(step, found, refusals);
    }
    const isDone = pairs !== undefined && (yield* unordered(about, step, { plain, pairs }));
    const isDoubtful = !isDone && (yield* whole(bound, plain)) !== 0;
    if (roundedCopies === undefined) {
      if (isDoubtful) yield* redo(bound, step, plain, sizes);
      return;
    }
    let found: Flaw | undefined = undecided;
    if (!isDoubtful || !isMostlyDoubtful(bound, step, plain)) {
      if (isDoubtful) yield* redo(bound, step, plain, sizes);
      found = yield* flawAfter(candidate(bound, step, sizes));
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
  return requests;
}
