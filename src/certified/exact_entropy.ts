import { describe } from "../expr/describe.ts";
import { DomainError } from "../expr/errors.ts";
import { componentsOf } from "../mixture/components.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { checkNames } from "../mixture/parameters.ts";
import { checkOptions } from "../run/face/options.ts";
import type { Effort } from "./effort.ts";
import { exactBoxes } from "./exact_boxes.ts";
import { exactGaussians, type ExactMethod } from "./exact_gaussians.ts";
import { readGaussians } from "./read_gaussians.ts";

/** How exact an entropy shall be, and what it may cost. */
export interface ExactOptions {
  /** By how much it may be wrong, in nats; 1e−9 if left out. On a line it comes to about 1e−14 all the same. */
  readonly tolerance?: number | undefined;
  /**
   * The most densities of components at points that may be computed; 10⁹ if left out, some seconds. What needs more is
   * undefined.
   */
  readonly maxWork?: number | undefined;
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
  /** How it was found; "cells" of boxes. */
  readonly method: ExactMethod | "cells";
}

/** One for a mixture, one for each mixture of a batch. */
export type ExactEntropies<B extends number | undefined> = B extends undefined
  ? ExactEntropy | undefined
  : readonly (ExactEntropy | undefined)[];

/**
 * The true entropy of a mixture, in nats, where it can be had. Of boxes, by the cells that they cut. Of Gaussians: of one component or two in any number of dimensions, on a
 * line, and of whatever differs from a product in three directions or fewer, such as components that share a covariance and
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
    ["tolerance", "maxWork", "signal", "onProgress"],
    "computation of the entropy",
  );
  const { tolerance = 1e-9, maxWork = 1e9, signal, onProgress } = read;
  checkOptions({ signal, onProgress });
  checkPositive(tolerance, "tolerance");
  checkPositive(maxWork, "maxWork");
  signal?.throwIfAborted();
  componentsOf(p);
  const asked = { tolerance, maxWork, signal, onProgress };
  const found = p.family === "uniform" ? await exactBoxes(p, asked) : await allGaussians(p, asked);
  // one for a mixture without a batch: what `ExactEntropies` says
  return (p.batch === undefined ? found[0] : found) as ExactEntropies<B>;
}

async function allGaussians(
  p: MixtureWith<object, number | undefined>,
  effort: Effort,
): Promise<(ExactEntropy | undefined)[]> {
  const { signal, onProgress } = effort, count = p.batch ?? 1;
  const all = await readGaussians(p, signal), found: (ExactEntropy | undefined)[] = [];
  for (let b = 0; b < count; b++) {
    const one = all?.[b];
    found.push(
      one && await exactGaussians(one, {
        ...effort,
        onProgress: onProgress && ((share) => onProgress((b + share) / count)),
      }),
    );
  }
  return found;
}

function checkPositive(x: unknown, name: string): void {
  if (typeof x === "number" && x > 0) return;
  throw new DomainError(`Expected ${name} to be a number above 0, got ${describe(x)}`);
}
