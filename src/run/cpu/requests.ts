import type { Requests } from "../conduct/runners.ts";
import { type Flaw, flawAfter, undecided } from "../digits/trial.ts";
import type { BoundStep } from "./bound.ts";
import type { NativeRequests, Scripted } from "./native.ts";
import { isMostlyDoubtful, redo } from "./redo.ts";
import { interpreted } from "./scripts.ts";
import { candidate, flawBefore } from "./single_steps.ts";
import type { Orders } from "./skipping/orders.ts";
import { mayBeSkipped, skipping } from "./skipping/skip_step.ts";
import { LookedAt } from "./skipping/looked_at.ts";
import type { Refusals } from "./trial_verdicts.ts";
import type { Unit } from "./units.ts";
import { unordered, whole } from "./unordered_step.ts";

/** The orders that each run has found; a run is known by what it has found out. */
const ordersOf = new WeakMap<Refusals, Orders>();

/**
 * How steps run: the requests of a step are the units to run; their statuses are the answers. Until it is done, what it computes may
 * be half there; begun again it computes all of it anew.
 */
export function requestsOver({ plan, bound, sizes, scriptOf, skip }: Scripted): NativeRequests {
  const { heap } = bound, about = { plan, bound, sizes };

  function* requests(step: BoundStep, refusals: Refusals): Requests<Unit> {
    const { rows, plain, pairs, roundedCopies } = step;
    if (plain === undefined) {
      return yield* interpreted(scriptOf(step), [[0, rows]]);
    }
    if (roundedCopies !== undefined) {
      const found = yield* flawBefore(about, step, { roundedCopies, refusals });
      if (found !== undefined) return yield* inDouble(step, found, refusals);
    }
    if (roundedCopies === undefined && (yield* skipped({ ...step, plain }, refusals))) return;
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

  /** Says whether a step was done without the pairs that do not count. */
  function* skipped(
    step: BoundStep & { readonly plain: NonNullable<BoundStep["plain"]> },
    refusals: Refusals,
  ): Requests<Unit, boolean> {
    if (skip === false) return false;
    let orders = ordersOf.get(refusals);
    if (orders === undefined) ordersOf.set(refusals, orders = new Map());
    const onlyLooks = skip === "look";
    const isDone = yield* skipping({ bound, sizes, orders, onlyLooks }, step);
    // all that is left to do would read what is not computed
    if (onlyLooks && mayBeSkipped(step)) throw new LookedAt();
    return isDone;
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

  const rows: NativeRequests["rows"] = function* (step, ranges) {
    const { lanes, plain } = step;
    const [first] = plain.pieces, isOfRows = first?.laneFirst === 0 && first.laneEnd === lanes;
    const size = isOfRows ? first.rowEnd - first.rowFirst : 1;
    const pieces = ranges.flatMap(([first, end]) =>
      Array.from({ length: Math.ceil((end - first) / size) }, (_, p) => ({
        args: plain.args,
        rowFirst: first + p * size,
        rowEnd: Math.min(end, first + (p + 1) * size),
        laneFirst: 0,
        laneEnd: lanes,
      }))
    );
    if ((yield { ...plain, pieces }) !== 0) yield* redo(bound, step, plain, sizes);
  };
  return { whole: requests, rows };
}
