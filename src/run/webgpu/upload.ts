import { scatterCode } from "../../../kernels/wgsl/merge_shader.ts";
import { floor } from "../../../kernels/wgsl/reals.ts";
import type { NumberSlot, Slot } from "../../../kernels/wgsl/slots.ts";
import type { Axis } from "../../expr/axes.ts";
import { extentOf } from "../../plan/types.ts";
import { dataUsage, dispatch } from "./dispatch.ts";
import { packInto, planeOf, type Window } from "./pack.ts";
import type { Place } from "./planes.ts";
import type { SweepJob } from "./sweep_job.ts";

/** Rounds and uploads what is the same for all rows and lanes. */
export function loadCommon({ gpu, sweep, source }: SweepJob, buffer: GPUBuffer): void {
  const out = new Float32Array(sweep.slots.common.length);
  const one = { firstOuter: 0, outers: 1, first: 0, count: 1 };
  sweep.slots.common.forEach((slot, at) => {
    if (slot.form !== "value") {
      return packInto(out.subarray(at, at + 1), planeOf(slot, null, one, source), 0);
    }
    const x = source.valueOf(slot);
    out[at] = Math.abs(x) === Infinity ? -Math.sign(x) * floor : x;
  });
  if (out.length > 0) gpu.device.queue.writeBuffer(buffer, 0, out);
}

/** Puts together what the rows of a chunk need: [slot][row]. */
export function loadRows(job: SweepJob, buffer: GPUBuffer, here: Window): void {
  const { gpu: { device }, sweep, source } = job;
  const bytes = 4 * here.outers * here.count;
  const places = placesOf(job, sweep.slots.rows, source.kernel.rows.at(-1) ?? null, here);
  if (places.length === 0) return;
  const encoder = device.createCommandEncoder();
  places.forEach((place, at) =>
    encoder.copyBufferToBuffer(place.buffer, 4 * place.first, buffer, at * bytes, bytes)
  );
  device.queue.submit([encoder.finish()]);
}

/** Puts together what the columns of a window need: [lane][slot], in whole vec4s. */
export async function loadColumns(job: SweepJob, buffer: GPUBuffer, there: Window): Promise<void> {
  const { gpu, sweep, source } = job, { pool } = gpu;
  const scatter = await gpu.pipeline(scatterCode, "scatter");
  const count = there.outers * there.count;
  const from = new Map<GPUBuffer, number[]>();
  placesOf(job, sweep.slots.columns, source.kernel.lane, there).forEach((place, slot) => {
    const list = from.get(place.buffer);
    if (list === undefined) from.set(place.buffer, [place.first, slot]);
    else list.push(place.first, slot);
  });
  for (const [numbers, places] of from) {
    const list = pool.take(4 * places.length, dataUsage);
    try {
      gpu.device.queue.writeBuffer(list, 0, Uint32Array.from(places));
      dispatch(gpu, {
        pipeline: scatter,
        numbers: Uint32Array.of(count, 4 * sweep.record),
        buffers: [list, numbers, buffer],
        groups: [Math.min(Math.ceil(count / 64), mostGroups), places.length / 2],
      });
    } finally {
      pool.give(list);
    }
  }
}

/** A thread of the scatter has several columns where there are more. */
const mostGroups = 4096;

/** Where the numbers of slots lie on the device: as an earlier sweep has left them, or uploaded. */
function placesOf(
  job: SweepJob,
  slots: readonly Slot[],
  along: Axis | null,
  window: Window,
): readonly Place[] {
  // what rows or columns change is a number of a buffer
  const numbers = slots as readonly NumberSlot[];
  const own = numbers.map((slot) => residentOf(slot, along, window, job));
  const wanted = numbers.filter((_, t) => own[t] === undefined);
  const loaded = job.planes.load(wanted, along, window, job.source)[Symbol.iterator]();
  return own.map((place) => place ?? loaded.next().value!);
}

/** Where the numbers of a slot lie on the device, if only there. */
function residentOf(
  slot: NumberSlot,
  along: Axis | null,
  { firstOuter, first }: Window,
  { residents, source: { sizes } }: SweepJob,
): Place | undefined {
  const resident = residents.get(slot.buffer);
  if (resident === undefined) return undefined;
  const cell = slot.dims.reduce(
    (at, axis, t) => slot.cell[t] === null ? at : at * extentOf(axis, sizes) + (slot.cell[t] ?? 0),
    0,
  );
  const { kept, firstCell } = resident;
  const rows = along === null ? 1 : extentOf(along, sizes);
  const before = firstOuter * rows + first;
  return { buffer: kept.buffer, first: (firstCell + cell) * kept.rows + before };
}
