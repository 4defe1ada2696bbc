import type { GpuDevice } from "./gpu_device.ts";

/** Buffers that kernels read and write, by the host too. */
export const dataUsage = 0x80 | 0x08 | 0x04; // STORAGE | COPY_DST | COPY_SRC
/** Buffers of a run's numbers, and how long they are. */
const uniformUsage = 0x40 | 0x08, uniformBytes = 256; // UNIFORM | COPY_DST

/** A kernel, the numbers of a run, which are its first binding, and the others; one that is null is one that it does not use. */
export interface Dispatch {
  readonly pipeline: GPUComputePipeline;
  readonly numbers: Uint32Array<ArrayBuffer>;
  readonly buffers: readonly (GPUBuffer | null)[];
  readonly groups: readonly [number, number, number?];
}

/** Submits one dispatch. */
export function dispatch(
  { device, pool }: Pick<GpuDevice, "device" | "pool">,
  { pipeline, numbers, buffers, groups: [x, y, z = 1] }: Dispatch,
): void {
  const uniform = pool.take(uniformBytes, uniformUsage);
  try {
    device.queue.writeBuffer(uniform, 0, numbers);
    const entries = [uniform, ...buffers].flatMap((buffer, binding) =>
      buffer === null ? [] : [{ binding, resource: { buffer } }]
    );
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(
      0,
      device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }),
    );
    pass.dispatchWorkgroups(x, y, z);
    pass.end();
    device.queue.submit([encoder.finish()]);
  } finally {
    // the queue has its numbers: a later write comes after the dispatch
    pool.give(uniform);
  }
}
