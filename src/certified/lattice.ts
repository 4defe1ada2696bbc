import { type Chunk, chunks } from "./lattice_chunks.ts";
import { newTotal, type Total } from "./compensated.ts";
import { type DensityKernel, densityKernel } from "./density_kernel.ts";
import type { Effort } from "./effort.ts";
import { type Gaussians, type Integral, meanOf } from "./gaussians.ts";
import { fewestPoints, pointsOf } from "./lattice_points.ts";
import { joined, logCellVolume, type Metric, metricOf } from "./metric.ts";
import { type Reaching, reaching, type Region, regions } from "./regions.ts";
import { addSlopes, farthest, newSlopes, scaledSlopes, type Slopes } from "./slopes.ts";
import { logDeterminant } from "./small_matrices.ts";

/** An integral with its slopes, where they were asked for, and by how much these may be wrong. */
export interface SlopedIntegral extends Integral {
  readonly slopes?: Slopes;
  readonly slopesError?: number;
}

/** Points of one region whose runs are kept at a time, at most. */
const mostPoints = 2 ** 27;
/** A point by itself is as much work as so many densities: it is found, copied to the kernel, and added up. */
const pointWork = 32;
/** How often a step is halved at most, after the first time. */
const mostRounds = 4;

/**
 * −∫ p ln p in up to three dimensions, by the trapezoidal rule on lattices, each as fine as the components of its region ask
 * for (see `regions.ts`). For what is analytic and vanishes at all ends that converges faster than any power of the step.
 *
 * How fast. ln p is singular where p has a zero at complex points: at z standard deviations from two means no nearer than
 * y = πσ/2z, where p is below e^{−z²/2} of its height; the rule with step hσ loses e^{−2πy/hσ} of that. The worst z = (π²/h)^{1/3}
 * gives a loss of A exp(−1.5 (π²/h)^{2/3}), with A about 0.1: 1e−7 for h = 0.4, 1e−11 for half of it. So a sum is taken with steps h
 * and h/2, whose points include the first ones; their difference E is the loss of the first, and the loss of the second about
 * E^1.59 A^−0.59. Stated is 10 E^1.4, never more than E. Where that is too much the step is halved again.
 *
 * Densities are taken relative to the mean height e^a, a = Σ cᵢ ln pᵢ(μᵢ)/Σ cᵢ, and −a Σ cᵢ is added: what is lost then does not
 * depend on the unit of length.
 *
 * Slopes, if asked for, are those of the sums with their points fixed, by the library's own gradient; they are as far off as the
 * last two rounds say, by the same rule.
 *
 * Undefined where that takes more than `maxWork` densities.
 */
export async function latticeEntropy(
  p: Gaussians,
  effort: Effort,
): Promise<SlopedIntegral | undefined> {
  const { tolerance, onProgress } = effort;
  const m = reaching(p, reachFor(tolerance)), all = regions(m);
  const sum = p.weights.reduce((s, c) => s + c, 0);
  const value = newTotal(), height = meanLogHeight(m);
  let error = 0, size = sum * Math.abs(height), work = 0, done = 0;
  // what cannot be done is not begun: two rounds, of at least one density a point
  const tolerances = all.map(({ own }) => {
    const mass = own.reduce((s, i) => s + p.weights[i]!, 0);
    return 0.25 * tolerance * (mass / sum + 1 / all.length);
  });
  const least = all.reduce((points, region, t) => {
    const step = stepFor(tolerances[t]! * 4) / 2, origin = meanOf(p, region.own[0]!);
    return points + fewestPoints(m, region, { metric: metricFor(m, region), origin, step });
  }, 0);
  if (least * (1 + pointWork) > effort.maxWork) return undefined;
  const slopes = effort.gradient && [newSlopes(p.k, p.d), newSlopes(p.k, p.d)] as const;
  const everyOne = { members: Array.from(p.weights, (_, i) => i), factor: 1 };
  using kernel = densityKernel(p.d);
  for (const [t, region] of all.entries()) {
    const own = await regionEntropy(m, region, {
      kernel,
      height,
      effort: {
        ...effort,
        tolerance: tolerances[t]!,
        maxWork: effort.maxWork - work,
        onProgress: onProgress &&
          ((share) => onProgress((done + share * region.own.length) / p.k)),
      },
    });
    if (own === undefined) return undefined;
    work += own.work;
    value.add(own.value);
    error += own.error;
    size += own.size;
    if (slopes) own.slopes?.forEach((some, t) => addSlopes(slopes[t]!, some, everyOne));
    done += region.own.length;
  }
  // χ² tails of e⁻⁹ times the tolerance, e⁻⁹·6 in three dimensions, times a logarithm of about 30
  const tails = (p.d < 3 ? 0.02 : 0.05) * tolerance;
  const found = { value: value.total() - height * sum, error: error + tails + 2 ** -50 * size };
  if (!slopes) return found;
  const [before, last] = slopes, change = farthest(before, last, meanVariances(m));
  // second moments have the tails times R²
  const slopesError = Math.min(change, 10 * change ** 1.4) + found.error + tails * m.reach ** 2;
  return {
    ...found,
    slopes: { ...last, weights: last.weights.map((x) => x - height) },
    slopesError,
  };
}

/** tr Σᵢ/d. */
function meanVariances({ p: { d }, factors }: Reaching): Float64Array {
  return Float64Array.from(factors, (l) => l.reduce((s, x) => s + x * x, 0) / d);
}

/** Σ cᵢ ln pᵢ(μᵢ)/Σ cᵢ. */
function meanLogHeight({ p: { d, weights }, factors }: Reaching): number {
  let logs = 0, sum = 0;
  factors.forEach((l, i) => {
    logs -= 0.5 * weights[i]! * (d * Math.log(2 * Math.PI) + logDeterminant(l, d));
    sum += weights[i]!;
  });
  return logs / sum;
}

/** So many σ that e^{−R²/2} is e⁻⁹ times the tolerance. */
function reachFor(tolerance: number): number {
  return Math.sqrt(2 * (9 - Math.log(tolerance)));
}

/** The step from which E^1.4 is about the tolerance, with E = 0.1 exp(−1.5 (π²/h)^{2/3}). */
function stepFor(tolerance: number): number {
  const exponent = -Math.log(10) - Math.log(tolerance) / 1.4;
  return Math.min(0.6, Math.PI ** 2 / Math.max(1, exponent / 1.5) ** 1.5);
}

/** The metric of a region. */
function metricFor({ p: { d }, factors }: Reaching, { own, near }: Region): Metric {
  let metric = metricOf(factors[own[0]!]!, d);
  for (const i of [...own, ...near]) metric = joined(metric, factors[i]!, d);
  return metric;
}

/** What a region adds: ∫ f(P_l) − f(P_{l−1}), its error, the sum of the sizes of all terms, the densities computed, and slopes. */
interface RegionIntegral extends Integral {
  readonly size: number;
  readonly work: number;
  /** With steps h and h/2 at least: the last two. */
  readonly slopes: readonly [before: Slopes, last: Slopes] | undefined;
}

/** How a region is integrated. */
interface RegionOptions {
  readonly kernel: DensityKernel;
  readonly effort: Effort;
  readonly height: number;
}

async function regionEntropy(
  m: Reaching,
  region: Region,
  { kernel, effort, height }: RegionOptions,
): Promise<RegionIntegral | undefined> {
  const { d, k } = m.p, [origin] = region.own, metric = metricFor(m, region);
  const sums: Sums = {
    kernel,
    height,
    total: newTotal(),
    size: 0,
    work: 0,
    slopes: effort.gradient ? newSlopes(k, d) : undefined,
  };
  let before = 0, slopesBefore = sums.slopes, step = stepFor(effort.tolerance * 4);
  const cell = Math.exp(logCellVolume(metric, d) + height);
  for (let round = 0; round < mostRounds; round++, step /= 2) {
    const lattice = { metric, origin: meanOf(m.p, origin!), step };
    const most = Math.min((effort.maxWork - sums.work) / (1 + pointWork), mostPoints);
    const tiles = pointsOf(m, region, { lattice, odd: round > 0, most });
    if (tiles === undefined) return undefined;
    const count = tiles.reduce((all, tile) => all + tile.count, 0);
    // the first round has a share of 2⁻ᵈ of the points of two
    const [start, share] = round === 0 ? [0, 2 ** -d] : [2 ** -d, 1 - 2 ** -d];
    let seen = 0;
    for (const chunk of chunks(m, region, lattice, tiles)) {
      if (!await addChunk(sums, chunk, effort)) return undefined;
      seen += chunk.count;
      effort.onProgress?.(start + share * seen / count);
    }
    const volume = cell * step ** d, value = volume * sums.total.total();
    const change = Math.abs(value - before),
      slopes = sums.slopes && scaledSlopes(sums.slopes, volume);
    const error = Math.min(change, 10 * change ** 1.4);
    if (round > 0 && (error <= effort.tolerance || round + 1 === mostRounds)) {
      const both = slopes && slopesBefore && [slopesBefore, slopes] as const;
      return { value, error, size: volume * sums.size, work: sums.work, slopes: both };
    }
    [before, slopesBefore] = [value, slopes];
  }
  return undefined;
}

/** What is summed over the points of a region. */
interface Sums {
  readonly kernel: DensityKernel;
  readonly height: number;
  readonly total: Total;
  size: number;
  work: number;
  readonly slopes: Slopes | undefined;
}

/** Adds points; false where that would be too much work. */
async function addChunk(
  sums: Sums,
  { members, numbers, count }: Chunk,
  { maxWork, signal }: Effort,
): Promise<boolean> {
  const { kernel, height, total, slopes } = sums;
  sums.work += (members.length + pointWork) * count;
  if (sums.work > maxWork) return false;
  const { all, before } = await kernel.run(numbers, signal);
  for (let t = 0; t < all.length; t++) {
    all[t]! -= height;
    before[t]! -= height;
    const term = gained(all[t]!, before[t]!);
    total.add(term);
    sums.size += Math.abs(term);
  }
  if (slopes !== undefined) {
    // d f(P) = −(1 + ln P) P d ln P
    const slope = (log: number) => log === -Infinity ? 0 : Math.exp(log) * (1 + log);
    const factors = { all: all.map((log) => -slope(log)), before: before.map(slope) };
    addSlopes(slopes, await kernel.slopes(numbers, factors, signal), { members, factor: 1 });
  }
  return true;
}

/** f(P) − f(B) = −P ln P + B ln B of ln P ≥ ln B. */
function gained(all: number, before: number): number {
  if (all === -Infinity) return 0;
  const p = Math.exp(all);
  if (before === -Infinity) return -p * all;
  return p * Math.expm1(before - all) * all - p * Math.exp(before - all) * (all - before);
}
