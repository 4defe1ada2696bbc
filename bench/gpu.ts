/**
 * The WebGPU executor on the GPU of this machine, checked against double precision and timed, in one run:
 *
 *     deno run --allow-env --allow-read --allow-run bench/gpu.ts [--most K] [--cpu K] [--alone] [--out FILE]
 *
 * KL and KL with all gradients (diagonal, d = 10) for k = 10⁴, 10⁵, 10⁶; Bhattacharyya (full, d = 10) for k = 10⁴; beside them the
 * same on all threads of the CPU in double precision, which checks values and gradients, the device's rates of arithmetic, exp and
 * copying, which no program can beat, and PyTorch on CUDA in chunks, plain and compiled, where PYTHON (default python3) has it.
 * --most leaves larger k out, --cpu leaves the CPU out for larger k than 10⁴ or K, --alone leaves PyTorch out. Times are medians of five runs after one that compiles, or of fewer where a run takes seconds; they
 * count packing, transfer and the part on the CPU.
 */
import { requestGpu } from "../src/run/webgpu/device.ts";
import type { GpuDevice } from "../src/run/webgpu/gpu_device.ts";
import { checkedRows, errorOf, errorOfRows } from "./gpu/checks.ts";
import { deviceRates, type Rates } from "./gpu/rates.ts";
import { d, outputsOf, prepared, type Task, tasksUpTo } from "./gpu/tasks.ts";
import { type PeerTime, torchTimes } from "./gpu/torch.ts";

function argument(name: string): string | undefined {
  const at = Deno.args.indexOf(name);
  return at < 0 ? undefined : Deno.args[at + 1];
}

/** More components take the CPU too long. */
const mostOnCpu = Number(argument("--cpu") ?? 1e4);

async function timed<T>(work: () => Promise<T>): Promise<[number, T]> {
  const before = performance.now(), result = await work();
  return [performance.now() - before, result];
}

/** Runs until five times or ten seconds are over; the median in milliseconds. */
async function medianTime(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  const start = performance.now();
  while (times.length < 5 && (times.length === 0 || performance.now() - start < 10_000)) {
    times.push((await timed(work))[0]);
  }
  return times.sort((a, b) => a - b)[times.length >> 1]!;
}

/** What was measured of a task, in milliseconds, and how far it is from double precision. */
interface Measured {
  readonly task: Task;
  readonly first: number;
  readonly milliseconds: number;
  readonly floor: number;
  readonly cpu: number | undefined;
  readonly error: number | undefined;
  readonly rowError: number;
}

async function measure(gpu: GpuDevice, task: Task, rates: Rates): Promise<Measured> {
  const outputs = outputsOf(task), run = prepared(outputs, gpu);
  const [first, results] = await timed(run);
  const milliseconds = await medianTime(run);
  let cpu: number | undefined, error: number | undefined;
  if (task.k <= mostOnCpu) {
    const onCpu = prepared(outputs, undefined);
    await onCpu();
    const [time, expected] = await timed(onCpu);
    cpu = time;
    error = errorOf(results, expected);
  }
  return {
    ...{ task, first, milliseconds, cpu, error },
    floor: floorOf(task, rates),
    rowError: await errorOfRows(gpu, task),
  };
}

/** The least time of the values: KL, diagonal, takes a difference, a square and two products a coordinate, and one exp a pair. */
function floorOf({ structure, k }: Task, { arithmetic, exp }: Rates): number {
  const sums = structure === "diagonal" ? 3 * d : d ** 3 / 6 + d ** 2;
  return 1000 * k ** 2 * Math.max(sums / arithmetic, 1 / exp);
}

function told({ task, first, milliseconds, floor, cpu, error, rowError }: Measured): string {
  const pairs = task.k ** 2;
  return `${task.name}, ${task.structure}, d = ${d}, k = ${task.k}: ${
    milliseconds.toFixed(1)
  } ms ` +
    `(first ${first.toFixed(0)} ms), ${(pairs / milliseconds / 1e6).toPrecision(3)} G pairs/s, ` +
    `floor ${floor.toFixed(2)} ms for the values; CPU ${cpu?.toFixed(0) ?? "–"} ms; ` +
    `error ${error?.toExponential(1) ?? "–"}, of ${checkedRows} rows ${rowError.toExponential(1)}`;
}

function besides({ task, milliseconds }: Measured, peer: PeerTime | undefined): string {
  const { eager, chunk, compiled, compiledChunk, notCompiled } = peer ?? {};
  if (eager === undefined) return `${task.name}, k = ${task.k}: PyTorch –`;
  const best = Math.min(eager, compiled ?? Infinity);
  const more = compiled === undefined
    ? `not compiled: ${notCompiled}`
    : `compiled ${compiled.toFixed(1)} ms (chunks of ${compiledChunk})`;
  return `${task.name}, k = ${task.k}: PyTorch ${eager.toFixed(1)} ms (chunks of ${chunk}), ` +
    `${more}; ratio ${(best / milliseconds).toFixed(2)}`;
}

const gpu = await requestGpu();
console.log(`device: ${gpu.info.description} (${gpu.info.vendor} ${gpu.info.architecture})`);
const rates = await deviceRates(gpu);
console.log(
  `rates: ${(rates.arithmetic / 1e12).toPrecision(3)} T multiply-adds/s, ` +
    `${(rates.exp / 1e9).toPrecision(3)} G exp/s, ${
      (rates.bytes / 1e9).toPrecision(3)
    } GB/s copied`,
);
const tasks = tasksUpTo(Number(argument("--most") ?? 1e6));
const all: Measured[] = [];
for (const task of tasks) {
  const measured = await measure(gpu, task, rates);
  all.push(measured);
  console.log(told(measured));
}
const peer = Deno.args.includes("--alone")
  ? { about: "no peer", times: [] }
  : await torchTimes(tasks);
console.log(peer.about);
all.forEach((measured, t) => console.log(besides(measured, peer.times[t])));
const out = argument("--out");
if (out !== undefined) {
  const report = { date: new Date().toISOString(), gpu: gpu.info, rates, all, peer };
  await Deno.writeTextFile(out, JSON.stringify(report, null, 2));
}
Deno.exit();
