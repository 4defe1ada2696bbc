import type { Expr } from "../expr/expression.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { evaluate } from "../run/face/evaluate.ts";
import type { Gaussians } from "./gaussians.ts";

/** The names of spreads. */
const spreads = ["covariances", "covariance", "variances", "variance"] as const;

/** Covariances hold at most so many numbers when they are written out. */
const mostNumbers = 2 ** 26;

/** Under which name the spread of a Gaussian mixture was given. */
export function spreadOf(p: MixtureWith<object, number | undefined>): typeof spreads[number] {
  const parameters = p.parameters as { readonly [name: string]: Expr };
  return spreads.find((one) => parameters[one] !== undefined)!;
}

/** The numbers of a parameter: all of them, and how many axes they have. */
interface Numbers {
  readonly data: Float64Array;
  readonly axes: number;
}

/**
 * The numbers of a Gaussian mixture, of each mixture of a batch: parameters that are expressions are computed. Undefined where
 * covariances would be too many numbers, written out.
 */
export async function readGaussians(
  p: MixtureWith<object, number | undefined>,
  signal: AbortSignal | undefined,
): Promise<Gaussians[] | undefined> {
  const { components: k, dimension: d, batch } = p;
  const parameters = p.parameters as { readonly [name: string]: Expr };
  const name = spreadOf(p);
  const values = await evaluate({
    weights: parameters.weights!,
    means: parameters.means!,
    spread: parameters[name]!,
  }, { signal });
  const [weights, means, spread] = [values.weights, values.means, values.spread].map(numbersOf);
  const shared = name === "covariance" || name === "variance";
  if (!shared && k * d * d > mostNumbers) return undefined;
  return Array.from({ length: batch ?? 1 }, (_, b) => ({
    k,
    d,
    weights: ofBatch(weights!, { b, axes: 1, size: k }),
    means: ofBatch(means!, { b, axes: 2, size: k * d }),
    covariances: covariancesOf(name, spread!, { b, k, d, inBatch: batch !== undefined }),
    shared,
  }));
}

function numbersOf(value: unknown): Numbers {
  if (typeof value === "number") return { data: Float64Array.of(value), axes: 0 };
  const { data, shape } = value as {
    readonly data: Float64Array;
    readonly shape: readonly number[];
  };
  return { data, axes: shape.length };
}

/** The numbers of mixture `b`: all, for a parameter without a batch axis. */
function ofBatch(
  { data, axes: own }: Numbers,
  { b, axes, size }: { readonly b: number; readonly axes: number; readonly size: number },
): Float64Array {
  return own > axes ? data.slice(b * size, (b + 1) * size) : data.slice();
}

/** Σᵢ written out: [k, d, d], or [d, d] where it is shared. */
function covariancesOf(
  name: typeof spreads[number],
  spread: Numbers,
  { b, k, d, inBatch }: {
    readonly b: number;
    readonly k: number;
    readonly d: number;
    readonly inBatch: boolean;
  },
): Float64Array {
  switch (name) {
    case "covariances":
      return ofBatch(spread, { b, axes: 3, size: k * d * d });
    case "covariance":
      return ofBatch(spread, { b, axes: 2, size: d * d });
    case "variance":
      return diagonals(ofBatch(spread, { b, axes: 0, size: 1 }), 1, d);
    case "variances": {
      // [k] or [k, d], and a batch axis before: beside a batch two axes are [b, k]
      const byCoordinate = spread.axes === 3 || (spread.axes === 2 && !inBatch);
      const axes = byCoordinate ? 2 : 1, size = byCoordinate ? k * d : k;
      return diagonals(ofBatch(spread, { b, axes, size }), k, d);
    }
    default:
      return name satisfies never;
  }
}

/** Diagonal matrices of n or n·d variances. */
function diagonals(variances: Float64Array, n: number, d: number): Float64Array {
  const all = new Float64Array(n * d * d), each = variances.length / n;
  for (let i = 0; i < n; i++) {
    for (let a = 0; a < d; a++) {
      all[(i * d + a) * d + a] = variances[each === 1 ? i : i * d + a]!;
    }
  }
  return all;
}
