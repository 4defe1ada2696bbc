/** Tests that need a WebGPU adapter; where there is none they are skipped, and their names say why. */
import { device, type GpuDevice, requestGpu } from "../src/run/webgpu/device.ts";

const { available, reason = "" } = await device();

/** Why the tests are skipped, if they are. */
export const skipped: string | undefined = available ? undefined : reason;

/** A test with the GPU of this machine. */
export function withGpu(name: string, body: (gpu: GpuDevice) => Promise<void>): void {
  Deno.test({
    name: available ? name : `${name} (skipped: ${reason})`,
    ignore: !available,
    // the device is shared by all tests and stays open
    sanitizeResources: false,
    sanitizeOps: false,
    fn: async () => await body(await requestGpu()),
  });
}
