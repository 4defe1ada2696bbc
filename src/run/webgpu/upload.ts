import { scatterCode } from "../../../kernels/wgsl/merge_shader.ts";
import type { Slot } from "../../../kernels/wgsl/slots.ts";
import { extentOf } from "../../plan/types.ts";
import { dispatch } from "./dispatch.ts";
import { packSlot, type Window } from "./pack.ts";
import type { Kept, SweepJob } from "./sweep_job.ts";

function upload(device: GPUDevice, buffer: GPUBuffer, data: Float32Array<ArrayBuffer>): void {
  if (data.length > 0) device.queue.writeBuffer(buffer, 0, data);
}

/** Rounds and uploads what is the same for all rows and lanes. */
export function loadCommon({ gpu, sweep, source }: SweepJob, buffer: GPUBuffer): void {
  const { common } = sweep.slots;
  const out = new Float32Array(common.length);
  const one = { firstOuter: 0, outers: 1, first: 0, count: 1 };
  common.forEach((slot, at) => packSlot(slot, null, one, source, { out, start: at, step: 1 }));
  upload(gpu.device, buffer, out);
}

/** Rounds and uploads what the rows of a chunk need: [slot][row]. */
export function loadRows(job: SweepJob, buffer: GPUBuffer, here: Window): void {
  const { gpu, sweep, source } = job;
  const count = here.outers * here.count;
  const out = new Float32Array(sweep.slots.rows.length * count);
  const row = source.kernel.rows.at(-1) ?? null;
  sweep.slots.rows.forEach((slot, at) => {
    if (residentOf(slot, job) === undefined) {
      packSlot(slot, row, here, source, { out, start: at * count, step: 1 });
    }
  });
  upload(gpu.device, buffer, out);
  const encoder = gpu.device.createCommandEncoder();
  sweep.slots.rows.forEach((slot, at) => {
    const resident = residentOf(slot, job);
    if (resident === undefined) return;
    const { kept, from } = resident;
    const rows = row === null ? 1 : extentOf(row, source.sizes);
    const first = from + here.firstOuter * rows + here.first;
    encoder.copyBufferToBuffer(kept.buffer, 4 * first, buffer, 4 * at * count, 4 * count);
  });
  gpu.device.queue.submit([encoder.finish()]);
}

/** Rounds and uploads what the columns of a window need: [lane][slot], in whole vec4s. */
export async function loadColumns(job: SweepJob, buffer: GPUBuffer, there: Window): Promise<void> {
  const { gpu, sweep, source } = job;
  const step = 4 * sweep.record, count = there.outers * there.count;
  const out = new Float32Array(step * count);
  const { lane } = source.kernel;
  sweep.slots.columns.forEach((slot, at) => {
    if (residentOf(slot, job) === undefined) {
      packSlot(slot, lane, there, source, { out, start: at, step });
    }
  });
  upload(gpu.device, buffer, out);
  for (const [at, slot] of sweep.slots.columns.entries()) {
    const resident = residentOf(slot, job);
    if (resident === undefined || lane === null) continue;
    const scatter = await gpu.pipeline(scatterCode, "scatter");
    const first = resident.from + there.firstOuter * extentOf(lane, source.sizes) + there.first;
    dispatch(gpu, {
      pipeline: scatter,
      numbers: Uint32Array.of(count, first, at, step),
      buffers: [resident.kept.buffer, buffer],
      groups: [Math.ceil(count / 64), 1],
    });
  }
}

/** Where the numbers of a slot lie on the device, if only there: the first one of its cell. */
function residentOf(
  slot: Slot,
  { residents, source }: SweepJob,
): { kept: Kept; from: number } | undefined {
  if (slot.form === "value") return undefined;
  const resident = residents.get(slot.buffer);
  if (resident === undefined) return undefined;
  const place = slot.dims.reduce(
    (at, axis, t) =>
      slot.cell[t] === null ? at : at * extentOf(axis, source.sizes) + (slot.cell[t] ?? 0),
    0,
  );
  const { kept, firstCell } = resident;
  return { kept, from: (firstCell + place) * kept.rows };
}
