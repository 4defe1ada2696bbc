import { bindKernel } from "../../../kernels/script/bind.ts";
import type { Kernel } from "../../../kernels/ir/kernel.ts";
import { factsOf } from "../../../kernels/wgsl/facts.ts";
import type { Sweep } from "../../../kernels/wgsl/print.ts";
import type { Source } from "../../expr/node.ts";
import { type Buffer, cellCount, type Plan, type Sizes } from "../../plan/types.ts";
import { finishingTask, type Result } from "../conduct/buffers.ts";
import type { Arrays } from "../conduct/inputs.ts";
import { neededRows } from "../conduct/needed.ts";
import { type Bounds, boundsOf } from "./row_chunks.ts";
import { constantsOf } from "./constants.ts";
import type { Control, WebgpuExecutor, WebgpuOptions } from "./control.ts";
import { type GpuDevice, Interruption } from "./device.ts";
import { gpuDigitsOf, groupsOf } from "../digits/gpu_digits.ts";
import { copyingIn, copyingOut } from "../conduct/layouts.ts";
import { additionsAtOnce, inTurns, newBreath } from "../conduct/slices.ts";
import { progressOf } from "./sweep_progress.ts";
import { placement } from "./placement.ts";
import { printedSweep } from "./printed.ts";
import { type Band, decode, readBack } from "./device_results.ts";
import { memoriesOf, readsOf, writesOf } from "../../../kernels/ir/reads.ts";
import { scheduleFor } from "./sweep_schedule.ts";
import { type Kept, readsStraight, type Resident, runSweep } from "./run_sweep.ts";
import { refuseLarge } from "./undecided.ts";

/** Points that the CPU visits between two reports. */
const pointsAtOnce = 1 << 16;

/**
 * Runs sweeps over pairs on the GPU and all else, in double precision, on the CPU. The device computes as long as nothing on the
 * host needs its results, which then come back in one read. Rows that single precision cannot decide are done again on the CPU.
 *
 * `execute` throws `DeviceError` where the device fails, `Undecided` where double precision is wanted for more than the interpreter
 * should do, and what the CPU executor throws.
 */
export function webgpuExecutor(
  plan: Plan,
  kernels: readonly Kernel[],
  sizes: Sizes,
  gpu: GpuDevice,
  options: WebgpuOptions = {},
): WebgpuExecutor {
  const { bind = bindKernel } = options;
  const places = placement(plan, kernels, sizes);
  const facts = factsOf(plan);
  const reads = kernels.map(readsOf), writes = kernels.map(writesOf);
  // which rows are needed is looked up on the host
  const decides = plan.steps.map(({ when }) => when === undefined ? [] : [when.buffer]);
  const memory = new Map<Buffer, Float64Array>();
  for (const buffer of [...plan.inputs, ...plan.stored]) {
    memory.set(buffer, new Float64Array(cellCount(buffer.dims, sizes)));
  }
  const arrayOf = (buffer: Buffer) => memory.get(buffer) as Float64Array;
  const bound = new Map<number, ReturnType<typeof bind>>();
  const onCpu = (s: number) => {
    let kernel = bound.get(s);
    if (kernel === undefined) bound.set(s, kernel = bind(kernels[s]!, sizes, arrayOf));
    return kernel;
  };
  const bounds = (): Bounds => ({ ...boundsOf(gpu), ...options.bounds });

  const run = async (arrays: Arrays, control: Control): Promise<Result[]> => {
    const onHost = new Set<Buffer>(plan.inputs);
    const kept = new Map<number, { kept: Kept; sweep: Sweep }>();
    const ownCells = new Map<Buffer, { step: number; firstCell: number }>();
    const toDo = new Set(plan.steps.keys());
    const work = progressOf(plan, sizes, control.onProgress);
    const { breath = newBreath(control.signal) } = control;
    for (const buffer of plan.inputs) {
      const own = buffer.source as Source, data = arrays.get(own)?.data ?? own.data;
      await inTurns(copyingIn(buffer, sizes, data, () => arrayOf(buffer)), breath);
    }
    try {
      // what is read last may put sweeps back: those that have read rows in doubt
      while (toDo.size > 0 || kept.size > 0) {
        let progressed = false;
        for (const s of toDo) {
          if (!all(decides[s]!, (b) => onHost.has(b))) continue;
          const isIdle = neededRows(plan.steps[s]!, sizes, arrayOf).length === 0;
          if (isIdle) await done(s);
          else if (places[s]!.device === "gpu" || !all(reads[s]!, (b) => onHost.has(b))) continue;
          else await hostStep(s);
          progressed = true;
        }
        if (progressed) continue;
        for (const s of toDo) {
          if (places[s]!.device === "cpu" || !all(decides[s]!, (b) => onHost.has(b))) continue;
          if (!all(reads[s]!, (b) => isReadable(s, b))) continue;
          await deviceStep(s);
          progressed = true;
        }
        if (progressed) continue;
        if (kept.size === 0) throw new Error("No step of the plan can run");
        await fetchAll();
      }
    } finally {
      for (const { kept: { buffer } } of kept.values()) gpu.pool.give(buffer);
    }
    control.onProgress?.(1);
    // who stops in the last report is heard, too
    control.signal?.throwIfAborted();
    const results: Result[] = [];
    for (const { buffer } of plan.outputs) {
      results.push(await inTurns(copyingOut(buffer, sizes, () => arrayOf(buffer)), breath));
    }
    return results;

    /** A step in double precision. */
    async function hostStep(s: number): Promise<void> {
      const kernel = onCpu(s);
      const together = Math.max(1, Math.floor(pointsAtOnce / Math.max(1, kernel.lanes)));
      kernel.run(0, 0);
      for (const [start, stop] of neededRows(plan.steps[s]!, sizes, arrayOf)) {
        for (let first = start; first < stop; first += together) {
          const end = Math.min(stop, first + together);
          await inTurns(kernel.runInSlices({ first, end }, additionsAtOnce), breath);
          work.at(s, end / kernel.rows);
        }
      }
      await done(s);
    }

    async function done(s: number): Promise<void> {
      toDo.delete(s);
      for (const buffer of writes[s]!) onHost.add(buffer);
      for (const task of plan.steps[s]!.tasks) {
        await inTurns(finishingTask(task, sizes, () => arrayOf(task.buffer)), breath);
      }
    }

    /** Whether step s can read a buffer without the host. */
    function isReadable(s: number, buffer: Buffer): boolean {
      if (onHost.has(buffer)) return true;
      const own = ownCells.get(buffer), kernel = kernels[s]!;
      return own !== undefined &&
        memoriesOf(kernel).every((m) => m.buffer !== buffer || readsStraight(kernel, m));
    }

    async function deviceStep(s: number): Promise<void> {
      const kernel = kernels[s]!;
      // differences are centred on the host
      const differences = [...groupsOf(kernel)].flatMap(({ buffers }) => buffers);
      if (!all(differences, (buffer) => onHost.has(buffer))) {
        await fetchAll();
        return;
      }
      const digits = gpuDigitsOf(kernel, {
        plan,
        sizes,
        arrayOf,
        facts,
        known: (buffer) => onHost.has(buffer),
      });
      if ("reason" in digits) return await instead(s, digits.reason);
      const schedule = scheduleFor(kernel, sizes, digits.exactDifferences);
      const sweep = printedSweep(kernel, facts, schedule);
      const constants = constantsOf(kernel, sweep.slots.common, { sizes, arrayOf });
      if ("reason" in constants) return await instead(s, constants.reason);
      const residents = new Map<Buffer, Resident>();
      for (const buffer of reads[s]!) {
        const own = ownCells.get(buffer);
        const from = own === undefined ? undefined : kept.get(own.step);
        if (onHost.has(buffer) || own === undefined || from === undefined) continue;
        residents.set(buffer, { kept: from.kept, firstCell: own.firstCell });
      }
      const bands: Band[] = [];
      let results: Kept | undefined;
      const running = gpu.guarded(async () => {
        results = await runSweep({
          gpu,
          sweep,
          source: { kernel, sizes, arrayOf, ...digits, ...constants },
          bounds: bounds(),
          residents,
          onPiece: (fraction) => {
            try {
              control.signal?.throwIfAborted();
              work.at(s, fraction);
            } catch (reason) {
              throw new Interruption(reason);
            }
          },
          onBand: async (band, firstRow) => {
            const [data] = await readBack(gpu, [band]);
            bands.push({ data: data!, firstRow, rows: band.rows });
          },
        });
      });
      await running.catch((error) => {
        if (results !== undefined) gpu.pool.drop(results.buffer);
        throw error;
      });
      toDo.delete(s);
      if (results === undefined) {
        await take(s, sweep, bands);
        return;
      }
      kept.set(s, { kept: results, sweep });
      let cell = 0;
      for (const { into, cells } of kernel.accumulators) {
        ownCells.set(into, { step: s, firstCell: cell });
        cell += cellCount(cells, sizes);
      }
    }

    /** Does a sweep over pairs on the CPU. */
    async function instead(s: number, reason: string): Promise<void> {
      refuseLarge(kernels[s]!, onCpu(s), reason);
      control.warn?.(`A sweep ran on the CPU in double precision: ${reason}`);
      await fetchAll();
      if (all(reads[s]!, (b) => onHost.has(b))) await hostStep(s);
    }

    /** Brings all results home, in one read. */
    async function fetchAll(): Promise<void> {
      const waiting = [...kept].sort(([s], [t]) => s - t);
      if (waiting.length === 0) return;
      const data = await gpu.guarded(() => readBack(gpu, waiting.map(([, { kept }]) => kept)));
      kept.clear();
      waiting.forEach(([, { kept: { buffer } }]) => gpu.pool.give(buffer));
      ownCells.clear();
      for (const [t, [s, { kept: { rows }, sweep }]] of waiting.entries()) {
        // a sweep that read rows in doubt, and was put back, has nothing to say
        if (toDo.has(s)) continue;
        await take(s, sweep, [{ data: data[t]!, firstRow: 0, rows }]);
      }
    }

    /** Takes the results of a sweep over; rows in doubt are done again in double precision. */
    async function take(s: number, sweep: Sweep, bands: readonly Band[]): Promise<void> {
      const doubtful = decode(kernels[s]!, sweep, bands, sizes, arrayOf);
      if (doubtful.length > 0) {
        if (!all(reads[s]!, (b) => onHost.has(b))) {
          // what it read is not at home either: again, later
          toDo.add(s);
          return;
        }
        const kernel = onCpu(s);
        const share = `${doubtful.length} of the ${kernel.rows} rows of a sweep`;
        const { lanes } = kernel;
        refuseLarge(
          kernels[s]!,
          { rows: doubtful.length, lanes },
          `Single precision could not decide ${share}`,
        );
        kernel.run(0, 0);
        for (const row of doubtful) {
          await inTurns(kernel.runInSlices({ first: row, end: row + 1 }, additionsAtOnce), breath);
        }
        if (doubtful.length > kernel.rows / 8) {
          control.warn?.(
            `Single precision could not decide ${share}; the CPU did them again in double precision`,
          );
        }
        // later sweeps on the device have read the undecided rows, or what was made of them
        const stale = new Set(writes[s]!);
        for (let t = s + 1; t < kernels.length; t++) {
          const isTaken = toDo.has(t) || writes[t]!.every((buffer) => onHost.has(buffer));
          if (isTaken || places[t]!.device === "cpu") continue;
          if (![...reads[t]!].some((buffer) => stale.has(buffer))) continue;
          toDo.add(t);
          writes[t]!.forEach((buffer) => stale.add(buffer));
        }
      }
      await done(s);
    }
  };

  // One memory serves all runs, so they take turns.
  let last: Promise<unknown> = Promise.resolve();
  const execute = (arrays: Arrays, control: Control): Promise<Result[]> => {
    const own = last.then(async () => {
      control.signal?.throwIfAborted();
      gpu.checkAlive();
      try {
        return await run(arrays, control);
      } catch (error) {
        // a lost device makes any call fail: say that it was lost
        if (control.signal?.aborted !== true) gpu.checkAlive();
        throw error;
      }
    });
    last = own.catch(() => {});
    return own;
  };
  return { execute, dispose: () => bound.clear() };
}

function all<T>(items: Iterable<T>, holds: (item: T) => boolean): boolean {
  for (const item of items) if (!holds(item)) return false;
  return true;
}
