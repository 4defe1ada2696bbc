import { LostDigitsError } from "../../../kernels/script/lost.ts";
import type { Kernel } from "../../../kernels/ir.ts";
import type { Plan, Sizes } from "../../plan/types.ts";
import { neededRows, type Range } from "../needed.ts";
import { staysDouble, type TwiceRun, twiceRun } from "../twice.ts";
import type { Bound, BoundStep } from "./bound.ts";
import type { Refusals } from "./refusals.ts";
import type { Plain, Unit } from "./units.ts";

/** What a step asks for while it runs: that a unit be run, by one thread or by several; or nothing but a moment's time. */
export type Request = Unit | undefined;

/** The way of a step: yields what it asks for, and takes in statuses. */
export type Course = Generator<Request, void, number>;

/** What a run remembers from step to step. */
export interface RunState {
  readonly refusals: Refusals;
  twice?: TwiceRun;
}

/** How whole steps run. */
export interface StepCourses {
  readonly sizes: Sizes;
  readonly bound: Bound;
  /** A whole step. */
  readonly course: (step: BoundStep, refusals: Refusals) => Course;
  /** The rows of a step that a kernel was in doubt about. */
  readonly careful: (kernel: Kernel, step: BoundStep, plain: Plain) => Course;
  readonly scriptOf: (step: BoundStep) => { readonly run: (row: number, end: number) => void };
}

/**
 * The course of each step of a plan: of its rows those that are needed; and where doubles lose the digits of a matrix that
 * was computed, the step and what it comes from in twice the precision.
 */
export function courses(
  planned: { readonly plan: Plan; readonly kernels: readonly Kernel[] },
  { sizes, bound, course, careful, scriptOf }: StepCourses,
): (index: number, state: RunState) => Course {
  const { plan } = planned;
  const inDoubles = (index: number, refusals: Refusals): Course =>
    plan.steps[index]!.when === undefined
      ? course(bound.steps[index]!, refusals)
      : needed(index, refusals);

  function* needed(index: number, refusals: Refusals): Course {
    const step = bound.steps[index]!;
    const ranges = neededRows(plan.steps[index]!, sizes, bound.array);
    if (ranges.length === 0) return;
    const isWhole = ranges.length === 1 && ranges[0]![0] === 0 && ranges[0]![1] === step.rows;
    // the surer of two ways is seldom taken: what it needs is not there before
    const isMade = step.plain !== undefined && (isWhole || step.shadows === undefined);
    const made = isMade ? step : bound.inDouble(step, isWhole);
    yield* isWhole ? course(made, refusals) : someRows(made, ranges);
  }

  /** Some rows of a step, in double precision. */
  function* someRows(step: BoundStep, ranges: readonly Range[]): Course {
    const { kernel, lanes, plain } = step;
    if (plain === undefined) return yield* interpreted(step, ranges);
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
    if ((yield { ...plain, pieces }) !== 0) yield* careful(kernel, step, plain);
  }

  /** Rows of a step by the script. */
  function* interpreted(step: BoundStep, ranges: readonly Range[]): Course {
    const atOnce = Math.max(1, Math.floor(step.rows * 1e6 / step.work));
    // what no row changes
    if (ranges[0]![0] > 0) scriptOf(step).run(0, 0);
    for (const [first, end] of ranges) {
      for (let row = first; row < end; row += atOnce) {
        scriptOf(step).run(row, Math.min(end, row + atOnce));
        yield undefined;
      }
    }
  }

  return function* (index, state) {
    if (state.twice?.follows(index) === true) return yield* state.twice.run(index);
    try {
      yield* inDoubles(index, state.refusals);
    } catch (error) {
      if (!(error instanceof LostDigitsError) || staysDouble(plan.steps[index]!)) throw error;
      state.twice ??= twiceRun(planned, sizes, bound.array);
      yield* state.twice.recover(index);
    }
  };
}
