/**
 * What the WebGPU executor is held against the typed-array executor on: every estimator, family, structure of covariances, their
 * gradients, batches, and pair functions of one's own. Uses nothing of Deno, so that Node and browsers run the same cases.
 */
import { middleOf } from "./component_values.ts";
import {
  elkEntropy,
  type Expr,
  gaussianMixture,
  gradient,
  input,
  kdeEntropy,
  klDivergence,
  type Mixture,
  monteCarloEntropy,
  pairwiseEntropy,
  softmax,
  uniformMixture,
} from "../../mod.ts";
import { cumulativeSum, mul, sub, sumOverCoordinates, tanh } from "../../ops.ts";
import { bindKernel } from "../../kernels/script/bind.ts";
import type { Kernel } from "../../kernels/ir/kernel.ts";
import { lower } from "../../kernels/lower/lower.ts";
import { plan } from "../../src/plan/plan.ts";
import { type Buffer, cellCount, type Plan, type Sizes } from "../../src/plan/types.ts";
import { type Arrays, filled, sizesFor } from "../../src/run/conduct/inputs.ts";
import type { GpuDevice } from "../../src/run/webgpu/gpu_device.ts";
import type { ExecuteControl } from "../../src/run/face/drive.ts";
import { type Executor, executorFor } from "../../src/run/face/executor.ts";
import type { DenseArray } from "../../src/run/conduct/dense_array.ts";
import { gpuSideOf, type GpuSideOptions } from "../../src/run/webgpu/gpu_side.ts";
import { finishTask } from "../../src/run/conduct/buffers.ts";
import { copyIn, copyOut } from "../../src/run/conduct/layouts.ts";
import { randomNumbers, times } from "./random_numbers.ts";
import { nodeList } from "./nodes.ts";

/** Random parameters of every kind, for k components in d dimensions. */
export function parameters(k: number, d: number, seed = 7) {
  const random = randomNumbers(seed);
  const raw = times(k, random), sum = raw.reduce((a, b) => a + b, 0);
  const matrix = (): number[][] => {
    const a = times(d, () => times(d, () => random() - 0.5));
    return times(
      d,
      (i) => times(d, (j) => a[i]!.reduce((s, x, t) => s + x * a[j]![t]!, i === j ? 0.4 : 0)),
    );
  };
  return {
    weights: raw.map((x) => x / sum),
    means: times(k, () => times(d, () => 4 * random() + 3)),
    covariances: times(k, matrix),
    covariance: matrix(),
    diagonals: times(k, () => times(d, () => 0.3 + random())),
    variances: times(k, () => 0.3 + random()),
    widths: times(k, () => times(d, () => 0.7 + 2 * random())),
  };
}

/** A mixture in each structure of its parameters. */
export function mixtures(k: number, d: number) {
  const { weights, means, covariances, covariance, diagonals, variances, widths } = parameters(
    k,
    d,
  );
  const other = parameters(k, d, 8);
  return {
    "full": () => gaussianMixture({ weights, means, covariances }),
    "shared full": () => gaussianMixture({ weights, means, covariance }),
    "diagonal": () => gaussianMixture({ weights, means, variances: diagonals }),
    "spherical": () => gaussianMixture({ weights, means, variances }),
    "shared number, equal weights": () => gaussianMixture({ means, variance: 0.8 }),
    "boxes": () => uniformMixture({ weights, centers: means, widths }),
    "boxes of one width": () => uniformMixture({ weights, centers: means, widths: 1.7 }),
    "batch, diagonal": () =>
      gaussianMixture({
        weights: [weights, other.weights],
        means: [means, other.means],
        variances: [diagonals, other.diagonals],
      }),
    "batch, shared full": () =>
      gaussianMixture({ weights, means: [means, other.means], covariance }),
    "batch, boxes": () =>
      uniformMixture({ weights, centers: [means, other.means], widths: [widths, other.widths] }),
  } satisfies { [structure: string]: () => Mixture };
}

/** Distances that a user could write. */
const own = {
  "the mean of both KL divergences": (p, q) =>
    mul(0.5, sub(klDivergence(p, q), mul(-1, klDivergence(q, p)))),
  "a bounded distance of the middles": (p, q) => {
    return sumOverCoordinates(
      tanh(mul(sub(middleOf(p), middleOf(q)), sub(middleOf(p), middleOf(q)))),
    );
  },
} satisfies { [name: string]: Parameters<typeof ownEntropy>[1] };

function ownEntropy(p: Mixture, distance: Extract<Distance, (...args: never[]) => unknown>): Expr {
  return pairwiseEntropy(p, { distance });
}

type Distance = Parameters<typeof pairwiseEntropy>[1]["distance"];

/** Every estimator that sweeps over pairs. */
export function estimators(p: Mixture) {
  return {
    kl: pairwiseEntropy(p, { distance: "kl" }),
    bhattacharyya: pairwiseEntropy(p, { distance: "bhattacharyya" }),
    chernoff: pairwiseEntropy(p, { distance: { chernoff: 0.3 } }),
    elkDistance: pairwiseEntropy(p, { distance: "elk" }),
    elk: elkEntropy(p),
    kde: kdeEntropy(p),
    own: ownEntropy(p, own["a bounded distance of the middles"]),
    ownKl: ownEntropy(p, own["the mean of both KL divergences"]),
  };
}

/**
 * Cumulative sums before, within and after sweeps over pairs: of what weights are made of, of the coordinates of a pair, and of
 * the slopes that a sweep leaves.
 */
function cumulativeSums(k: number, d: number) {
  const { weights: steps, means, diagonals: variances } = parameters(k, d);
  const x = input(steps, { name: "steps" });
  const p = gaussianMixture({ weights: softmax(cumulativeSum(x)), means, variances });
  const value = ownEntropy(p, (i, j) => {
    if (i.family !== "gaussian" || j.family !== "gaussian") throw new TypeError("Gaussians");
    const apart = cumulativeSum(sub(i.mean, j.mean), { axis: i.coordinate, reverse: true });
    return sumOverCoordinates(tanh(mul(apart, apart)));
  });
  const slopes = gradient(value, p);
  return {
    value,
    "∂value/∂steps": gradient(value, x),
    "∂value/∂means": slopes.means,
    "sums of ∂value/∂weights": cumulativeSum(slopes.weights, { exclusive: true }),
  };
}

/** One plan to compare. */
export interface Case {
  readonly name: string;
  readonly outputs: () => { readonly [name: string]: Expr };
}

/** Values of all estimators, and the gradients of those whose rules differ, for every structure. */
export function casesFor(k: number, d: number): Case[] {
  const slopes = (value: Expr, p: Mixture, name: string) =>
    Object.fromEntries(
      Object.entries(gradient(value, p)).map((
        [parameter, slope],
      ) => [`∂${name}/∂${parameter}`, slope]),
    );
  const ofStructures = Object.entries(mixtures(k, d)).flatMap(([structure, make]): Case[] => [
    { name: `${structure}: values`, outputs: () => estimators(make()) },
    ...(["kl", "chernoff", "elk", "kde"] as const).map((name): Case => ({
      name: `${structure}: gradient of ${name}`,
      outputs: () => {
        const p = make();
        return p.family === "uniform" && name === "kl" ? {} : slopes(estimators(p)[name], p, name);
      },
    })),
    {
      name: `${structure}: Monte Carlo`,
      outputs: () => {
        const p = make();
        const { value, standardError } = monteCarloEntropy(p, { samples: 40, seed: 5 });
        return { value, standardError, ...slopes(value, p, "value") };
      },
    },
  ]);
  return [...ofStructures, {
    name: "cumulative sums",
    outputs: () => cumulativeSums(k, d),
  }];
}

/** A plan with its kernels and numbers. */
export interface Prepared {
  readonly plan: Plan;
  readonly kernels: readonly Kernel[];
  readonly sizes: Sizes;
  readonly arrays: Arrays;
}

/** Plans expressions with the numbers that their inputs hold. */
export function prepare(nodes: readonly Expr[]): Prepared {
  const planned = plan(nodeList(nodes));
  const sizes = sizesFor(planned.views, new Map());
  const arrays = filled(planned.views, new Map(), sizes);
  return { plan: planned, kernels: lower(planned), sizes, arrays };
}

/** The results of a plan in double precision, by the typed-array executor. */
export function reference({ plan, kernels, sizes, arrays }: Prepared): Float64Array[] {
  const memory = new Map<Buffer, Float64Array>();
  for (const buffer of [...plan.inputs, ...plan.stored]) {
    memory.set(buffer, new Float64Array(cellCount(buffer.dims, sizes)));
  }
  const arrayOf = (buffer: Buffer) => memory.get(buffer) as Float64Array;
  for (const buffer of plan.inputs) {
    if (buffer.source === undefined) continue;
    const data = arrays.get(buffer.source)?.data ?? buffer.source.data;
    copyIn(buffer, sizes, data, arrayOf(buffer));
  }
  kernels.forEach((kernel, s) => {
    const bound = bindKernel(kernel, sizes, arrayOf);
    bound.run(0, bound.rows);
    for (const task of plan.steps[s]!.tasks) finishTask(task, sizes, arrayOf(task.buffer));
  });
  return plan.outputs.map(({ buffer }) => copyOut(buffer, sizes, arrayOf(buffer)).data);
}

/** The worst disagreement of two results: relative to the largest number, or to 1 if that is more. */
export function disagreement(actual: Float64Array, expected: Float64Array): number {
  let largest = 1, worst = 0;
  for (const x of expected) if (Number.isFinite(x)) largest = Math.max(largest, Math.abs(x));
  for (let t = 0; t < expected.length; t++) {
    const error = Object.is(actual[t], expected[t]) ? 0 : Math.abs(actual[t]! - expected[t]!);
    worst = error <= worst ? worst : error;
  }
  return actual.length === expected.length ? worst / largest : NaN;
}

/** Runs a plan with its sweeps over pairs on a GPU. */
export function gpuExecutor(
  { plan, kernels, sizes }: Prepared,
  gpu: GpuDevice,
  options: GpuSideOptions = {},
): Executor {
  const lowered = { plan, kernels };
  return executorFor(lowered, sizes, { gpu: gpuSideOf(lowered, sizes, gpu, options) });
}

/** The results of a plan with its sweeps over pairs on a GPU. */
export async function resultsOnGpu(
  prepared: Prepared,
  gpu: GpuDevice,
  control: ExecuteControl = {},
  options: GpuSideOptions = {},
): Promise<DenseArray[]> {
  const executor = gpuExecutor(prepared, gpu, options);
  try {
    return await executor.execute(prepared.arrays, control);
  } finally {
    executor.dispose();
  }
}

/** Runs expressions on both executors: the worst disagreement of each, and what the GPU executor warned of. */
export async function compare(
  outputs: { readonly [name: string]: Expr },
  gpu: GpuDevice,
  options: GpuSideOptions = {},
): Promise<{ errors: { [name: string]: number }; warnings: string[] }> {
  const prepared = prepare(Object.values(outputs));
  const expected = reference(prepared);
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const actual = await resultsOnGpu(prepared, gpu, { warn }, options);
  const errors = Object.fromEntries(
    Object.keys(outputs).map((name, t) => [name, disagreement(actual[t]!.data, expected[t]!)]),
  );
  return { errors, warnings };
}
