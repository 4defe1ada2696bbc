import { messageOf } from "../conduct/message.ts";
import type { GpuInfo } from "../webgpu/adapter.ts";
import { loadGpuRuns } from "./load_gpu_runs.ts";

/**
 * What WebGPU device there is, or why there is none. Never throws.
 *
 * @example
 * ```ts
 * import { gpuInfo } from "@mixtropy/mixtropy";
 * const gpu = await gpuInfo();
 * console.log(gpu.available ? gpu.description : gpu.reason);
 * ```
 */
export async function gpuInfo(): Promise<GpuInfo> {
  try {
    return await (await loadGpuRuns()).gpuInfo();
  } catch (error) {
    return { available: false, reason: messageOf(error) };
  }
}
