import type { Lowered } from "../../../kernels/lower/fit.ts";
import { extentOf, type Sizes } from "../../plan/types.ts";
import { cpuRate, runtimeWait } from "../conduct/few_pairs.ts";
import type { GpuDevice } from "./gpu_device.ts";
import { placement } from "./placement.ts";
import { printedSweep } from "./printed.ts";
import { defaultSchedule, scheduleFor } from "./sweep_schedule.ts";

/**
 * Statements a second of a GPU that nothing is known of. An H200, of 2.5e13 multiply-adds a second, does 1e13 to 2.2e13; a GPU in a
 * laptop has a tenth of it or less. What is presumed is soon replaced by what each shader did (`GpuDevice.rates`), and where it
 * matters, below a second of work for one thread, an answer takes longer than the sweep.
 */
const presumedRate = 2e12;

/** Seconds to look at a number, round it and send it; to take one home. */
const sent = 3e-9, fetched = 2e-9;

/** Seconds that the sweeps of a plan take, as far as one can say. */
export interface SweepTimes {
  /** On the threads of the CPU, in single precision. */
  readonly cpu: number;
  /** On a GPU: with the answer that is waited for, and what the host does for it. */
  readonly gpu: number;
}

/** What sweeps cost on either side: `statements` over all pairs, by step. */
export function sweepTimes(
  { plan, kernels }: Lowered,
  sizes: Sizes,
  { statements, threads, gpu }: {
    readonly statements: ReadonlyMap<number, number>;
    readonly threads: number;
    readonly gpu: Pick<GpuDevice, "rates"> | undefined;
  },
): SweepTimes {
  const places = placement(plan, kernels, sizes);
  let cpu = 0, onGpu = runtimeWait();
  for (const [step, work] of statements) {
    if (places[step]!.device === "cpu") continue;
    const kernel = kernels[step]!;
    const { slots, cells } = printedSweep(kernel, plan, defaultSchedule);
    // what has run was printed for its sizes
    const seen = gpu &&
      gpu.rates.get(printedSweep(kernel, plan, scheduleFor(kernel, sizes, false)).code);
    const rows = kernel.rows.reduce((count, axis) => count * extentOf(axis, sizes), 1);
    const lanes = kernel.lane === null ? 1 : extentOf(kernel.lane, sizes);
    cpu += work / (cpuRate * threads);
    onGpu += work / (seen ?? presumedRate);
    onGpu += sent * (slots.rows.length * rows + slots.columns.length * lanes) +
      fetched * cells.length * rows;
  }
  return { cpu, gpu: onGpu };
}
