import type { Value } from "../expr/expression.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { componentsOf } from "../mixture/components.ts";
import { resultOf } from "../run/face/array_result.ts";
import { spreadOf } from "./read_gaussians.ts";
import type { Slopes } from "./slopes.ts";

/** Slopes in all covariances as those in the parameters that a mixture was given, of one mixture of a batch. */
export function gradientFor(
  p: MixtureWith<object, number | undefined>,
  { weights, means, covariances }: Slopes,
): { readonly [parameter: string]: Value } {
  const { components: k, dimension: d } = p, spread = spreadOf(p);
  const sumOf = (x: Float64Array, each: number) => {
    const sums = new Float64Array(each);
    x.forEach((y, t) => sums[t % each]! += y);
    return sums;
  };
  const diagonals = new Float64Array(k * d).map((_, t) =>
    covariances[Math.floor(t / d) * d * d + (t % d) * (d + 1)]!
  );
  const traces = new Float64Array(k).map((_, i) =>
    diagonals.subarray(i * d, (i + 1) * d).reduce((s, x) => s + x, 0)
  );
  const ofSpread = (): Value => {
    switch (spread) {
      case "covariances":
        return resultOf({ data: covariances, shape: [k, d, d] });
      case "covariance":
        return resultOf({ data: sumOf(covariances, d * d), shape: [d, d] });
      case "variance":
        return traces.reduce((s, x) => s + x, 0);
      case "variances": {
        const [one] = componentsOf(p);
        return one.family === "gaussian" && one.covariance.kind === "diagonal"
          ? resultOf({ data: diagonals, shape: [k, d] })
          : resultOf({ data: traces, shape: [k] });
      }
      default:
        return spread satisfies never;
    }
  };
  return {
    weights: resultOf({ data: weights, shape: [k] }),
    means: resultOf({ data: means, shape: [k, d] }),
    [spread]: ofSpread(),
  };
}
