import { bindKernel } from "../../../kernels/script/bind.ts";
import type { Kernel } from "../../../kernels/ir.ts";
import type { Source } from "../../expr/node.ts";
import type { Plan, Sizes } from "../../plan/types.ts";
import { checkNamed, read, type Result, write } from "../buffers.ts";
import type { Arrays } from "../inputs.ts";
import { defaultHeap } from "../pool/default_heap.ts";
import { runOf } from "../pool/job.ts";
import { mainThreads, runJob } from "../pool/pool.ts";
import { turn } from "../pool/turn.ts";
import { bind, type BoundStep, piecesOf, rowsAtOnce } from "./bound.ts";
import { engine } from "./engine.ts";
import { redo } from "./redo.ts";

/** How an execution is watched and stopped. */
export interface Control {
  readonly threads?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (fraction: number) => void;
}

/** A plan over memory for one set of sizes. */
export interface Executor {
  /** Runs every step, on several threads where that is worth it, and lets other tasks of the program in between. */
  readonly execute: (arrays: Arrays, control: Control) => Promise<Result[]>;
  /** Runs every step at once on this thread. */
  readonly executeSync: (arrays: Arrays) => Result[];
  /** Gives the memory back. */
  readonly dispose: () => void;
}

/** How an executor is made. */
export interface ExecutorOptions {
  /** Steps of less work, in additions, are interpreted: a module for them is not worth its making. */
  readonly least?: number;
  /** Whether vectors may be used, if the engine has them. */
  readonly native?: boolean;
}

/** Work, in additions, that the script does in the time it takes to make a module and call it a few times. */
const leastNative = 50_000;
/** Work from which on several threads are faster than one: about half a millisecond. */
const leastShared = 8e6;
/** Milliseconds of work between two turns of the event loop. */
const patience = 30;

/** An executor of a plan at given sizes: generated WebAssembly for what is large, the script for the rest. */
export function executorFor(
  planned: { readonly plan: Plan; readonly kernels: readonly Kernel[] },
  sizes: Sizes,
  { least = leastNative, native = true }: ExecutorOptions = {},
): Executor {
  const { plan } = planned;
  const heap = defaultHeap();
  const { simd, relaxed } = engine();
  const target = simd && native
    ? { shape: "f64x2", relaxed, shared: heap.shared } as const
    : undefined;
  const bound = bind(planned, sizes, { heap, target, least });
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
      write(buffer, sizes, (arrays.get(source) ?? source).data, bound.array(buffer));
    }
  };
  const check = (index: number) => {
    for (const task of plan.steps[index].tasks) checkNamed(task, sizes, bound.array(task.buffer));
  };
  const results = () => plan.outputs.map(({ buffer }) => read(buffer, sizes, bound.array(buffer)));

  /** A step on this thread, in portions of at most about a millisecond. */
  function* alone(step: BoundStep): Generator<number, void, void> {
    const { rows, lanes, native } = step;
    if (native === undefined) {
      const atOnce = Math.max(1, Math.floor(rows * 1e6 / step.work));
      for (let row = 0; row < rows; row += atOnce) {
        scriptOf(step).run(row, Math.min(rows, row + atOnce));
        yield Math.min(1, (row + atOnce) / rows);
      }
      return;
    }
    const run = runOf(native.compiled, heap);
    let status = 0;
    for (const { args, rowFirst, rowEnd, laneFirst, laneEnd } of piecesOf(step)) {
      const atOnce = rowsAtOnce(step);
      for (let row = rowFirst; row < rowEnd; row += atOnce) {
        const end = Math.min(rowEnd, row + atOnce);
        status |= run(args, native.scratch, row, end, laneFirst, laneEnd);
        yield end / rows * (laneEnd / lanes);
      }
    }
    if (status !== 0) { for (const _ of redo(bound, step, sizes)) yield 1; }
  }

  const executeSync = (arrays: Arrays): Result[] => {
    fill(arrays);
    bound.steps.forEach((step, index) => {
      for (const _ of alone(step));
      check(index);
    });
    return results();
  };

  const execute = async (arrays: Arrays, control: Control): Promise<Result[]> => {
    const { threads = mainThreads(), signal, onProgress } = control;
    fill(arrays);
    const total = bound.steps.reduce((sum, { work }) => sum + work, 0);
    let last = performance.now(), done = 0;
    const breathe = async (fraction: number) => {
      if (performance.now() - last < patience) return;
      onProgress?.(Math.min(1, fraction));
      await turn();
      signal?.throwIfAborted();
      last = performance.now();
    };
    for (const [index, step] of bound.steps.entries()) {
      const at = (share: number) => (done + share * step.work) / total;
      const pieces = threads > 1 && heap.shared && step.work >= leastShared ? piecesOf(step) : [];
      if (pieces.length > 1) {
        const status = await together(step, pieces, { threads, signal, onProgress, at });
        last = performance.now();
        if (status !== 0) { for (const _ of redo(bound, step, sizes)) await breathe(at(1)); }
      } else {
        for (const share of alone(step)) await breathe(at(share));
      }
      check(index);
      done += step.work;
    }
    return results();
  };

  const together = (
    step: BoundStep,
    pieces: ReturnType<typeof piecesOf>,
    { threads, signal, onProgress, at }: Control & {
      readonly threads: number;
      readonly at: (share: number) => number;
    },
  ): Promise<number> => {
    const { compiled } = step.native as NonNullable<BoundStep["native"]>;
    const job = {
      kernel: compiled,
      pieces,
      scratchBytes: compiled.scratchBytes,
      rowsAtOnce: rowsAtOnce(step),
    };
    return runJob(heap, job, {
      threads,
      signal,
      onProgress: onProgress === undefined ? undefined : (share) => onProgress(at(share)),
    });
  };

  return { execute, executeSync, dispose: bound.free };
}
