import type { ArrayInput } from "../expr/array_types.ts";
import type { Expr } from "../expr/expression.ts";
import { exactEntropy, type ExactOptions } from "../certified/exact_entropy.ts";
import { readTwoSets } from "../information/read_coordinates.ts";
import { type GroupLabels, readLabels } from "../mixture/group_labels.ts";
import { checkMixture } from "../mixture/components.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { checkNames } from "../mixture/parameters.ts";
import { partsOf } from "../mixture/parts.ts";
import { marginal } from "../operation/marginal.ts";
import { select } from "../operation/select.ts";
import { evaluate } from "../run/face/evaluate.ts";

/** An information to within an error, in nats. */
export interface ExactInformation {
  /** In nats. */
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
  p: MixtureWith<object, undefined>,
  options: ExactInformationOptions & { readonly groups?: GroupLabels | undefined } = {},
): Promise<ExactInformation | undefined> {
  checkSingle(p);
  const names = ["groups", "tolerance", "maxWork", "signal"];
  const { groups, ...limits } = checkNames(options, names, "computation of an information");
  const { labels, count } = readLabels(groups, p.components, "groups");
  const weights = await weightsOf(p, limits.signal);
  const parts = Array.from({ length: count }, (_, g) => {
    const members = [...weights.keys()].filter((i) => labels[i] === g);
    const share = members.reduce((sum, i) => sum + weights[i]!, 0);
    return { share, members };
  }).flatMap(({ share, members }): Part[] =>
    share > 0 ? [{ sign: -share, mixture: select<Single>(p, members) }] : []
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
  p: MixtureWith<object, undefined>,
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
    parts.push({ sign, mixture: marginal<Single>(p, indices) });
  }
  return await sumOf(parts, limits);
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

/** The weights of all components. */
async function weightsOf(p: Single, signal: AbortSignal | undefined): Promise<number[]> {
  const lazy = partsOf(p).map(({ pair: [{ weight }] }): Expr => weight);
  const found = await evaluate(lazy, { signal });
  return found.flatMap((weight) => typeof weight === "number" ? [weight] : Array.from(weight.data));
}

function checkSingle(p: MixtureWith<object, number | undefined>): void {
  checkMixture(p);
  if (p.batch === undefined) return;
  throw new TypeError(`Expected a single mixture, got a batch of ${p.batch}: ask for each`);
}
