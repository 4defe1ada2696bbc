import type { GpuDevice } from "./gpu_device.ts";

/** A submit should take no longer: drivers end work that keeps a screen waiting. */
const target = 0.04;
/** Work a second that is assumed of a kernel that has not run yet. */
const firstRate = { fallback: 5e8, hardware: 2e11 };
/** Submits that may be on their way at a time. */
const inFlight = 3;

/** Hands work to a device in pieces that it finishes in time, by how fast it was before. */
export interface Throttle {
  /** How much work the next submit may have. */
  readonly room: () => number;
  /** Notes that a submit with so much work was made; waits while too many are on their way. */
  readonly submitted: (work: number) => Promise<void>;
  /** Waits until all is done. */
  readonly drained: () => Promise<void>;
}

/** How fast one kernel may be submitted to a device. */
export function throttleOf(gpu: GpuDevice, key: string, check: () => void): Throttle {
  const first = gpu.info.isFallback ? firstRate.fallback : firstRate.hardware;
  const waiting: Promise<void>[] = [];
  let lastDone = performance.now();
  const submitted = async (work: number) => {
    const start = performance.now();
    waiting.push(
      gpu.device.queue.onSubmittedWorkDone().then(() => {
        const now = performance.now();
        // the device began with it when it was submitted, or when it was done with what came before
        const seconds = (now - Math.max(start, lastDone)) / 1000;
        lastDone = now;
        const old = gpu.rates.get(key) ?? first;
        const rate = Math.min(work / Math.max(seconds, 1e-4), 8 * old);
        // runtimes look about every 10 ms: a short submit says little
        if (seconds > target / 2 || work > old * target / 2) gpu.rates.set(key, rate);
      }, () => {}),
    );
    while (waiting.length >= inFlight) await gpu.orLost(waiting.shift() as Promise<void>);
    check();
  };
  return {
    room: () => (gpu.rates.get(key) ?? first) * target,
    submitted,
    drained: async () => {
      while (waiting.length > 0) await gpu.orLost(waiting.shift() as Promise<void>);
      check();
    },
  };
}
