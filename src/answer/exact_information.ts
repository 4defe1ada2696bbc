import type { ArrayInput } from "../expr/array_types.ts";
import type { ArrayResult, Expr, Value } from "../expr/expression.ts";
import type { Node } from "../expr/node.ts";
import { exactEntropy } from "../certified/exact_entropy.ts";
import type { ExactOptions } from "../certified/exact_entropy.ts";
import { marginalMixture, selectionOf } from "../information/marginal_components.ts";
import { readTwoSets } from "../information/read_coordinates.ts";
import { type GroupLabels, readLabels } from "../information/read_labels.ts";
import { componentsOf } from "../mixture/components.ts";
import type { Component, MixtureWith } from "../mixture/component_types.ts";
import { gaussianMixture } from "../mixture/gaussian.ts";
import { checkNames } from "../mixture/parameters.ts";
import { uniformMixture } from "../mixture/uniform.ts";
import { evaluate } from "../run/face/evaluate.ts";

/** An information to within an error, in nats. */
export interface ExactInformation {
  readonly value: number;
  /** It is wrong by no more than this: the sum of the errors of the entropies that it is made of. */
  readonly error: number;
}

/** How exact an information shall be, and what each of its entropies may cost. */
export type ExactInformationOptions = Omit<ExactOptions, "gradient" | "onProgress">;

/** A single mixture. */
type Single = MixtureWith<object, undefined>;

/**
 * The true I(X; G) of a mixture and the groups of its components, in nats, where `exactEntropy` knows the entropies of the whole and of each
 * group; else undefined. A number with an error, no expression.
 *
 * Throws what `mutualInformation` and `exactEntropy` throw, `TypeError` for a batch.
 *
 * @example
 * ```ts
 * import { exactInformation, gaussianMixture } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [1], [4]], variance: 1 });
 * const found = await exactInformation(p, { groups: ["a", "a", "b"] });
 * console.log(found?.value.toFixed(5)); // 0.51886
 * ```
 */
export async function exactInformation(
  p: Single,
  options: ExactInformationOptions & { readonly groups?: GroupLabels | undefined } = {},
): Promise<ExactInformation | undefined> {
  checkSingle(p);
  const names = ["groups", "tolerance", "maxWork", "signal"];
  const { groups, ...limits } = checkNames(options, names, "computation of an information");
  const { labels, count } = readLabels(groups, p.components, "groups");
  const numbers = await numbersOf(p, limits.signal);
  const shares = Array.from(
    { length: count },
    (_, g) => numbers.weights.reduce((sum, weight, i) => labels[i] === g ? sum + weight : sum, 0),
  );
  const parts = shares.flatMap((share, g): Part[] =>
    share > 0 ? [{ sign: -share, mixture: subset(numbers, (i) => labels[i] === g, share) }] : []
  );
  return sumOf([{ sign: 1, mixture: p }, ...parts], limits);
}

/**
 * The true I(X_A; X_B) of two sets of coordinates of a mixture, in nats, where `exactEntropy` knows the entropies of both and of all; else
 * undefined. A number with an error, no expression.
 *
 * Throws what `coordinatesInformation` and `exactEntropy` throw, `TypeError` for a batch.
 *
 * @example
 * ```ts
 * import { exactCoordinatesInformation, gaussianMixture } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0, 0], [2, 2]], variance: 1 });
 * const found = await exactCoordinatesInformation(p, [0], [1]);
 * console.log(found?.value.toFixed(3)); // 0.174
 * ```
 */
export async function exactCoordinatesInformation(
  p: Single,
  first: ArrayInput,
  second: ArrayInput,
  options: ExactInformationOptions = {},
): Promise<ExactInformation | undefined> {
  checkSingle(p);
  const names = ["tolerance", "maxWork", "signal"];
  const limits = checkNames(options, names, "computation of an information");
  const [one, other] = readTwoSets(first, second, p.dimension);
  const parts: Part[] = [];
  for (const [sign, indices] of [[1, one], [1, other], [-1, [...one, ...other]]] as const) {
    const marginal = marginalMixture(p, selectionOf(indices)) as Single;
    const numbers = await numbersOf(marginal, limits.signal);
    parts.push({ sign, mixture: subset(numbers, () => true, 1) });
  }
  return sumOf(parts, limits);
}

/** An entropy, and how often it counts. */
interface Part {
  readonly sign: number;
  readonly mixture: Single;
}

async function sumOf(
  parts: readonly Part[],
  limits: ExactInformationOptions,
): Promise<ExactInformation | undefined> {
  let value = 0, error = 0;
  for (const { sign, mixture } of parts) {
    const found = await exactEntropy(mixture, limits);
    if (found === undefined) return undefined;
    value += sign * found.value;
    error += Math.abs(sign) * found.error + 2 ** -50 * Math.abs(found.value);
  }
  // no information is negative
  return { value: Math.max(0, value), error };
}

/** The numbers of a mixture: parameters with a row for each component, and those that all share. */
interface Numbers {
  readonly family: "gaussian" | "uniform";
  readonly weights: Float64Array;
  readonly rows: { readonly [name: string]: ArrayResult };
  readonly shared: { readonly [name: string]: Value };
}

async function numbersOf(p: Single, signal: AbortSignal | undefined): Promise<Numbers> {
  const [i] = componentsOf(p),
    rows: { [name: string]: Expr } = {},
    shared: { [name: string]: Expr } = {};
  for (const [name, node] of Object.entries(parametersOf(i))) {
    (node.axes.includes(i.component) ? rows : shared)[name] = node;
  }
  const found = await evaluate({ weights: i.weight as Expr, rows, shared }, { signal });
  return {
    family: p.family,
    weights: (found.weights as ArrayResult).data,
    // they have the axis of components
    rows: found.rows as { readonly [name: string]: ArrayResult },
    shared: found.shared,
  };
}

/** What a component has beside its weight, by the names of a mixture's parameters. */
function parametersOf(i: Component<Node>): { readonly [name: string]: Node } {
  if (i.family === "uniform") return { centers: i.center, widths: i.width };
  const { mean: means, covariance } = i;
  const isShared = covariance.kind === "full"
    ? !covariance.matrix.axes.includes(i.component)
    : !covariance.variance.axes.includes(i.component);
  if (covariance.kind === "full") {
    return { means, [isShared ? "covariance" : "covariances"]: covariance.matrix };
  }
  return { means, [isShared ? "variance" : "variances"]: covariance.variance };
}

/** The mixture of some of the components, whose weights sum to `share`. */
function subset(
  { family, weights, rows, shared }: Numbers,
  isIn: (i: number) => boolean,
  share: number,
): Single {
  const kept = [...weights.keys()].filter(isIn);
  const parameters: { [name: string]: unknown } = {
    ...shared,
    weights: kept.map((i) => weights[i]! / share),
  };
  for (const [name, { data, shape }] of Object.entries(rows)) {
    const size = data.length / weights.length, own = new Float64Array(kept.length * size);
    kept.forEach((from, to) => own.set(data.subarray(from * size, (from + 1) * size), to * size));
    parameters[name] = { data: own, shape: [kept.length, ...shape.slice(1)] };
  }
  // the parameters of a mixture of this family, by their names
  const made: unknown = family === "gaussian"
    ? gaussianMixture(parameters as unknown as Parameters<typeof gaussianMixture>[0])
    : uniformMixture(parameters as unknown as Parameters<typeof uniformMixture>[0]);
  return made as Single;
}

function checkSingle(p: MixtureWith<object, number | undefined>): void {
  componentsOf(p);
  if (p.batch === undefined) return;
  throw new TypeError(`Expected a single mixture, got a batch of ${p.batch}: ask for each`);
}
