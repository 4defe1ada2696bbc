/** Times the sweeps of a plan on the device with other schedules than the library's, the dispatch alone: for tuning. */
import { type Expr, gradient, pairwiseEntropy } from "@mixtropy/mixtropy";
import { lower } from "../../kernels/lower/lower.ts";
import type { Sweep } from "../../kernels/wgsl/print.ts";
import { nodeOf } from "../../src/expr/node_of.ts";
import { isOverPairs } from "../../src/plan/sweep.ts";
import { plan } from "../../src/plan/plan.ts";
import { sizesFor } from "../../src/run/conduct/inputs.ts";
import { requestGpu } from "../../src/run/webgpu/device.ts";
import { printing } from "../../src/run/webgpu/printed.ts";
import { randomMixture, type Structure } from "../mixtures.ts";

const gpu = await requestGpu();
const { device } = gpu;
const scale = gpu.info.isFallback ? 0.02 : 1;

function buffer(floats: number, usage: number): GPUBuffer {
  return device.createBuffer({ size: Math.max(16, 4 * floats), usage });
}

function random(floats: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: floats }, () => 0.1 + 0.01 * Math.random());
}

async function time(sweep: Sweep, code: string, k: number, parts: number): Promise<number> {
  const pipeline = await gpu.pipeline(code, "sweep");
  const { slots, record, cells, doubts } = sweep;
  const states = 2 * cells.length + (doubts ? 1 : 0);
  const uniform = device.createBuffer({ size: 256, usage: 0x40 | 8 });
  const lanesPerPart = Math.ceil(k / parts);
  device.queue.writeBuffer(uniform, 0, Uint32Array.of(k, k, k, lanesPerPart, 0, 0, 0, 0, 0, 0));
  const buffers: (GPUBuffer | null)[] = [
    slots.common.length ? buffer(slots.common.length, 0x80 | 8) : null,
    slots.rows.length ? buffer(slots.rows.length * k, 0x80 | 8) : null,
    slots.columns.length ? buffer(4 * record * k, 0x80 | 8) : null,
    buffer(states * parts * k, 0x80 | 8),
  ];
  if (buffers[1]) device.queue.writeBuffer(buffers[1], 0, random(slots.rows.length * k));
  if (buffers[2]) device.queue.writeBuffer(buffers[2], 0, random(4 * record * k));
  const entries = [uniform, ...buffers].flatMap((b, binding) =>
    b === null ? [] : [{ binding, resource: { buffer: b } }]
  );
  const group = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
  const run = async (times: number) => {
    const encoder = device.createCommandEncoder();
    for (let t = 0; t < times; t++) {
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(Math.ceil(k / sweep.rowsPerGroup), parts);
      pass.end();
    }
    const start = performance.now();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    return performance.now() - start;
  };
  await run(1);
  const one = await run(1), times = Math.max(1, Math.min(10, Math.floor(150 / one)));
  const many = await run(1 + times);
  [uniform, ...buffers].forEach((b) => b?.destroy());
  return times > 1 ? (many - one) / times : one;
}

/** The same text with two lanes a turn of the inner loop. */
function unrolled(code: string, by: number): string {
  const begin = code.indexOf("    for (var t = 0u; t < count; t++) {\n");
  if (begin < 0) return code;
  const end = code.indexOf("\n    }\n", begin) + 7;
  const body = code.slice(code.indexOf("\n", begin) + 1, end - 7);
  const turn = (at: number) =>
    "      {\n" + (at === 0
      ? body
      : body.replaceAll(/tile\[t \* (\d+)u/g, (_m, r) =>
        `tile[t * ${r}u + ${at * Number(r)}u`)) +
    "\n      }\n";
  // whole multiples only: the microbench takes such sizes
  return code.slice(0, begin) + `    for (var t = 0u; t < count; t += ${by}u) {\n` +
    Array.from({ length: by }, (_, at) => turn(at)).join("") + "    }\n" + code.slice(end);
}

function wider(code: string, from: number, to: number): string {
  return code.replaceAll(`${from}u, end - start`, `${to}u, end - start`)
    .replaceAll(`start += ${from}u`, `start += ${to}u`);
}

async function explore(name: string, structure: Structure, k: number, withGradient: boolean) {
  const p = randomMixture(structure, 64, 10);
  const value = pairwiseEntropy(p, { distance: structure === "full" ? "bhattacharyya" : "kl" });
  const outputs: Expr[] = [value, ...(withGradient ? Object.values(gradient(value, p)) : [])];
  const planned = plan(outputs.map((output) => nodeOf(output)));
  sizesFor(planned.views, new Map());
  const kernels = lower(planned);
  for (const [s, step] of planned.steps.entries()) {
    if (!isOverPairs(step)) continue;
    for (const replicas of [1, 2, 4]) {
      for (const threads of [64, 128, 256]) {
        const sweep = printing(kernels[s]!, planned, {
          replicas,
          threads,
          exactDifferences: false,
        });
        if ("reason" in sweep) {
          console.log(name, s, sweep.reason);
          continue;
        }
        const parts = Math.max(1, Math.min(Math.ceil(4096 * 64 / k), Math.floor(k / 256)));
        const told: string[] = [];
        for (const by of sweep.statements > 100 ? [1, 2] : [1, 2, 4]) {
          const code = by === 1 ? sweep.code : unrolled(sweep.code, by);
          try {
            const ms = await time(sweep, code, k, parts);
            told.push(`${(k * k / ms / 1e6).toPrecision(3)}`);
          } catch (error) {
            told.push(String(error).slice(0, 200));
          }
        }
        console.log(
          `${name} step ${s} replicas ${replicas} threads ${threads} parts ${parts} ` +
            `record ${sweep.record} rows ${sweep.slots.rows.length} cells ${sweep.cells.length} ` +
            `statements ${sweep.statements}: G pairs/s unrolled 1, 2, 4: ${told.join("  ")}`,
        );
      }
    }
  }
}

void wider;
const big = Math.round(65536 * scale / 256) * 256, small = Math.round(16384 * scale / 256) * 256;
await explore("KL", "diagonal", big, false);
await explore("KL gradient", "diagonal", big, true);
await explore("Bhattacharyya", "full", small, false);
Deno.exit();
