import { reduce, sumTo } from "../expr/build.ts";
import { alongCoordinates } from "../expr/coordinates.ts";
import type { Expr } from "../expr/expression.ts";
import { input } from "../expr/input.ts";
import type { Node } from "../expr/node.ts";
import { nodeOf } from "../expr/node_of.ts";
import { nodes } from "../expr/simplify.ts";
import { logDensityAt } from "../distance/component.ts";
import { gradient } from "../gradient/gradient.ts";
import { componentsOf } from "../mixture/components.ts";
import { gaussianMixture } from "../mixture/gaussian.ts";
import { compile } from "../run/face/compile.ts";
import { unit } from "./metric.ts";
import type { Slopes } from "./slopes.ts";

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

/** ln Σ wⱼ pⱼ(x) at each point, for all components and for those before. */
export interface LogDensities {
  readonly all: Float64Array;
  readonly before: Float64Array;
}

/** Compiled plans of densities at many points. */
export interface DensityKernel {
  readonly run: (numbers: DensityNumbers, signal?: AbortSignal) => Promise<LogDensities>;
  /** The gradient of Σₓ a(x) ln P(x) + b(x) ln B(x), a and b numbers, with P of all components and B of those before. */
  readonly slopes: (
    numbers: DensityNumbers,
    factors: LogDensities,
    signal?: AbortSignal,
  ) => Promise<Slopes>;
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
  const named = (name: string, axes: Expr) => input([1], { name, like: axes });
  const weights = named("weights", like), before = named("before", like);
  const [component] = componentsOf(p);
  const logs = logDensityAt(component, alongCoordinates(points, "points", component));
  const logSum = (w: Expr) => reduce("logSumExp", component.component, logs, nodeOf(w));
  const outputs = { all: logSum(weights), before: logSum(before) };
  const inputs = { means, covariances, points, weights, before };
  const plan = compile(outputs, { inputs });

  // of a number, so that it is an axis of points like any other
  const forAll = input([1], { name: "forAll", like: outputs.all as Expr });
  const forBefore = input([1], { name: "forBefore", like: outputs.all as Expr });
  const sum = (x: Node): Expr => sumTo(x, [], []);
  const weighed = sum(nodes.add(
    nodes.weigh(nodeOf(forAll), outputs.all),
    nodes.weigh(nodeOf(forBefore), outputs.before),
  ));
  const compileSlopes = () =>
    compile(
      gradient(weighed, { weights, before, means, covariances }),
      { inputs: { ...inputs, forAll, forBefore } },
    );
  let slopesPlan: ReturnType<typeof compileSlopes> | undefined;
  const shaped = (numbers: DensityNumbers) => {
    const m = numbers.weights.length, n = numbers.points.length / d;
    return {
      ...numbers,
      means: { data: numbers.means, shape: [m, d] },
      covariances: { data: numbers.covariances, shape: [m, d, d] },
      points: { data: numbers.points, shape: [n, d] },
    };
  };
  return {
    run: async (numbers, signal) => {
      const values = await plan.run(shaped(numbers), { signal });
      return { all: dataOf(values.all), before: dataOf(values.before) };
    },
    slopes: async (numbers, factors, signal) => {
      const given = { ...shaped(numbers), forAll: factors.all, forBefore: factors.before };
      slopesPlan ??= compileSlopes();
      const values = await slopesPlan.run(given, { signal });
      const early = dataOf(values.before);
      return {
        // a component's weight counts in both, where it is before
        weights: dataOf(values.weights).map((x, i) => numbers.before[i] === 0 ? x : x + early[i]!),
        means: dataOf(values.means),
        covariances: dataOf(values.covariances),
      };
    },
    [Symbol.dispose]: () => {
      plan[Symbol.dispose]();
      slopesPlan?.[Symbol.dispose]();
    },
  };
}

/** The numbers of a value that has an axis. */
function dataOf(value: unknown): Float64Array {
  const { data } = value as { readonly data: Float64Array };
  return data;
}
