/** What a run on a device waits for and sends: one answer however many sweeps there are, and each number once. */
import { gradient, pairwiseEntropy } from "../../mod.ts";
import { assert, assertEquals } from "@std/assert";
import { isOverPairs } from "../../src/plan/sweep.ts";
import type { GpuDevice } from "../../src/run/webgpu/gpu_device.ts";
import { mixtures, prepare, resultsOnGpu } from "../support/webgpu_cases.ts";
import { withGpu } from "../support/webgpu_support.ts";

/** Counts the promises of a device that a run waits for, and the bytes that it sends. */
async function counted(gpu: GpuDevice, run: () => Promise<unknown>) {
  const { orLost } = gpu, { queue } = gpu.device, { writeBuffer } = queue;
  let waits = 0, bytes = 0;
  gpu.orLost = (promise) => {
    waits++;
    return orLost.call(gpu, promise) as typeof promise;
  };
  queue.writeBuffer = (buffer, at, data, first = 0, count) => {
    // every array that is sent here holds numbers of four bytes
    bytes += 4 * (count ?? (data as Float32Array).length - first);
    writeBuffer.call(queue, buffer, at, data, first, count);
  };
  try {
    await run();
  } finally {
    gpu.orLost = orLost;
    queue.writeBuffer = writeBuffer;
  }
  return { waits, bytes };
}

withGpu("a value and its gradient wait once, and send what both sweeps read once", async (gpu) => {
  const k = 2000, d = 3, p = mixtures(k, d).diagonal();
  const kl = pairwiseEntropy(p, { distance: "kl" });
  const prepared = prepare([kl, ...Object.values(gradient(kl, p))]);
  assertEquals(prepared.plan.steps.filter(isOverPairs).length, 2);
  await resultsOnGpu(prepared, gpu);
  // as on hardware, where each sweep of this size is one submit
  for (const shader of gpu.rates.keys()) gpu.rates.set(shader, 1e13);
  const { waits, bytes } = await counted(gpu, () => resultsOnGpu(prepared, gpu));
  assertEquals(waits, 1);
  // means, variances and their reciprocals along each coordinate; Σ ln σ², the weights, and what the gradient weighs a row by:
  // as they are read along the rows and along the lanes they are the same numbers
  const numbers = 3 * d + 5;
  assert(bytes <= 4 * k * numbers + 4096, `${bytes / 4 / k} numbers a component were sent`);
});
