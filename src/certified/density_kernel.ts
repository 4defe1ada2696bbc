import { reduce } from "../expr/build.ts";
import { input } from "../expr/input.ts";
import { nodeOf } from "../expr/node_of.ts";
import { logDensity } from "../distance/of_component.ts";
import { componentOf } from "../mixture/components.ts";
import { gaussianMixture } from "../mixture/gaussian.ts";
import { compile } from "../run/face/compile.ts";
import { unit } from "./metric.ts";

/** Components in numbers, and points: what a kernel of densities is run with. */
export interface DensityNumbers {
  /** [m] */
  readonly weights: Float64Array;
  /** The weights of some of them, 0 for the others. */
  readonly before: Float64Array;
  /** [m, d] */
  readonly means: Float64Array;
  /** [m, d, d] */
  readonly covariances: Float64Array;
  /** [n, d] */
  readonly points: Float64Array;
}

/** A compiled plan of ln Σ wⱼ pⱼ(x) at many points, for all components and for some. */
export interface DensityKernel {
  readonly run: (
    numbers: DensityNumbers,
    signal?: AbortSignal,
  ) => Promise<{ readonly all: Float64Array; readonly before: Float64Array }>;
  readonly [Symbol.dispose]: () => void;
}

/** Plans and generates once, for Gaussians in d dimensions; how many components and points there are may change with each run. */
export function densityKernel(d: number): DensityKernel {
  const shape = [1, d];
  const p = gaussianMixture({
    means: { data: new Float64Array(d), shape },
    covariances: { data: unit(d), shape: [1, d, d] },
  });
  const { means, covariances, weights: like } = p.parameters;
  const points = input({ data: new Float64Array(d), shape }, { name: "points" });
  const weights = input([1], { name: "weights", like }),
    before = input([1], { name: "before", like });
  const component = componentOf(p.at(0)), logs = nodeOf(logDensity(component, points));
  const outputs = {
    all: reduce("logSumExp", component.component, logs, nodeOf(weights)),
    before: reduce("logSumExp", component.component, logs, nodeOf(before)),
  };
  const plan = compile(outputs, { inputs: { means, covariances, points, weights, before } });
  return {
    run: async (numbers, signal) => {
      const m = numbers.weights.length, n = numbers.points.length / d;
      const values = await plan.run({
        ...numbers,
        means: { data: numbers.means, shape: [m, d] },
        covariances: { data: numbers.covariances, shape: [m, d, d] },
        points: { data: numbers.points, shape: [n, d] },
      }, { signal });
      return { all: dataOf(values.all), before: dataOf(values.before) };
    },
    [Symbol.dispose]: () => plan[Symbol.dispose](),
  };
}

/** The numbers of a value that has a number for each point. */
function dataOf(value: unknown): Float64Array {
  const { data } = value as { readonly data: Float64Array };
  return data;
}
