import type { BoundKernel } from "../../../kernels/script/bind.ts";
import { LostDigitsError } from "../../../kernels/script/lost.ts";
import type { Plan, Sizes } from "../../plan/types.ts";
import { neededRows, type RowRange } from "../conduct/needed.ts";
import type { Requests } from "../conduct/runners.ts";
import { additionsAtOnce } from "../conduct/slices.ts";
import { staysDouble, type TwiceRun } from "./computed_twice.ts";
import type { Bound, BoundStep } from "./bound.ts";
import { requestsOver, scriptsOf } from "./requests.ts";
import { redo } from "./redo.ts";
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
export function requestsOf(plan: Plan, bound: Bound, sizes: Sizes): StepRequests {
  const scriptOf = scriptsOf(bound, sizes);
  const requests = requestsOver(plan, bound, sizes, scriptOf);

  /** Some rows of a step, in double precision. */
  function* someRows(step: BoundStep, ranges: readonly RowRange[]): Requests<Unit> {
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
      yield* isWhole ? requests(made, refusals) : someRows(made, ranges);
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

/** Rows of a step by the script. */
function* interpreted(script: BoundKernel, ranges: readonly RowRange[]): Requests<Unit> {
  // what no row changes
  if (ranges[0]![0] > 0) script.start();
  for (const [first, end] of ranges) {
    yield* script.runInSlices({ first, end }, additionsAtOnce);
  }
}
