/** Buffers that kernels read and write, by the host too. */
export const dataUsage = 0x80 | 0x08 | 0x04; // STORAGE | COPY_DST | COPY_SRC
/** Buffers of a run's numbers. */
export const uniformUsage = 0x40 | 0x08; // UNIFORM | COPY_DST
/** How long they are. */
export const uniformBytes = 256;

/** Submits one dispatch; a binding that is null is one that the kernel does not use. */
export function dispatch(
  device: GPUDevice,
  pipeline: GPUComputePipeline,
  buffers: readonly (GPUBuffer | null)[],
  [x, y, z = 1]: readonly [number, number, number?],
): void {
  const entries = buffers.flatMap((buffer, binding) =>
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
}
