import { DeviceError } from "../../expr/errors.ts";
import { findAdapter, type GpuInfo } from "./adapter.ts";
import { messageOf } from "../conduct/message.ts";
import { GpuDevice } from "./gpu_device.ts";

let shared: Promise<GpuDevice> | undefined;
let opened: GpuDevice | undefined;

/** The device of this program, if it was asked for before and is there. */
export function openGpu(): GpuDevice | undefined {
  return opened?.lost === undefined ? opened : undefined;
}

/** The device of this program, asked for once; a new one after the last was lost. Throws `DeviceError` where there is none. */
export async function requestGpu(): Promise<GpuDevice> {
  shared ??= open();
  const asked = shared;
  let gpu: GpuDevice;
  try {
    gpu = await asked;
  } catch (error) {
    if (shared === asked) shared = undefined;
    throw error;
  }
  // a loss is reported by a promise: let it be heard
  await Promise.resolve();
  if (gpu.lost === undefined) return gpu;
  if (shared === asked) shared = open();
  return shared ?? requestGpu();
}

/** The WebGPU in which "auto" found no GPU; it does not ask again, for some drivers write to stderr when they are asked. */
let without: object | undefined;

/** The GPU of this program, if there is one that is no program on the CPU. */
export async function hardwareGpu(): Promise<GpuDevice | undefined> {
  if (without === ownWebgpu()) return undefined;
  try {
    const gpu = await requestGpu();
    if (gpu.info.isFallback !== true) return gpu;
    without = ownWebgpu();
  } catch {
    // then the CPU does the work
  }
  return undefined;
}

/** What stands for the WebGPU of this runtime, if only for its absence. */
function ownWebgpu(): object {
  return (globalThis as { readonly navigator?: { readonly gpu?: object } }).navigator?.gpu ??
    globalThis;
}

async function open(): Promise<GpuDevice> {
  const { adapter, info } = await findAdapter().catch((error) => {
    without = ownWebgpu();
    throw error;
  });
  try {
    const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
    const device = await adapter.requestDevice({
      requiredLimits: { maxBufferSize, maxStorageBufferBindingSize },
    });
    return opened = new GpuDevice(device, info);
  } catch (error) {
    throw new DeviceError(`The GPU could not be opened: ${messageOf(error)}; use device "cpu"`);
  }
}

/** Gives the shared device back, so that a program can end or measure afresh. */
export async function releaseGpu(): Promise<void> {
  const last = shared;
  shared = opened = undefined;
  await last?.then((gpu) => gpu.destroy(), () => {});
}

/** What WebGPU device there is, or why there is none. Never throws. */
export async function gpuInfo(): Promise<GpuInfo> {
  try {
    return (await requestGpu()).info;
  } catch (error) {
    return { available: false, reason: messageOf(error) };
  }
}
