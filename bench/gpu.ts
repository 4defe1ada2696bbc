/**
 * The WebGPU executor on the GPU of this machine, checked against double precision and timed, in one run:
 *
 *     deno run --allow-env --allow-read --allow-run bench/gpu.ts [--most K]
 *
 * KL and KL with all gradients (diagonal, d = 10) for k = 10⁴, 10⁵, 10⁶; Bhattacharyya (full, d = 10) for k = 10⁴; beside them the
 * device's rates of arithmetic, exp and copying, which no program can beat, and PyTorch on CUDA in chunks, plain and compiled, where
 * PYTHON (default python3) has it. --most leaves larger k out. Times are medians of five runs after one that compiles, or of fewer
 * where a run takes seconds; they count packing, transfer and the part on the CPU.
 */
import { type Expr, gradient, pairwiseEntropy } from "@mixtropy/mixtropy";
import { reduce } from "../src/expr/build.ts";
import { nodes } from "../src/expr/simplify.ts";
import { klDivergence } from "../src/distance/kl.ts";
import { lower } from "../kernels/lower/lower.ts";
import { plan } from "../src/plan/plan.ts";
import { filled, sizesFor } from "../src/run/conduct/inputs.ts";
import { requestGpu } from "../src/run/webgpu/device.ts";
import type { GpuDevice } from "../src/run/webgpu/gpu_device.ts";
import { executorFor } from "../src/run/face/executor.ts";
import { gpuSideOf } from "../src/run/webgpu/gpu_side.ts";
import { deviceRates } from "./gpu/rates.ts";
import { bhattacharyyaRow, klRow } from "./gpu/rows.ts";
import { randomMixture, randomParameters, type Structure } from "./mixtures.ts";
import { componentsOf } from "../src/mixture/components.ts";
import { nodeOf } from "../src/expr/node_of.ts";

const most = Number(argument("--most") ?? 1e6);
const d = 10;
/** Rows that double precision checks. */
const checked = 16;

interface Task {
  readonly name: string;
  readonly structure: Structure;
  readonly k: number;
  readonly withGradient: boolean;
}

const tasks: Task[] = [
  ...(most < 1e4
    ? [{ name: "KL and gradient", structure: "diagonal", k: most, withGradient: true } as const]
    : []),
  ...[1e4, 1e5, 1e6].flatMap((k): Task[] => [
    { name: "KL", structure: "diagonal", k, withGradient: false },
    { name: "KL and gradient", structure: "diagonal", k, withGradient: true },
  ]),
  { name: "Bhattacharyya", structure: "full", k: 1e4, withGradient: false },
];

function argument(name: string): string | undefined {
  const at = Deno.args.indexOf(name);
  return at < 0 ? undefined : Deno.args[at + 1];
}

/** Runs until five times or ten seconds are over; the median in milliseconds. */
async function medianTime(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  const start = performance.now();
  while (times.length < 5 && (times.length === 0 || performance.now() - start < 10_000)) {
    const before = performance.now();
    await work();
    times.push(performance.now() - before);
  }
  return times.sort((a, b) => a - b)[times.length >> 1]!;
}

async function measure(gpu: GpuDevice, { structure, k, withGradient }: Task) {
  const p = randomMixture(structure, k, d);
  const distance = structure === "full" ? "bhattacharyya" : "kl";
  const value = pairwiseEntropy(p, { distance });
  const outputs: Expr[] = [value, ...(withGradient ? Object.values(gradient(value, p)) : [])];
  const prepared = (outputs: readonly Expr[]) => {
    const planned = plan(outputs.map((output) => nodeOf(output)));
    const sizes = sizesFor(planned.views, new Map());
    const arrays = filled(planned.views, new Map(), sizes);
    const lowered = { plan: planned, kernels: lower(planned) };
    const executor = executorFor(lowered, sizes, { gpu: gpuSideOf(lowered, sizes, gpu) });
    const warn = (message: string) => console.log(`  ${message}`);
    return () => executor.execute(arrays, { warn });
  };
  const timed = prepared(outputs);
  const before = performance.now();
  await timed();
  const first = performance.now() - before;
  const milliseconds = await medianTime(timed);

  // the logarithm of every row's sum, on the GPU, against some rows by the formula in double precision
  const numbersOf = async (value: Expr) => (await prepared([value])())[0]!.data;
  const [i, j] = componentsOf(p);
  const apart = structure === "full" ? undefined : klDivergence(i, j);
  const numbers = randomParameters(structure, k, d);
  let error = NaN;
  const rows = Array.from({ length: checked }, (_, t) => Math.floor((t + 0.5) * k / checked));
  if (apart !== undefined) {
    const data = await numbersOf(
      reduce("logSumExp", j.component, nodes.neg(nodeOf(apart)), j.weight),
    );
    error = Math.max(...rows.map((row) => relative(data[row]!, klRow(numbers, d, row))));
  } else {
    const { bhattacharyyaDistance } = await import("../src/distance/chernoff.ts");
    const far = nodes.neg(nodeOf(bhattacharyyaDistance(i, j)));
    const data = await numbersOf(reduce("logSumExp", j.component, far, j.weight));
    error = Math.max(...rows.map((row) => relative(data[row]!, bhattacharyyaRow(numbers, d, row))));
  }
  return { first, milliseconds, error };
}

function relative(actual: number, expected: number): number {
  return Math.abs(actual - expected) / Math.max(1, Math.abs(expected));
}

/** What PyTorch says, or why it says nothing. */
async function torch(task: Task): Promise<string> {
  const python = Deno.env.get("PYTHON") ?? "python3";
  const script = decodeURIComponent(new URL("./gpu/torch_peer.py", import.meta.url).pathname);
  const args = [script, task.structure, String(task.k), String(d), String(task.withGradient)];
  try {
    const { success, stdout, stderr } = await new Deno.Command(python, { args }).output();
    const text = new TextDecoder();
    if (success) return text.decode(stdout).trim();
    return text.decode(stderr).trim().split("\n").at(-1) ?? "it failed";
  } catch (error) {
    return error instanceof Deno.errors.NotFound ? `${python} was not found` : String(error);
  }
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
for (const task of tasks.filter(({ k }) => k <= most)) {
  const { first, milliseconds, error } = await measure(gpu, task);
  const pairs = task.k ** 2;
  // KL, diagonal: a difference, a square and two products a coordinate, of which two are multiply-adds; one exp
  const sums = task.structure === "diagonal" ? 3 * d : d ** 3 / 6 + d ** 2;
  const floor = 1000 * Math.max(pairs * sums / rates.arithmetic, pairs / rates.exp);
  console.log(
    `${task.name}, ${task.structure}, d = ${d}, k = ${task.k}: ${milliseconds.toFixed(1)} ms ` +
      `(first ${first.toFixed(0)} ms), ${(pairs / milliseconds / 1e6).toPrecision(3)} G pairs/s, ` +
      `floor ${floor.toFixed(1)} ms for the values, worst error ${
        error.toExponential(1)
      } of ${checked} rows`,
  );
  console.log(`  PyTorch: ${await torch(task)}`);
}
Deno.exit();
