/** How fast a device multiplies and adds, takes exponentials and copies: what no kernel on it can beat. */
import type { GpuDevice } from "../../src/run/webgpu/gpu_device.ts";

/** Operations and bytes a second. */
export interface Rates {
  readonly arithmetic: number;
  readonly exp: number;
  readonly bytes: number;
}

const perStep = 64;
const threads = 256;

/** A kernel whose threads do `run.steps` × 64 operations each, in eight chains that do not wait for one another. */
function code(operation: (x: string) => string): string {
  const lines = Array.from({ length: perStep }, (_, t) => {
    const x = `x${t % 8}`;
    return `    ${x} = ${operation(x)};`;
  });
  const chains = Array.from({ length: 8 }, (_, t) => `  var x${t} = f32(id.x + ${t}u) * 1e-7;`);
  return `@group(0) @binding(0) var<uniform> steps: u32;
@group(0) @binding(1) var<storage, read_write> out: array<f32>;
@compute @workgroup_size(${threads})
fn spin(@builtin(global_invocation_id) id: vec3<u32>) {
${chains.join("\n")}
  for (var step = 0u; step < steps; step++) {
${lines.join("\n")}
  }
  out[id.x] = x0 + x1 + x2 + x3 + x4 + x5 + x6 + x7;
}
`;
}

/** Measures a device; takes about a second. */
export async function deviceRates(gpu: GpuDevice): Promise<Rates> {
  const { device } = gpu;
  const groups = gpu.info.isFallback ? 16 : 4096;
  const out = device.createBuffer({ size: 4 * threads * groups, usage: 0x80 });
  const uniform = device.createBuffer({ size: 16, usage: 0x40 | 8 });

  const spin = async (text: string): Promise<number> => {
    const pipeline = await gpu.pipeline(text, "spin");
    const entries = [uniform, out].map((buffer, binding) => ({ binding, resource: { buffer } }));
    const group = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
    const timed = async (steps: number) => {
      device.queue.writeBuffer(uniform, 0, Uint32Array.of(steps));
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(groups);
      pass.end();
      const start = performance.now();
      device.queue.submit([encoder.finish()]);
      await device.queue.onSubmittedWorkDone();
      return (performance.now() - start) / 1000;
    };
    // longer and longer, until the time is well above that of an answer
    for (let steps = 16;; steps *= 2) {
      const seconds = await timed(steps);
      if (seconds > 0.15 || steps > 2 ** 20) {
        return steps * perStep * threads * groups / seconds;
      }
    }
  };
  const arithmetic = await spin(code((x) => `fma(${x}, 0.9999999, 1e-7)`));
  const exp = await spin(code((x) => `exp(-${x})`));

  const size = Math.min(gpu.info.isFallback ? 2 ** 24 : 2 ** 28, device.limits.maxBufferSize);
  const from = device.createBuffer({ size, usage: 4 | 8 });
  const to = device.createBuffer({ size, usage: 4 | 8 });
  const copies = gpu.info.isFallback ? 4 : 200;
  const encoder = device.createCommandEncoder();
  for (let t = 0; t < copies; t++) encoder.copyBufferToBuffer(from, 0, to, 0, size);
  const start = performance.now();
  device.queue.submit([encoder.finish()]);
  await device.queue.onSubmittedWorkDone();
  const bytes = copies * size / ((performance.now() - start) / 1000);
  [out, uniform, from, to].forEach((buffer) => buffer.destroy());
  return { arithmetic, exp, bytes };
}
