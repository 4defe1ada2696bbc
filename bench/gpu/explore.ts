/** Times the sweeps of a plan on the device with other schedules than the library's, the dispatch alone: for tuning. */
import { type Expr, gradient, pairwiseEntropy } from "@mixtropy/mixtropy";
import { lower } from "../../kernels/lower/lower.ts";
import type { Sweep } from "../../kernels/wgsl/print.ts";
import type { Schedule } from "../../kernels/wgsl/sheet.ts";
import { nodeOf } from "../../src/expr/node_of.ts";
import { isOverPairs } from "../../src/plan/sweep.ts";
import { plan } from "../../src/plan/plan.ts";
import { sizesFor } from "../../src/run/conduct/inputs.ts";
import { requestGpu } from "../../src/run/webgpu/device.ts";
import { printing } from "../../src/run/webgpu/printed.ts";
import { scheduleFor } from "../../src/run/webgpu/sweep_schedule.ts";
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

/** A change of the text that keeps its meaning. */
interface Variant {
  readonly name: string;
  readonly of: (code: string) => string;
}

const variants: readonly Variant[] = [
  { name: "as it is", of: (code) => code },
  {
    name: "without a tile: columns from memory, no barriers",
    of: (code) =>
      code.replaceAll("    workgroupBarrier();\n", "")
        .replace(/ {4}for \(var t = thread;[^}]*}\n/, "")
        .replaceAll(/tile\[t \* (\d+)u/g, "columns[(group.z * run.lanes + start + t) * $1u"),
  },
  {
    name: "without a branch: the shift is raised in every turn",
    of: (code) => code.replaceAll(/if \(any\((\w+ > top\d+)\)\) \{/g, "{"),
  },
  {
    name: "the tile half as long",
    of: (code) => {
      const lanes = /start \+= (\d+)u/.exec(code)?.[1] ?? "64", half = String(Number(lanes) / 2);
      return code.replace(`start += ${lanes}u`, `start += ${half}u`)
        .replace(`min(${lanes}u, end`, `min(${half}u, end`);
    },
  },
];

/** What is tried of a sweep. */
interface Grid {
  readonly replicas: readonly number[];
  readonly threads: readonly number[];
  readonly lanes: readonly number[];
}

const seen = new Set<string>();

async function explore(name: string, structure: Structure, k: number, grids: readonly Grid[]) {
  const p = randomMixture(structure, 64, 10);
  const value = pairwiseEntropy(p, { distance: structure === "full" ? "bhattacharyya" : "kl" });
  const withGradient = name.includes("gradient");
  const outputs: Expr[] = [value, ...(withGradient ? Object.values(gradient(value, p)) : [])];
  const planned = plan(outputs.map((output) => nodeOf(output)));
  const sizes = sizesFor(planned.views, new Map());
  const kernels = lower(planned);
  const sweeps = [...planned.steps.keys()].filter((s) => isOverPairs(planned.steps[s]!));
  const s = sweeps.at(-1)!;
  const told = async (schedule: Schedule, { name: variant, of }: Variant) => {
    const sweep = printing(kernels[s]!, planned, schedule);
    if ("reason" in sweep) return console.log(name, s, sweep.reason);
    const code = of(sweep.code);
    if (seen.has(code)) return;
    seen.add(code);
    const { replicas, threads, lanes } = schedule;
    const parts = Math.max(1, Math.min(Math.ceil(4096 * 64 / k), Math.floor(k / 256)));
    let rate: string;
    try {
      rate = `${(k * k / await time(sweep, code, k, parts) / 1e6).toPrecision(3)} G pairs/s`;
    } catch (error) {
      rate = String(error).slice(0, 200);
    }
    console.log(
      `${name}: ${replicas} rows, ${threads} threads, ${lanes} lanes, ${variant}: ${rate}`,
    );
  };
  for (const { replicas, threads, lanes } of grids) {
    for (const r of replicas) {
      for (const t of threads) {
        for (const l of lanes) {
          await told(
            { replicas: r, threads: t, lanes: l, exactDifferences: false },
            variants[0]!,
          );
        }
      }
    }
  }
  // as for many rows
  const many = new Map(
    [...sizes].map(([set, size]) => [set, set.role === "coordinate" ? size : k]),
  );
  const own = scheduleFor(kernels[s]!, many, false);
  for (const variant of variants) await told(own, variant);
  console.log(`${name}: the library takes ${JSON.stringify(own)}`);
}

const big = Math.round(65536 * scale / 256) * 256, small = Math.round(16384 * scale / 256) * 256;
await explore("KL", "diagonal", big, [
  { replicas: [4], threads: [64, 128, 256], lanes: [1, 2, 4, 8] },
  { replicas: [2], threads: [128, 256], lanes: [4, 8] },
]);
await explore("KL gradient", "diagonal", big, [
  { replicas: [1, 2], threads: [128, 256], lanes: [1, 2, 4] },
]);
await explore("Bhattacharyya", "full", small, [
  { replicas: [1], threads: [64, 128, 256], lanes: [1, 2] },
  { replicas: [2], threads: [128], lanes: [1] },
]);
Deno.exit();
