/** Adapters that are not those of the machine: for tests of what the library does with them. */
import { releaseGpu } from "../../src/run/webgpu/device.ts";

/** What an adapter says of itself, and what happens to its devices. */
export interface Pretence {
  readonly isFallbackAdapter: boolean;
  /** Called with each device that is opened. */
  readonly onDevice?: (device: GPUDevice) => void;
}

/** Runs `body` while the program's adapter is whatever `requestAdapter` gives; no WebGPU at all if it is undefined. */
export async function withAdapter(
  requestAdapter: (() => Promise<unknown>) | undefined,
  body: () => Promise<void>,
): Promise<void> {
  await releaseGpu();
  const gpu = requestAdapter === undefined ? undefined : { requestAdapter };
  // hides the getter of the prototype
  Object.defineProperty(navigator, "gpu", { configurable: true, value: gpu });
  try {
    await body();
  } finally {
    Reflect.deleteProperty(navigator, "gpu");
    await releaseGpu();
  }
}

/** Runs `body` while the adapter of this machine pretends to be another. */
export async function pretending(
  { isFallbackAdapter, onDevice }: Pretence,
  body: () => Promise<void>,
): Promise<void> {
  const { gpu } = navigator;
  const requestAdapter = async () => {
    const adapter = await gpu.requestAdapter();
    if (adapter === null) return null;
    const requestDevice = async (descriptor: GPUDeviceDescriptor) => {
      const device = await adapter.requestDevice(descriptor);
      onDevice?.(device);
      return device;
    };
    const info = { vendor: "test", description: "a test's adapter", isFallbackAdapter };
    return { limits: adapter.limits, info, requestDevice };
  };
  await withAdapter(requestAdapter, body);
}
