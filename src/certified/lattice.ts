import { newTotal } from "./compensated.ts";
import { type DensityKernel, densityKernel, type DensityNumbers } from "./density_kernel.ts";
import type { Effort } from "./effort.ts";
import { covarianceOf, type Gaussians, type Integral, meanOf } from "./gaussians.ts";
import {
  eachPoint,
  edgesInSteps,
  inSteps,
  type Lattice,
  pointsOf,
  type Tile,
} from "./lattice_points.ts";
import { joined, logCellVolume, metricOf } from "./metric.ts";
import { type Reaching, reaching, type Region, regions } from "./regions.ts";
import { logDeterminant } from "./small_matrices.ts";

/** So many points are computed in one run of the kernel, or some more. */
const pointsAtOnce = 2 ** 13;
/** Points of one region whose runs are kept at a time, at most. */
const mostPoints = 2 ** 27;
/** How often a step is halved at most, after the first time. */
const mostRounds = 4;

/**
 * −∫ p ln p in two or three dimensions, by the trapezoidal rule on lattices, each as fine as the components of its region ask
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
 * Undefined where that takes more than `maxWork` densities.
 */
export async function latticeEntropy(p: Gaussians, effort: Effort): Promise<Integral | undefined> {
  const { tolerance, onProgress } = effort;
  const m = reaching(p, reachFor(tolerance)), all = regions(m);
  const sum = p.weights.reduce((s, c) => s + c, 0);
  const value = newTotal(), height = meanLogHeight(m);
  let error = 0, size = sum * Math.abs(height), work = 0, done = 0;
  using kernel = densityKernel(p.d);
  for (const region of all) {
    const mass = region.own.reduce((s, i) => s + p.weights[i]!, 0);
    const own = await regionEntropy(m, region, {
      kernel,
      height,
      effort: {
        ...effort,
        tolerance: 0.25 * tolerance * (mass / sum + 1 / all.length),
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
    done += region.own.length;
  }
  // χ² tails of e⁻⁹ times the tolerance, e⁻⁹·6 in three dimensions, times a logarithm of about 30
  const tails = (p.d === 2 ? 0.01 : 0.05) * tolerance;
  return { value: value.total() - height * sum, error: error + tails + 2 ** -50 * size };
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

/** What a region adds: ∫ f(P_l) − f(P_{l−1}), its error, the sum of the sizes of all terms, and the densities computed. */
async function regionEntropy(
  m: Reaching,
  region: Region,
  { kernel, effort, height }: {
    readonly kernel: DensityKernel;
    readonly effort: Effort;
    readonly height: number;
  },
): Promise<(Integral & { readonly size: number; readonly work: number }) | undefined> {
  const { d } = m.p, [origin] = region.own;
  let metric = metricOf(m.factors[origin!]!, d);
  for (const i of [...region.own, ...region.near]) metric = joined(metric, m.factors[i]!, d);
  const total = newTotal();
  let size = 0, work = 0, before = 0, step = stepFor(effort.tolerance * 4);
  const cell = Math.exp(logCellVolume(metric, d) + height);
  for (let round = 0; round < mostRounds; round++, step /= 2) {
    const lattice = { metric, origin: meanOf(m.p, origin!), step };
    const tiles = pointsOf(m, region, {
      lattice,
      odd: round > 0,
      most: Math.min(effort.maxWork - work, mostPoints),
    });
    if (tiles === undefined) return undefined;
    const count = tiles.reduce((all, tile) => all + tile.count, 0);
    let seen = 0;
    for (const numbers of chunks(m, region, lattice, tiles)) {
      work += numbers.weights.length * numbers.points.length / d;
      if (work > effort.maxWork) return undefined;
      const logs = await kernel.run(numbers, effort.signal);
      for (let t = 0; t < logs.all.length; t++) {
        const term = gained(logs.all[t]! - height, logs.before[t]! - height);
        total.add(term);
        size += Math.abs(term);
      }
      seen += numbers.points.length / d;
      effort.onProgress?.(
        (round === 0 ? 0 : 2 ** -d) + seen / count * (round === 0 ? 2 ** -d : 1 - 2 ** -d),
      );
    }
    const volume = cell * step ** d, value = volume * total.total();
    const change = Math.abs(value - before);
    before = value;
    if (round === 0) continue;
    const error = Math.min(change, 10 * change ** 1.4);
    if (error <= effort.tolerance || round + 1 === mostRounds) {
      return { value, error, size: volume * size, work };
    }
  }
  return undefined;
}

/** f(P) − f(B) = −P ln P + B ln B of ln P ≥ ln B. */
function gained(all: number, before: number): number {
  if (all === -Infinity) return 0;
  const p = Math.exp(all);
  if (before === -Infinity) return -p * all;
  return p * Math.expm1(before - all) * all - p * Math.exp(before - all) * (all - before);
}

/** Tiles put together until they are worth a run, with the components that reach one of their points. */
function* chunks(
  m: Reaching,
  region: Region,
  lattice: Lattice,
  tiles: readonly Tile[],
): Generator<DensityNumbers> {
  const { d } = m.p, members = [...region.own, ...region.near];
  const places = members.map((i) => inSteps(lattice, meanOf(m.p, i)));
  const edges = members.map((i) => edgesInSteps(m, lattice, i));
  const n = new Float64Array(d), low = new Float64Array(d), high = new Float64Array(d);
  const basis = lattice.metric.inverse.map((x) => x * lattice.step);
  for (let first = 0, last: number; first < tiles.length; first = last) {
    let count = 0, at = 0;
    for (last = first; last < tiles.length && count < pointsAtOnce;) count += tiles[last++]!.count;
    const points = new Float64Array(count * d);
    low.fill(Infinity);
    high.fill(-Infinity);
    for (let t = first; t < last; t++) {
      eachPoint(tiles[t]!, n, () => {
        for (let a = 0; a < d; a++) {
          low[a] = Math.min(low[a]!, n[a]!);
          high[a] = Math.max(high[a]!, n[a]!);
          for (let b = 0; b < d; b++) points[at + b]! += basis[b * d + a]! * n[a]!;
        }
        at += d;
      });
    }
    const isNear = (_: number, t: number) =>
      places[t]!.every((u, a) => u + edges[t]![a]! >= low[a]! && u - edges[t]![a]! <= high[a]!);
    yield numbersOf(m, region, { members: members.filter(isNear), lattice, points });
  }
}

function numbersOf(
  m: Reaching,
  region: Region,
  { members, lattice, points }: {
    readonly members: readonly number[];
    readonly lattice: Lattice;
    readonly points: Float64Array;
  },
): DensityNumbers {
  const { p, p: { d } } = m, n = members.length, own = new Set(region.own);
  const weights = Float64Array.from(members, (i) => p.weights[i]!);
  const before = Float64Array.from(members, (i) => own.has(i) ? 0 : p.weights[i]!);
  const means = new Float64Array(n * d), covariances = new Float64Array(n * d * d);
  members.forEach((i, t) => {
    for (let a = 0; a < d; a++) means[t * d + a] = p.means[i * d + a]! - lattice.origin[a]!;
    covariances.set(covarianceOf(p, i), t * d * d);
  });
  return { weights, before, means, covariances, points };
}
