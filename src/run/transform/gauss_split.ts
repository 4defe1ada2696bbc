/**
 * exp(−½D²) by the trapezoidal rule on a grid of step h: G₁ = G_b ∗ G₁₋₂ᵦ ∗ G_b, points spread by G_b, the grid convolved by
 * G₁₋₂ᵦ, sums gathered by G_b, in units of the kernel's width. All terms are positive, so each pair, coordinate by coordinate,
 * has a relative error of at most 2exp(−2π²s₁²/h²) + 2exp(−2π²s₂²/h²), s₁² = b(1 − 2b)/(1 − b), s₂² = b(1 − b) (Poisson's
 * summation of a Gaussian of that variance).
 */
export interface GaussSplit {
  readonly dimension: number;
  readonly b: number;
  /** The step h. */
  readonly step: number;
  /** A window has the 2·half nodes nearest to its point; those left out lie half·h away or further. */
  readonly half: number;
  /** The convolution reaches so many nodes to either side. */
  readonly reach: number;
}

/** What a split must keep, and what it costs. */
export interface SplitDemand {
  readonly dimension: number;
  /** The relative error of a pair that the trapezoidal rule may have, over all coordinates. */
  readonly error: number;
  /** What windows may leave out of a pair, relative to the largest term, coordinate by coordinate. */
  readonly cut: number;
  /** Points that are spread or gathered. */
  readonly points: number;
  /** About how many nanoseconds the convolution takes. */
  readonly gridCost: (split: GaussSplit) => number;
}

/** Nanoseconds for a node of a window, for a product of the convolution, and for a window along one coordinate. */
export const windowCost = 0.27, convolveCost = 0.12, coordinateCost = 120;

/** Shares b that are tried: small ones have small windows and fine grids. */
const shares = [0.05, 0.07, 0.09, 0.11, 0.13, 0.15, 0.18, 0.21, 0.24, 0.27, 0.3];

/** The cheapest split that keeps what is demanded. */
export function cheapestSplit(demand: SplitDemand): GaussSplit {
  const all = shares.map((b) => splitAt(b, demand));
  const costs = all.map((split) => costOf(split, demand));
  return all[costs.indexOf(Math.min(...costs))]!;
}

/** About how many nanoseconds a split costs. */
export function costOf(split: GaussSplit, { points, gridCost }: SplitDemand): number {
  const nodes = (2 * split.half) ** split.dimension;
  return points * (coordinateCost * split.dimension + windowCost * nodes) + gridCost(split);
}

function splitAt(b: number, { dimension, error, cut }: SplitDemand): GaussSplit {
  const least = Math.min(b * (1 - 2 * b) / (1 - b), b * (1 - b));
  // d·4exp(−2π²s²/h²) = error
  const step = Math.sqrt(2 * Math.PI ** 2 * least / Math.log(4 * dimension / error));
  const sigmas = Math.sqrt(-2 * Math.log(cut));
  return {
    dimension,
    b,
    step,
    half: Math.ceil(sigmas * Math.sqrt(b) / step),
    reach: Math.ceil(sigmas * Math.sqrt(1 - 2 * b) / step),
  };
}

/** The bound of the trapezoidal rule's relative error for one coordinate of a pair. */
export function trapezoidError({ b, step }: GaussSplit): number {
  const by = (variance: number) => 2 * Math.exp(-2 * Math.PI ** 2 * variance / step ** 2);
  return by(b * (1 - 2 * b) / (1 - b)) + by(b * (1 - b));
}

/** By how much a window may be narrower than it says, by the rounding of its first node. */
const rounding = 1 - 2 ** -20;

/**
 * A bound on what windows leave out of one coordinate of a pair at distance D, as an absolute part of exp(−½D²) ≤ 1. Of the way from
 * column to row a window sees the first or the last part, which lies around bD, the convolution the middle, around (1 − 2b)D,
 * each a Gaussian: what lies beyond a reach r is its tail, exp(−½r²/v)·exp(−½(D − r)²/(1 − v)) with the share v that it sees,
 * times 0.5 + h/√(2πv(1−v)) < 1.1, on two sides; all of the pair where the middle of the Gaussian lies beyond.
 */
export function leftOut({ b, step, half, reach }: GaussSplit, distance: number): number {
  const apart = Math.abs(distance), whole = Math.exp(-0.5 * apart * apart);
  const beyond = (reached: number, share: number) =>
    share * apart > reached
      ? whole
      : Math.exp(-0.5 * reached ** 2 / share - 0.5 * (apart - reached) ** 2 / (1 - share));
  return 4.4 * beyond(rounding * half * step, b) + 2.2 * beyond(reach * step, 1 - 2 * b);
}
