import { runtimeWait } from "../conduct/few_pairs.ts";
import type { GpuDevice } from "./gpu_device.ts";

/** A submit should take no longer: drivers end work that keeps a screen waiting. */
const target = 0.04;
/**
 * Work a second that is assumed of a kernel that has not run yet: a small GPU has a fifth of it, so that even there the first
 * submit ends long before a watchdog would end it; a large one has twenty times as much.
 */
const firstRate = { fallback: 5e8, hardware: 1e12 };
/** So many submits as long as the target may be on their way at a time, and so many however short. */
const inFlight = 3, mostInFlight = 64;

/** Hands work to a device in pieces that it finishes in time, by how fast it was before. */
export interface Throttle {
  /** How much work the next submit may have. */
  readonly room: () => number;
  /** Notes that a submit with so much work was made; waits while too much is on its way. */
  readonly submitted: (work: number) => Promise<void>;
  /** Waits until all is done. */
  readonly drained: () => Promise<void>;
}

/** How fast one kernel may be submitted to a device. */
export function throttleOf(gpu: GpuDevice, key: string, check: () => void): Throttle {
  const rate = () => rateOf(gpu, key);
  const waiting: { readonly done: Promise<void>; readonly work: number }[] = [];
  let onWay = 0;
  const oldest = async () => {
    const { done, work } = waiting.shift()!;
    onWay -= work;
    await gpu.orLost(done);
  };
  const submitted = async (work: number) => {
    const start = performance.now();
    const done = gpu.device.queue.onSubmittedWorkDone().then(() => learn(gpu, key, work, start));
    waiting.push({ done: done.catch(() => {}), work });
    onWay += work;
    const isTooMuch = () => onWay > inFlight * target * rate() || waiting.length > mostInFlight;
    while (waiting.length > 1 && isTooMuch()) await oldest();
    check();
  };
  return {
    room: () => rate() * target,
    submitted,
    drained: async () => {
      while (waiting.length > 0) await oldest();
      check();
    },
  };
}

/** Work a second of a kernel, as it was when it ran last, or as is assumed. */
function rateOf(gpu: GpuDevice, key: string): number {
  return gpu.rates.get(key) ?? (gpu.info.isFallback ? firstRate.fallback : firstRate.hardware);
}

/** Notes how long a submit took, as far as the runtime lets one see. */
function learn(gpu: GpuDevice, key: string, work: number, start: number): void {
  const now = performance.now(), old = rateOf(gpu, key);
  // the device began with it when it was submitted, or when it was done with what came before
  const seen = (now - Math.max(start, gpu.lastDone)) / 1000;
  gpu.lastDone = now;
  // what is noticed up to a wait later took at least a quarter of the time, or the next submit will tell
  const seconds = Math.max(seen - runtimeWait(), seen / 4, 1e-4);
  if (seconds <= target / 2 && work <= old * target / 2) return;
  gpu.rates.set(key, Math.min(work / seconds, 8 * old));
}
