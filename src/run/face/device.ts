import { messageOf } from "../conduct/message.ts";
import type { DeviceInfo } from "../webgpu/adapter.ts";
import { loadGpuRuns } from "./load_gpu_runs.ts";

/**
 * What WebGPU device there is, or why there is none. Never throws.
 *
 * @example
 * ```ts
 * import { device } from "@mixtropy/mixtropy";
 * const gpu = await device();
 * console.log(gpu.available ? gpu.description : gpu.reason);
 * ```
 */
export async function device(): Promise<DeviceInfo> {
  try {
    return await (await loadGpuRuns()).device();
  } catch (error) {
    return { available: false, reason: messageOf(error) };
  }
}
