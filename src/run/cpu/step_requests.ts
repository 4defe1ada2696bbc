import { LostDigitsError } from "../../../kernels/script/lost.ts";
import { neededRows, type RowRange } from "../conduct/needed.ts";
import type { Requests } from "../conduct/runners.ts";
import { staysDouble, type TwiceRun } from "./computed_twice.ts";
import type { BoundStep } from "./bound.ts";
import type { Native, Scripted } from "./native.ts";
import { interpreted, scriptsOf } from "./scripts.ts";
import type { Refusals } from "./trial_verdicts.ts";
import type { Unit } from "./units.ts";

/** What a run remembers from step to step, whatever memory it is in. */
export interface RunState {
  readonly refusals: Refusals;
  /** What is done in twice the working precision. */
  readonly twice: TwiceRun;
}

/** What steps ask for. */
export interface StepRequests {
  /** Of a step the rows that are needed. */
  readonly needed: (step: number, state: RunState) => Requests<Unit>;
  /** Of a step these rows. */
  readonly rows: (step: number, ranges: readonly RowRange[], state: RunState) => Requests<Unit>;
}

/**
 * The requests of each step of a plan; where doubles lose the digits of a matrix that was computed, the step and what it comes
 * from are done in twice the precision.
 */
export function requestsOf(
  { plan, bound, sizes, skip }: Omit<Scripted, "scriptOf">,
  requestsOver: Native["requestsOver"] | undefined,
): StepRequests {
  const scriptOf = scriptsOf(bound, sizes);
  const native = requestsOver?.({ plan, bound, sizes, scriptOf, skip });

  function* whole(step: BoundStep, refusals: Refusals): Requests<Unit> {
    if (native !== undefined) return yield* native.whole(step, refusals);
    yield* interpreted(scriptOf(step), [[0, step.rows]]);
  }

  /** Some rows of a step, in double precision. */
  function* someRows(step: BoundStep, ranges: readonly RowRange[]): Requests<Unit> {
    const { plain } = step;
    if (plain !== undefined && native !== undefined) {
      return yield* native.rows({ ...step, plain }, ranges);
    }
    yield* interpreted(scriptOf(step), ranges);
  }

  /** Rows of a step, all of them where `ranges` are left out. */
  function* rows(
    index: number,
    ranges: readonly RowRange[] | undefined,
    { refusals, twice }: RunState,
  ): Requests<Unit> {
    if (twice.follows(index)) return yield* twice.run(index, bound.array);
    const step = bound.steps[index]!, isWhole = ranges === undefined || isAllOf(ranges, step);
    if (ranges?.length === 0) return;
    try {
      // what is seldom needed, or by rights another device's, is not there before
      const isMade = step.refusal !== undefined ||
        (step.plain !== undefined && (isWhole || step.roundedCopies === undefined));
      const made = isMade ? step : yield* bound.inDouble(step, isWhole);
      yield* isWhole ? whole(made, refusals) : someRows(made, ranges);
    } catch (error) {
      if (!(error instanceof LostDigitsError) || staysDouble(plan.steps[index]!)) throw error;
      yield* twice.recover(index, bound.array);
    }
  }

  const needed: StepRequests["needed"] = (index, state) => {
    const step = plan.steps[index]!;
    const ranges = step.when === undefined ? undefined : neededRows(step, sizes, bound.array);
    return rows(index, ranges, state);
  };
  return { needed, rows };
}

function isAllOf(ranges: readonly RowRange[], { rows }: BoundStep): boolean {
  const [only] = ranges;
  return ranges.length === 1 && only![0] === 0 && only![1] === rows;
}
