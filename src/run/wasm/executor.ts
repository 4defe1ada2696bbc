import { bindKernel } from "../../../kernels/script/bind.ts";
import type { Kernel } from "../../../kernels/ir.ts";
import type { Source } from "../../expr/node.ts";
import type { Plan, Sizes } from "../../plan/types.ts";
import { finishTask, type Result } from "../buffers.ts";
import { copyIn, copyOut } from "../order.ts";
import type { Arrays } from "../inputs.ts";
import { defaultHeap } from "../pool/default_heap.ts";
import { runOf } from "../pool/job.ts";
import { mainThreads, runJob } from "../pool/pool.ts";
import { turn } from "../pool/turn.ts";
import { bind, type BoundStep } from "./bound.ts";
import { courses, type Request } from "./courses.ts";
import { engine } from "./engine.ts";
import { differenceReason } from "./differences.ts";
import { pivotReason } from "./factors.ts";
import { finishPairs, placesOf, startPairs } from "./pairs.ts";
import { isMostlyDoubtful, redo } from "./redo.ts";
import { countsByRow, newRefusals, type Refusals } from "./refusals.ts";
import { fillShadows, type ShadowCopies } from "./shadows.ts";
import { type Flaw, flawAfter, flawOfTrial, undecided } from "./trial.ts";
import { describeStep } from "./describe.ts";
import type { Plain, Unit } from "./units.ts";

/** How an execution is watched and stopped. */
export interface Control {
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((fraction: number) => void) | undefined;
  /** Called with a sentence if single precision was asked for and did not do. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** A plan over memory for one set of sizes. */
export interface Executor {
  /** Runs every step, on several threads where that is worth it, and lets other tasks of the program in between. */
  readonly execute: (arrays: Arrays, control: Control) => Promise<Result[]>;
  /** Runs every step at once on this thread. */
  readonly executeSync: (arrays: Arrays) => Result[];
  /** How each step runs, as text. */
  readonly describe: () => string[];
  /** Sentences on what does not run as it should. */
  readonly warnings: readonly string[];
  /** Gives the memory back. */
  readonly dispose: () => void;
}

/** How an executor is made. */
export interface ExecutorOptions {
  /** Steps of less work, in additions, are interpreted: a module for them is not worth its making. */
  readonly least?: number;
  /** Whether vectors may be used, if the engine has them. */
  readonly native?: boolean;
  /** Whether sweeps may be done by unordered pairs. */
  readonly unordered?: boolean;
  /** The precision of large sweeps over pairs where vectors are used; all else is in double precision. */
  readonly precision?: "f64" | "f32" | undefined;
  /** Sweeps of less work stay in double precision. */
  readonly leastSingle?: number;
}

/** Work, in additions, that the script does in the time it takes to make a module and call it a few times. */
const leastNative = 20_000;
/** Work up to which single precision saves less than it costs to make modules for both and to try a few rows. */
const leastSingleWork = 20e6;
/** Work from which on several threads are faster than one: a fifth of a millisecond. */
const leastShared = 1.5e6;
/** Milliseconds of work between two turns of the event loop. */
const patience = 20;

/** An executor of a plan at given sizes: generated WebAssembly for what is large, the script for the rest. */
export function executorFor(
  planned: { readonly plan: Plan; readonly kernels: readonly Kernel[] },
  sizes: Sizes,
  {
    least = leastNative,
    native = true,
    unordered = true,
    precision = "f64",
    leastSingle = leastSingleWork,
  }: ExecutorOptions = {},
): Executor {
  const { plan } = planned;
  const heap = defaultHeap();
  const { simd, relaxed } = engine();
  const target = simd && native
    ? { shape: "f64x2", relaxed, shared: heap.shared } as const
    : undefined;
  const bound = bind(planned, sizes, { heap, target, least, unordered, precision, leastSingle });
  const scripts = new Map<
    BoundStep,
    { buffer: unknown; run: (row: number, end: number) => void }
  >();

  /** The script of a step; memory that grew without being shared has new views. */
  const scriptOf = (step: BoundStep) => {
    const { buffer } = heap.memory;
    let script = scripts.get(step);
    if (script?.buffer !== buffer) {
      script = { buffer, run: bindKernel(step.kernel, sizes, bound.array).run };
      scripts.set(step, script);
    }
    return script as NonNullable<typeof script>;
  };
  const fill = (arrays: Arrays) => {
    for (const buffer of plan.inputs) {
      const source = buffer.source as Source;
      copyIn(buffer, sizes, (arrays.get(source) ?? source).data, bound.array(buffer));
    }
  };
  const check = (index: number) => {
    for (const task of plan.steps[index]!.tasks) finishTask(task, sizes, bound.array(task.buffer));
  };
  const results = () =>
    plan.outputs.map(({ buffer }) => copyOut(buffer, sizes, bound.array(buffer)));

  /** The course of a step: yields the units to run, and takes in their statuses. */
  function* course(step: BoundStep, refusals: Refusals): Generator<Request, void, number> {
    const { kernel, rows, plain, pairs } = step;
    if (plain === undefined) {
      const atOnce = Math.max(1, Math.floor(rows * 1e6 / step.work));
      for (let row = 0; row < rows; row += atOnce) {
        scriptOf(step).run(row, Math.min(rows, row + atOnce));
        yield undefined;
      }
      return;
    }
    if (step.shadows !== undefined) {
      const found = yield* flawBefore(step, step.shadows, refusals);
      if (found !== undefined) return yield* inDouble(step, found, refusals);
    }
    const isDone = pairs !== undefined && (yield* unorderedCourse(step, plain, pairs));
    if (step.shadows === undefined) {
      if (!isDone && (yield* whole(plain)) !== 0) yield* careful(kernel, step, plain);
      return;
    }
    const isDoubtful = !isDone && (yield* whole(plain)) !== 0;
    let found: Flaw | undefined = undecided;
    if (!isDoubtful || !isMostlyDoubtful(bound, step, plain)) {
      if (isDoubtful) yield* careful(kernel, step, plain);
      found = yield* flawAfter(bound, step, sizes);
      if (found === undefined) return refusals.keep(step);
    }
    heap.u8(plain.flags, rows * plain.flagsPerRow).fill(0);
    yield* inDouble(step, found, refusals);
  }

  /** A step in double precision instead, and before it the log-sum-exps of which it takes shares. */
  function* inDouble(
    step: BoundStep,
    { reason, spreads }: Flaw,
    refusals: Refusals,
  ): Generator<Request, void, number> {
    for (const one of spreads ? [...refusals.before(step), step] : [step]) {
      refusals.add(one, reason);
      yield* course(bound.inDouble(one, true), refusals);
    }
  }

  /** All pieces of a kernel, and what they make together. */
  function* whole(plain: Plain): Generator<Request, number, number> {
    const status = yield plain;
    plain.merge?.(bound.array);
    return status;
  }

  /** Why a step may not be done in single precision, by its data and by trying a few rows. Rounds what the step reads. */
  function* flawBefore(
    step: BoundStep,
    shadows: readonly ShadowCopies[],
    refusals: Refusals,
  ): Generator<Request, Flaw | undefined, number> {
    const { kernel } = step, about = { plan, sizes, arrayOf: bound.array, known: () => true };
    const reason = refusals.inherited(step) ?? pivotReason(kernel, sizes, bound.array) ??
      (countsByRow(step, bound.steps) ? differenceReason(kernel, about) : undefined) ??
      fillShadows(shadows, sizes, bound);
    return reason === undefined
      ? yield* flawOfTrial(bound, step, sizes)
      : { reason, spreads: true };
  }

  function* careful(
    kernel: Kernel,
    step: BoundStep,
    plain: Plain,
  ): Generator<Request, void, number> {
    for (const _ of redo(bound, kernel, step, plain, sizes)) yield undefined;
  }

  /** A sweep by unordered pairs; says whether its results hold. Rows that cannot be trusted are done as ordered pairs. */
  function* unorderedCourse(
    step: BoundStep,
    plain: Plain,
    pairs: NonNullable<BoundStep["pairs"]>,
  ): Generator<Request, boolean, number> {
    const { kernel, rest, lanes, outer } = pairs;
    const logs = kernel.accumulators.filter(({ op }) => op === "logSumExp");
    const ofRows = (first: number, end: number): Unit => ({
      ...plain,
      pieces: [{ args: plain.args, rowFirst: first, rowEnd: end, laneFirst: 0, laneEnd: lanes }],
    });
    if (logs.length > 0) { for (let o = 0; o < outer; o++) yield ofRows(o * lanes, o * lanes + 1); }
    startPairs(heap, pairs, (o, l) => {
      const log = logs[l]!;
      return bound.array(log.into)[placesOf(log, kernel, sizes).outer(o)]!;
    });
    heap.u8(plain.flags, step.rows).fill(0);
    if ((yield pairs.symmetric) !== 0) return false;
    const shape = step.shadows === undefined ? "f64x2" : "f32x4";
    const doubtful = finishPairs(heap, pairs, sizes, ({ into }) => bound.array(into), shape);
    if (doubtful.size * 3 > step.rows) return false;
    if (rest !== undefined && (yield* whole(rest.plain)) !== 0) {
      yield* careful(rest.kernel, step, rest.plain);
    }
    let status = 0;
    for (const row of doubtful) status |= yield ofRows(row, row + 1);
    if (status !== 0) yield* careful(step.kernel, step, plain);
    return true;
  }

  /** Runs a unit on this thread, call by call. */
  function* alone(
    { compiled, pieces, rowsAtOnce, scratch }: Unit,
  ): Generator<number, number, void> {
    const run = runOf(compiled, heap);
    let status = 0, done = 0;
    for (const { args, rowFirst, rowEnd, laneFirst, laneEnd } of pieces) {
      for (let row = rowFirst; row < rowEnd; row += rowsAtOnce) {
        const end = Math.min(rowEnd, row + rowsAtOnce);
        status |= run(args, scratch, row, end, laneFirst, laneEnd);
        yield (done + (end - rowFirst) / (rowEnd - rowFirst)) / pieces.length;
      }
      done++;
    }
    return status;
  }

  const courseOf = courses(planned, { sizes, bound, course, careful, scriptOf });

  const executeSync = (arrays: Arrays): Result[] => {
    fill(arrays);
    const state = { refusals: newRefusals(bound.steps) };
    bound.steps.forEach((_step, index) => {
      const steps = courseOf(index, state);
      for (let request = steps.next(); request.done !== true;) {
        let status = 0;
        if (request.value !== undefined) {
          const calls = alone(request.value);
          let call = calls.next();
          while (call.done !== true) call = calls.next();
          status = call.value;
        }
        request = steps.next(status);
      }
      check(index);
    });
    return results();
  };

  const execute = async (arrays: Arrays, control: Control): Promise<Result[]> => {
    const { threads = mainThreads(), signal, onProgress, onWarning } = control;
    const state = { refusals: newRefusals(bound.steps) };
    fill(arrays);
    const total = bound.steps.reduce((sum, { work }) => sum + work, 0);
    let last = performance.now(), done = 0, shown = 0;
    const report = (fraction: number) =>
      onProgress?.(shown = Math.min(1, Math.max(shown, fraction)));
    const breathe = async (fraction: number) => {
      if (performance.now() - last < patience) return;
      report(fraction);
      await turn();
      signal?.throwIfAborted();
      last = performance.now();
    };
    for (const [index, step] of bound.steps.entries()) {
      const at = (share: number) => (done + share * step.work) / total;
      const runUnit = async (unit: Unit): Promise<number> => {
        const isShared = threads > 1 && heap.shared && step.work >= leastShared &&
          unit.pieces.length > 1;
        if (isShared) {
          const { compiled: { scratchBytes } } = unit;
          const job = { ...unit, kernel: unit.compiled, scratchBytes };
          const status = await runJob(heap, job, {
            threads,
            signal,
            onProgress: onProgress === undefined ? undefined : (share) => report(at(share)),
          });
          last = performance.now();
          return status;
        }
        const calls = alone(unit);
        for (;;) {
          const call = calls.next();
          if (call.done === true) return call.value;
          await breathe(at(call.value));
        }
      };
      const steps = courseOf(index, state);
      for (let request = steps.next(); request.done !== true;) {
        let status = 0;
        if (request.value === undefined) await breathe(at(0));
        else status = await runUnit(request.value);
        request = steps.next(status);
      }
      check(index);
      done += step.work;
    }
    const sentence = state.refusals.sentence();
    if (sentence !== undefined) onWarning?.(sentence);
    return results();
  };

  const describe = () => bound.steps.map(describeStep);
  const warnings = bound.steps.flatMap(({ refusal }) => refusal?.warning ?? []);
  return { execute, executeSync, describe, warnings: [...new Set(warnings)], dispose: bound.free };
}
