/** What is measured on a GPU, and how it is asked of the library. */
import { type Expr, gradient, pairwiseEntropy } from "@mixtropy/mixtropy";
import { lower } from "../../kernels/lower/lower.ts";
import { nodeOf } from "../../src/expr/node_of.ts";
import { plan } from "../../src/plan/plan.ts";
import { filled, sizesFor } from "../../src/run/conduct/inputs.ts";
import { executorFor } from "../../src/run/face/executor.ts";
import type { GpuDevice } from "../../src/run/webgpu/gpu_device.ts";
import { gpuSideOf } from "../../src/run/webgpu/gpu_side.ts";
import { randomMixture, type Structure } from "../mixtures.ts";

/** An estimate of a random mixture, with all gradients or without. */
export interface Task {
  readonly name: string;
  readonly structure: Structure;
  readonly k: number;
  readonly withGradient: boolean;
}

/** The dimension of all mixtures here. */
export const d = 10;

/** The tasks with up to `most` components; `most` itself, where that is less than the usual least. */
export function tasksUpTo(most: number): Task[] {
  const sizes = [1e4, 1e5, 1e6].filter((k) => k <= most);
  return [
    ...(sizes.length > 0 ? sizes : [most]).flatMap((k): Task[] => [
      { name: "KL", structure: "diagonal", k, withGradient: false },
      { name: "KL and gradient", structure: "diagonal", k, withGradient: true },
    ]),
    { name: "Bhattacharyya", structure: "full", k: Math.min(most, 1e4), withGradient: false },
  ];
}

/** The estimate of a task, and its gradients. */
export function outputsOf({ structure, k, withGradient }: Task): readonly Expr[] {
  const p = randomMixture(structure, k, d);
  const distance = structure === "full" ? "bhattacharyya" : "kl";
  const value = pairwiseEntropy(p, { distance });
  return [value, ...(withGradient ? Object.values(gradient(value, p)) : [])];
}

/** A plan that is made once and runs as often as it is called: on a GPU, or on all threads of the CPU. */
export function prepared(outputs: readonly Expr[], gpu: GpuDevice | undefined) {
  const planned = plan(outputs.map((output) => nodeOf(output)));
  const sizes = sizesFor(planned.views, new Map());
  const arrays = filled(planned.views, new Map(), sizes);
  const lowered = { plan: planned, kernels: lower(planned) };
  const side = gpu === undefined ? {} : { gpu: gpuSideOf(lowered, sizes, gpu) };
  const executor = executorFor(lowered, sizes, side);
  const warn = (message: string) => console.log(`  ${message}`);
  return () => executor.execute(arrays, { warn });
}
