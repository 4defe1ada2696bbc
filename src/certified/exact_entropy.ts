import { describe } from "../expr/describe.ts";
import type { Value } from "../expr/expression.ts";
import { checkMixture } from "../mixture/components.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { checkNames } from "../mixture/parameters.ts";
import { exactBoxEntropies } from "./boxes/read_boxes.ts";
import { cellWork, checkLimits } from "./exact_options.ts";
import { exactGaussians, type ExactMethod, type Found } from "./exact_gaussians.ts";
import { gradientFor } from "./parameter_gradient.ts";
import { readGaussians } from "./read_gaussians.ts";

/** How exact an entropy shall be, and what it may cost. */
export interface ExactOptions {
  /** By how much it may be wrong, in nats; 1e−9 if left out. On a line it comes to about 1e−14 all the same. */
  readonly tolerance?: number | undefined;
  /**
   * The most densities of components at points that may be computed, where a point of a lattice counts as 32 more and a cell of
   * boxes as 100; 10⁹ if left out, some seconds. What needs more is undefined.
   */
  readonly maxWork?: number | undefined;
  /** Whether the gradient is computed as well; false if left out. It takes some times as long. */
  readonly gradient?: boolean | undefined;
  /** Stops the computation: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called now and then with the share of the work that is done, from 0 to 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** An entropy to within an error. */
export interface ExactEntropy {
  /** −∫ p ln p, in nats. */
  readonly value: number;
  /** It is wrong by no more than this: proved, but for what integrals on lines and lattices lose, which is estimated. */
  readonly error: number;
  /** How it was found. */
  readonly method: ExactMethod;
  /**
   * The gradient, if it was asked for, by the names and with the shapes of the parameters as they were given, without a batch
   * axis. Weights are free; a covariance has the symmetric gradient. Undefined where a weight is 0, and for two components that
   * differ in more than three directions; and for boxes.
   */
  readonly gradient?: { readonly [parameter: string]: Value };
  /** By how much the gradient may be wrong, of parameters measured in standard deviations: an estimate. */
  readonly gradientError?: number;
}

/** One for a mixture, one for each mixture of a batch. */
export type ExactEntropies<B extends number | undefined> = B extends undefined
  ? ExactEntropy | undefined
  : readonly (ExactEntropy | undefined)[];

/**
 * The true entropy of a mixture, in nats, where it can be had. Of boxes, whose density is constant in cells, to rounding. Of
 * Gaussians: of one component or two in any number of dimensions, on a line, and of whatever differs from a product in three directions or fewer, such as components that share a covariance and
 * whose means span three dimensions. Also of groups of such that do not meet.
 *
 * A number with an error, no expression: how fine a lattice must be depends on the numbers. Undefined where there is no such way or
 * it would take more than `maxWork`. An array of them for a batch.
 *
 * Throws `NotPositiveDefiniteError` for a covariance that is not definite.
 *
 * @example
 * ```ts
 * import { exactEntropy, gaussianMixture } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [2]], variance: 1 });
 * const found = await exactEntropy(p);
 * console.log(found?.value.toFixed(5), found?.method); // 1.75577 two components
 * ```
 */
export async function exactEntropy<B extends number | undefined>(
  p: MixtureWith<object, B>,
  options: ExactOptions = {},
): Promise<ExactEntropies<B>> {
  const read = checkNames(
    options,
    ["tolerance", "maxWork", "gradient", "signal", "onProgress"],
    "computation of the entropy",
  );
  const { gradient = false } = read;
  const { tolerance, maxWork, signal, onProgress } = checkLimits(read);
  if (typeof gradient !== "boolean") {
    throw new TypeError(`Expected gradient to be true or false, got ${describe(gradient)}`);
  }
  checkMixture(p);
  const count = p.batch ?? 1;
  if (p.family === "uniform") {
    const boxes = await exactBoxEntropies(p, { work: maxWork / cellWork, signal });
    const cells = boxes.map((one) => one && { ...one, method: "cells" as const });
    return entropiesOf(p, cells);
  }
  const all = p.family === "gaussian" ? await readGaussians(p, signal) : undefined;
  const found: (ExactEntropy | undefined)[] = [];
  for (let b = 0; b < count; b++) {
    const one = all?.[b];
    const effort = {
      tolerance,
      maxWork,
      gradient,
      signal,
      onProgress: onProgress && ((share: number) => onProgress((b + share) / count)),
    };
    const entropy = one && await exactGaussians(one, effort);
    found.push(entropy && withGradient(p, entropy));
  }
  return entropiesOf(p, found);
}

/** One of a mixture without a batch, all of a batch. */
function entropiesOf<B extends number | undefined>(
  p: MixtureWith<object, B>,
  found: readonly (ExactEntropy | undefined)[],
): ExactEntropies<B> {
  // what the type says
  return (p.batch === undefined ? found[0] : found) as ExactEntropies<B>;
}

/** What was found, with slopes in the shapes of parameters. */
function withGradient(
  p: MixtureWith<object, number | undefined>,
  { value, error, method, slopes, slopesError }: Found,
): ExactEntropy {
  return slopes === undefined || slopesError === undefined
    ? { value, error, method }
    : { value, error, method, gradient: gradientFor(p, slopes), gradientError: slopesError };
}
