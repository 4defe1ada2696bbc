import type { BoundKernel } from "../../../kernels/script/bind.ts";
import { LostDigitsError } from "../../../kernels/script/lost.ts";
import type { Plan, Sizes } from "../../plan/types.ts";
import { neededRows, type Range } from "../conduct/needed.ts";
import { additionsAtOnce } from "../conduct/slices.ts";
import { staysDouble, type TwiceRun } from "./computed_twice.ts";
import type { Bound, BoundStep } from "./bound.ts";
import { type Requests, requestsOver, scriptsOf } from "./requests.ts";
import { redo } from "./redo.ts";
import type { Refusals } from "./trial_verdicts.ts";

/** What a run remembers from step to step, whatever memory it is in. */
export interface RunState {
  readonly refusals: Refusals;
  /** What is done in twice the working precision. */
  readonly twice: TwiceRun;
}

/**
 * The requests of each step of a plan: of its rows those that are needed; and where doubles lose the digits of a matrix that
 * was computed, the step and what it comes from in twice the precision.
 */
export function requestsOf(
  plan: Plan,
  bound: Bound,
  sizes: Sizes,
): (index: number, state: RunState) => Requests {
  const scriptOf = scriptsOf(bound, sizes);
  const requests = requestsOver(plan, bound, sizes, scriptOf);

  const inDoubles = (index: number, refusals: Refusals): Requests =>
    plan.steps[index]!.when === undefined
      ? requests(bound.steps[index]!, refusals)
      : needed(index, refusals);

  function* needed(index: number, refusals: Refusals): Requests {
    const step = bound.steps[index]!;
    const ranges = neededRows(plan.steps[index]!, sizes, bound.array);
    if (ranges.length === 0) return;
    const isWhole = ranges.length === 1 && ranges[0]![0] === 0 && ranges[0]![1] === step.rows;
    // the surer of two ways is seldom taken: what it needs is not there before
    const isMade = step.plain !== undefined && (isWhole || step.roundedCopies === undefined);
    const made = isMade ? step : yield* bound.inDouble(step, isWhole);
    yield* isWhole ? requests(made, refusals) : someRows(made, ranges);
  }

  /** Some rows of a step, in double precision. */
  function* someRows(step: BoundStep, ranges: readonly Range[]): Requests {
    const { lanes, plain } = step;
    if (plain === undefined) return yield* interpreted(scriptOf(step), ranges);
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
  }

  return function* (index, { refusals, twice }) {
    if (twice.follows(index)) return yield* twice.run(index, bound.array);
    try {
      yield* inDoubles(index, refusals);
    } catch (error) {
      if (!(error instanceof LostDigitsError) || staysDouble(plan.steps[index]!)) throw error;
      yield* twice.recover(index, bound.array);
    }
  };
}

/** Rows of a step by the script. */
function* interpreted(script: BoundKernel, ranges: readonly Range[]): Requests {
  // what no row changes
  if (ranges[0]![0] > 0) script.start();
  for (const [first, end] of ranges) {
    yield* script.runInSlices({ first, end }, additionsAtOnce);
  }
}
