import { type ArrayInput, toDense } from "../expr/array.ts";
import { DomainError, ShapeError } from "../expr/errors.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { checkMixture } from "../mixture/components.ts";
import { checkNames } from "../mixture/parameters.ts";
import { inTurns, newBreath } from "../run/conduct/slices.ts";
import type { BoxParameters } from "./boxes/box_edges.ts";
import { exactBoxEntropy } from "./boxes/box_entropy.ts";
import { readBoxes } from "./boxes/read_boxes.ts";
import { CompensatedTotal } from "./boxes/compensated_total.ts";
import type { Effort } from "./effort.ts";
import { exactGaussians } from "./exact_gaussians.ts";
import { cellWork, checkLimits } from "./exact_options.ts";
import type { Gaussians, Integral } from "./gaussians.ts";
import { type Line, marginalLines } from "./marginal_lines.ts";
import { type Orthonormal, orthonormalized, principalAxes } from "./principal_axes.ts";
import { readGaussians } from "./read_gaussians.ts";

/** In which directions marginals are taken, how exact their sum shall be, and what it may cost. */
export interface ExactMarginalsOptions {
  /**
   * Directions, [d, d]: rows that are orthonormal to 1e−8, which are made so to rounding. The eigenvectors of the covariance of
   * each mixture if left out. Boxes have the coordinates for directions, and no basis is taken.
   */
  readonly basis?: ArrayInput | undefined;
  /** By how much the sum may be wrong, in nats, but for rounding; 1e−9 if left out. */
  readonly tolerance?: number | undefined;
  /**
   * The most densities of components at points that may be computed, of which each direction has a d-th; an edge of a box counts
   * as 100. Turning matrices, (k + 30) d³/4, may take as much again. 10⁹ if left out, some seconds. What needs more is undefined.
   */
  readonly maxWork?: number | undefined;
  /** Stops the computation: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called now and then with the share of the work that is done, from 0 to 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** A sum of entropies of marginals to within an error: value + error is an upper bound on the entropy. */
export interface ExactMarginals {
  /** Σₐ h((RX)ₐ), in nats. */
  readonly value: number;
  /**
   * It is wrong by no more than this, and the entropy is no more above it: rounding, what |ln|det R|| may be, and what integrals
   * on lines lose, which is estimated.
   */
  readonly error: number;
}

/** One for a mixture, one for each mixture of a batch. */
export type ExactMarginalsOf<B extends number | undefined> = B extends undefined
  ? ExactMarginals | undefined
  : readonly (ExactMarginals | undefined)[];

/**
 * Upper bound on the entropy of a mixture in nats, the sum of the exact entropies of its marginals: h(X) ≤ Σₐ h((RX)ₐ).
 *
 * For h(X) = h(RX) − ln|det R|, and the entropy of coordinates is at most the sum of theirs, as the relative entropy of their
 * joint density to the product of marginals is not negative (Cover & Thomas 2006, theorem 8.6.2 and its corollary). R has the
 * eigenvectors of the covariance of the mixture in its rows, so that the sum is never above the bound by moments; it is
 * the entropy where coordinates along R are independent. Each marginal is a mixture on the line, whose entropy is found as
 * `exactEntropy` finds it. Of boxes R = I, and all is exact but for rounding. A `marginalsBound` without its pieces: a number with
 * an error, no expression.
 *
 * Undefined where it would take more than `maxWork`, or where rounding loses the widths of components. An array for a batch. Costs
 * about 1000 k · d densities on the line, and k · d³/4 for covariances that are full; 2k · d edges of boxes.
 *
 * Throws `ShapeError` or `DomainError` for a basis that is none, `NotPositiveDefiniteError` for a covariance that is not definite.
 *
 * @example
 * ```ts
 * import { exactMarginals, gaussianMixture } from "@mixtropy/mixtropy";
 * // two on the line y = x, so that marginals along (1, 1) and (1, −1) are independent
 * const p = gaussianMixture({ means: [[0, 0], [2, 2]], variance: 1 });
 * const found = await exactMarginals(p);
 * console.log(found?.value.toFixed(4)); // 3.3379
 * ```
 */
export async function exactMarginals<B extends number | undefined>(
  p: MixtureWith<object, B>,
  options: ExactMarginalsOptions = {},
): Promise<ExactMarginalsOf<B>> {
  const read = checkNames(
    options,
    ["basis", "tolerance", "maxWork", "signal", "onProgress"],
    "sum of marginals",
  );
  const limits = checkLimits(read), { signal, onProgress } = limits;
  checkMixture(p);
  const basis = read.basis === undefined ? undefined : basisOf(p, read.basis);
  const count = p.batch ?? 1;
  const boxes = p.family === "uniform" ? await readBoxes(p, signal) : undefined;
  const gaussians = p.family === "gaussian" ? await readGaussians(p, signal) : undefined;
  const found: (ExactMarginals | undefined)[] = [];
  for (let b = 0; b < count; b++) {
    const own: Effort = {
      ...limits,
      onProgress: onProgress && ((share) => onProgress((b + share) / count)),
    };
    const box = boxes?.[b], gaussian = gaussians?.[b];
    found.push(
      box !== undefined
        ? await marginalsOfBoxes(box, own)
        : gaussian && await marginalsOfGaussians(gaussian, basis, own),
    );
  }
  // what the type says
  return (p.batch === undefined ? found[0] : found) as ExactMarginalsOf<B>;
}

/** How far from orthonormal a basis may be that is meant to be. */
const leastOrthonormal = 1e-8;

/** A basis that was given, made orthonormal to rounding. */
function basisOf(
  { dimension: d, family }: MixtureWith<object, number | undefined>,
  given: ArrayInput,
): Orthonormal {
  if (family === "uniform") {
    throw new DomainError("Expected no basis for boxes, whose marginals are along coordinates");
  }
  const { data, shape } = toDense(given, "basis");
  if (shape.length !== 2 || shape[0] !== d || shape[1] !== d) {
    throw new ShapeError(`Expected basis of shape [${d}, ${d}], got [${shape.join(", ")}]`);
  }
  for (let a = 0; a < d; a++) {
    for (let b = 0; b <= a; b++) {
      let product = 0;
      for (let c = 0; c < d; c++) product += data[a * d + c]! * data[b * d + c]!;
      if (Math.abs(product - (a === b ? 1 : 0)) <= leastOrthonormal) continue;
      throw new DomainError(
        a === b
          ? `Expected basis[${a}] to have length 1, got ${Math.sqrt(product)}`
          : `Expected basis[${b}] and basis[${a}] to be orthogonal, got a product of ${product}`,
      );
    }
  }
  return orthonormalized(data, d);
}

async function marginalsOfGaussians(
  p: Gaussians,
  given: Orthonormal | undefined,
  effort: Effort,
): Promise<ExactMarginals | undefined> {
  const { d } = p, { signal } = effort;
  if (d === 1) return await sumOfLines([{ mixture: p, error: 0 }], p.weights, effort);
  // ten sweeps of rotations are about 30 d³ products
  if (d ** 3 / 4 * (30 + (p.shared ? 1 : p.k)) > effort.maxWork) return undefined;
  const basis = given ?? orthonormalized(principalAxes(p), d);
  const lines = await inTurns(marginalLines(p, basis.rows), newBreath(signal));
  const sum = lines && await sumOfLines(lines, p.weights, effort);
  return sum && { value: sum.value, error: sum.error + basis.error };
}

/** Σₐ of the entropies on lines. */
function sumOfLines(
  lines: readonly Line[],
  weights: ArrayLike<number>,
  effort: Effort,
): Promise<ExactMarginals | undefined> {
  return sumOf(weights, { count: lines.length, effort }, async (a, onProgress) => {
    const { tolerance, maxWork } = effort, { mixture, error } = lines[a]!;
    const found = await exactGaussians(mixture, {
      ...{ ...effort, onProgress },
      ...{ tolerance: tolerance / lines.length, maxWork: maxWork / lines.length },
    });
    return found && { value: found.value, error: found.error + error };
  });
}

function marginalsOfBoxes(p: BoxParameters, effort: Effort): Promise<ExactMarginals | undefined> {
  const { weights, dimension: d } = p, breath = newBreath(effort.signal);
  const along = (x: ArrayLike<number>, a: number) =>
    Float64Array.from(weights, (_, i) => x[i * d + a]!);
  return sumOf(weights, { count: d, effort }, async (a) => {
    await breath();
    const line = {
      weights,
      centers: along(p.centers, a),
      widths: along(p.widths, a),
      dimension: 1,
    };
    return exactBoxEntropy(line, { work: effort.maxWork / cellWork / d });
  });
}

/**
 * Σₐ hₐ, each hₐ = −∫ pₐ ln pₐ of weights whose sum m is 1 to rounding. −∫ p ln p is m times the entropy of p/m less m ln m, and so is
 * each hₐ: hence (d − 1) m ln m beside their sum.
 */
async function sumOf(
  weights: ArrayLike<number>,
  { count, effort }: { readonly count: number; readonly effort: Effort },
  entropyAlong: (
    a: number,
    onProgress: Effort["onProgress"],
  ) => Promise<Integral | undefined>,
): Promise<ExactMarginals | undefined> {
  const { onProgress, signal } = effort, total = new CompensatedTotal();
  let error = 0;
  for (let a = 0; a < count; a++) {
    signal?.throwIfAborted();
    const share = onProgress && ((own: number) => onProgress((a + own) / count));
    const found = await entropyAlong(a, share);
    if (found === undefined) return undefined;
    total.add(found.value);
    error += found.error;
    share?.(1);
  }
  const mass = new CompensatedTotal();
  for (let i = 0; i < weights.length; i++) mass.add(weights[i]!);
  total.add((count - 1) * mass.value * Math.log(mass.value));
  return { value: total.value, error: error + 2 ** -52 * total.size + count * 2 ** -52 };
}
