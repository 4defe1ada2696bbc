import type { Kernel } from "../../../kernels/ir/kernel.ts";
import { readsOf } from "../../../kernels/ir/reads.ts";
import type { Sweep } from "../../../kernels/wgsl/print.ts";
import type { Buffer, Plan, Sizes } from "../../plan/types.ts";
import { gpuDigitsOf } from "../digits/gpu_digits.ts";
import type { Looks } from "../digits/looks.ts";
import type { ArrayOf } from "../digits/ranges.ts";
import { constantsOf } from "./constants.ts";
import { Interruption } from "./failures.ts";
import type { GpuDevice } from "./gpu_device.ts";
import { factsFor, printedSweep } from "./printed.ts";
import type { Bounds } from "./row_chunks.ts";
import { runSweep } from "./run_sweep.ts";
import type { Kept, Resident, SweepJob } from "./sweep_job.ts";
import { scheduleFor } from "./sweep_schedule.ts";

/** How a run is watched and stopped: between two submits. */
export interface SweepWatch {
  readonly signal: AbortSignal | undefined;
  /** Takes the share of a sweep that is done. */
  readonly report: ((share: number) => void) | undefined;
}

/** What sweeps run with. */
export interface SweepsOptions {
  readonly plan: Plan;
  readonly kernels: readonly Kernel[];
  readonly sizes: Sizes;
  readonly gpu: GpuDevice;
  readonly bounds: Bounds;
  readonly takes: (step: number) => boolean;
  /** The numbers of a buffer in the host's memory. */
  readonly arrayOf: ArrayOf;
  readonly watch: SweepWatch;
}

/** A sweep whose results are on the device. */
export interface KeptSweep {
  readonly kept: Kept;
  readonly sweep: Sweep;
}

/** Where the results of a buffer lie on the device. */
export interface OwnCells {
  readonly step: number;
  readonly firstCell: number;
}

/** A sweep printed for its data and what is packed for it, or why single precision does not hold them. */
export function prepared(
  kernel: Kernel,
  known: (buffer: Buffer) => boolean,
  { plan, sizes, arrayOf }: SweepsOptions,
  looks: Looks,
): Pick<SweepJob, "sweep" | "source"> | { readonly reason: string } {
  const digits = gpuDigitsOf(kernel, { plan, sizes, looks, facts: factsFor(plan), known });
  if ("reason" in digits) return digits;
  const schedule = scheduleFor(kernel, sizes, digits.exactDifferences);
  const sweep = printedSweep(kernel, plan, schedule);
  const constants = constantsOf(kernel, sweep.slots.common, { sizes, arrayOf });
  if ("reason" in constants) return constants;
  return { sweep, source: { kernel, sizes, arrayOf, looks, ...digits, ...constants } };
}

/** Runs a sweep; what it has taken of the device is given back if it fails. */
export async function onDevice(job: SweepJob): Promise<Kept | undefined> {
  const { gpu } = job;
  const finished: Kept[] = [];
  try {
    return await gpu.guarded(async () => {
      const kept = await runSweep(job);
      if (kept !== undefined) finished.push(kept);
      return kept;
    });
  } catch (error) {
    // the device may report a failure after the sweep
    for (const { buffer } of finished) gpu.pool.drop(buffer);
    throw error;
  }
}

/** What a kernel reads that is on the device only. */
export function residentsOf(
  kernel: Kernel,
  isHome: (buffer: Buffer) => boolean,
  { kept, ownCells }: {
    readonly kept: ReadonlyMap<number, KeptSweep>;
    readonly ownCells: ReadonlyMap<Buffer, OwnCells>;
  },
): ReadonlyMap<Buffer, Resident> {
  const residents = new Map<Buffer, Resident>();
  for (const buffer of readsOf(kernel)) {
    const own = ownCells.get(buffer);
    const from = own === undefined ? undefined : kept.get(own.step);
    if (isHome(buffer) || own === undefined || from === undefined) continue;
    residents.set(buffer, { kept: from.kept, firstCell: own.firstCell });
  }
  return residents;
}

/** Milliseconds between two reports. */
const patience = 30;

/** Reports, and lets a signal or a report that throws stop the sweep. */
export function stoppable({ signal, report }: SweepWatch): (share: number) => void {
  let last = performance.now();
  return (share) => {
    try {
      signal?.throwIfAborted();
      if (report === undefined || performance.now() - last < patience) return;
      last = performance.now();
      report(share);
    } catch (reason) {
      throw new Interruption(reason);
    }
  };
}
