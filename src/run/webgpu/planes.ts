import type { NumberSlot } from "../../../kernels/wgsl/slots.ts";
import type { Axis } from "../../expr/axes.ts";
import { dataUsage } from "./dispatch.ts";
import type { GpuDevice } from "./gpu_device.ts";
import { packInto, type Plane, planeOf, type SweepSource, type Window } from "./pack.ts";

/** Where numbers lie on the device: their buffer, and the place of the first of them. */
export interface Place {
  readonly buffer: GPUBuffer;
  readonly first: number;
}

/** The numbers of a run that are on the device, rounded: each slot and window of them once, for all sweeps that read it. */
export interface Planes {
  /** Packs and uploads what is not there yet; the places of all, good until the next call. */
  readonly load: (
    slots: readonly NumberSlot[],
    along: Axis | null,
    window: Window,
    source: SweepSource,
  ) => readonly Place[];
  /** Gives the memory back. */
  readonly drop: () => void;
}

/** So many numbers are packed before they are sent: they stay in a processor's cache. */
const together = 2 ** 17;
let staging: Float32Array<ArrayBuffer> | undefined;

/** Planes that together have at most so many bytes, or those of one call. */
export function planesOn({ device, pool }: GpuDevice, most: number): Planes {
  const known = new Map<string, Place>();
  const taken: GPUBuffer[] = [];
  let bytes = 0;

  const drop = () => {
    // work that was submitted comes before whatever is written to them next
    taken.forEach((buffer) => pool.give(buffer));
    taken.length = 0;
    known.clear();
    bytes = 0;
  };

  const missing = (planes: readonly Plane[]) =>
    new Map(planes.flatMap((plane) => known.has(plane.name) ? [] : [[plane.name, plane]]));

  const upload = (planes: ReadonlyMap<string, Plane>, size: number) => {
    const buffer = pool.take(Math.max(16, 4 * size * planes.size), dataUsage);
    taken.push(buffer);
    bytes += buffer.size;
    const out = staging ??= new Float32Array(together);
    let first = 0, waiting = 0, sent = 0;
    const send = () => {
      if (waiting > 0) device.queue.writeBuffer(buffer, 4 * sent, out, 0, waiting);
      sent += waiting;
      waiting = 0;
    };
    for (const [name, plane] of planes) {
      for (let at = 0; at < size;) {
        const count = Math.min(size - at, together - waiting);
        packInto(out.subarray(waiting, waiting + count), plane, at);
        at += count;
        waiting += count;
        if (waiting === together) send();
      }
      known.set(name, { buffer, first });
      first += size;
    }
    send();
  };

  return {
    load: (slots, along, window, source) => {
      const planes = slots.map((slot) => planeOf(slot, along, window, source));
      const size = window.outers * window.count;
      let fresh = missing(planes);
      if (bytes > 0 && bytes + 4 * size * fresh.size > most) {
        drop();
        fresh = missing(planes);
      }
      if (fresh.size > 0) upload(fresh, size);
      return planes.map(({ name }) => known.get(name)!);
    },
    drop,
  };
}
