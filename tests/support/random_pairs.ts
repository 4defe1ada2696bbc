/** Random pairs of Gaussian mixtures in numbers, and what is between them by quadrature, from definitions and nothing of the library. */
import { normalNumbers } from "./random_gaussians.ts";
import { randomNumbers, times } from "./random_numbers.ts";

/** A Gaussian mixture in numbers. */
export interface Gaussians {
  readonly weights: readonly number[];
  readonly means: readonly (readonly number[])[];
  readonly covariances: readonly (readonly (readonly number[])[])[];
}

/** Two mixtures. */
export interface RandomPair {
  readonly kind: PairKind;
  readonly p: Gaussians;
  readonly q: Gaussians;
}

/** How two mixtures lie to each other. */
export const pairKinds = ["any", "near", "far", "scales", "weights"] as const;
export type PairKind = (typeof pairKinds)[number];

/** A random pair of kp and kq components in d coordinates. */
export function randomPair(
  seed: number,
  d: number,
  [kp, kq]: readonly [number, number],
): RandomPair {
  const random = randomNumbers(seed), normal = normalNumbers(random);
  const kind = pairKinds[seed % pairKinds.length]!;
  const spread = [0.5, 1, 2.5][seed % 3]!;
  const sample = (k: number, shift: number): Gaussians => {
    const shares = times(k, () => Math.pow(-Math.log(random()), kind === "weights" ? 4 : 1) + 1e-9);
    const total = shares.reduce((sum, x) => sum + x);
    return {
      weights: shares.map((x) => x / total),
      means: times(k, () => times(d, () => shift + spread * normal())),
      covariances: times(k, () => {
        const scale = kind === "scales" ? Math.exp(1.2 * normal()) : 1;
        const root = times(d, () => times(d, normal));
        return root.map((x, a) =>
          root.map((y, b) =>
            scale * x.reduce((sum, v, t) => sum + v * y[t]!, a === b ? 0.2 * d : 0) / d
          )
        );
      }),
    };
  };
  const p = sample(kp, 0);
  if (kind === "near" && kp === kq) {
    const moved = p.means.map((m) => m.map((x) => x + 0.05 * normal()));
    return { kind, p, q: { ...p, means: moved } };
  }
  return { kind, p, q: sample(kq, kind === "far" ? 4 : 0) };
}

/** What is between two mixtures. */
export interface Between {
  readonly crossEntropy: number;
  readonly klBetween: number;
  readonly klReverse: number;
  readonly jensenShannon: number;
  readonly squaredHellinger: number;
  readonly totalVariation: number;
}

/** How many points the lattice of `betweenByLattice` has. */
export function latticePoints(p: Gaussians, q: Gaussians, steps = 3): number {
  const { step, ranges } = latticeOf([p, q].flatMap(componentsOf), steps);
  return ranges.reduce((points, [from, to]) => points * Math.ceil((to - from) / step), 1);
}

function latticeOf(all: readonly Piece[], steps: number) {
  const step = Math.min(...all.map(({ least }) => least)) / steps;
  const ranges = times(all[0]!.mean.length, (a) => {
    const ends = (side: 1 | -1) =>
      all.map(({ mean, widths }) => mean[a]! + side * 9.5 * widths[a]!);
    return [Math.min(...ends(-1)), Math.max(...ends(1))] as const;
  });
  return { step, ranges };
}

/**
 * All of it by the trapezoidal rule on one lattice of `steps` points a smallest standard deviation, 9.5 of its own ones around each
 * component: it converges geometrically for what is smooth. |p − q| is not: on the line its kinks are accounted for, in the
 * plane its integral has an error of about the square of the step.
 */
export function betweenByLattice(p: Gaussians, q: Gaussians, steps = 3): Between {
  const d = p.means[0]!.length;
  const parts = [p, q].map(componentsOf), { step, ranges } = latticeOf(parts.flat(), steps);
  const volume = step ** d, sums = [0, 0, 0, 0, 0, 0];
  let before = 0;
  const add = (x: number, y: number) => {
    const f = logDensity(parts[0]!, x, y), g = logDensity(parts[1]!, x, y);
    const P = Math.exp(f), Q = Math.exp(g);
    if (P === 0 && Q === 0) return;
    const m = Math.max(f, g) + Math.log1p(Math.exp(-Math.abs(f - g))) - Math.LN2;
    const terms = [
      P === 0 ? 0 : -P * g,
      P === 0 ? 0 : P * (f - g),
      Q === 0 ? 0 : Q * (g - f),
      0.5 * ((P === 0 ? 0 : P * (f - m)) + (Q === 0 ? 0 : Q * (g - m))),
      0.5 * (Math.sqrt(P) - Math.sqrt(Q)) ** 2,
      0.5 * Math.abs(P - Q),
    ];
    terms.forEach((term, t) => sums[t]! += term);
    // Euler & Maclaurin: a jump of the slope by J at the part θ of a step h counts with ½h²J(θ² − θ + ⅙), J = 2(|D| + |D′|)/h
    const gap = P - Q, size = Math.abs(gap) + Math.abs(before);
    if (d === 1 && gap * before < 0) {
      const place = Math.abs(before) / size;
      sums[5]! += 0.5 * size * (place * place - place + 1 / 6);
    }
    before = gap;
  };
  const [[left, right], other = [0, 0]] = [ranges[0]!, ranges[1]];
  for (let x = left; x <= right; x += step) {
    if (d === 1) add(x, 0);
    else for (let y = other[0]; y <= other[1]; y += step) add(x, y);
  }
  const [crossEntropy, klBetween, klReverse, jensenShannon, squaredHellinger, totalVariation] = sums
    .map((sum) => sum * volume) as [number, number, number, number, number, number];
  return { crossEntropy, klBetween, klReverse, jensenShannon, squaredHellinger, totalVariation };
}

interface Piece {
  readonly mean: readonly number[];
  readonly logHeight: number;
  /** The precision, xx, xy and yy. */
  readonly precision: readonly [number, number, number];
  readonly widths: readonly number[];
  readonly least: number;
}

function componentsOf({ weights, means, covariances }: Gaussians): Piece[] {
  return weights.map((weight, i) => {
    const mean = means[i]!, s = covariances[i]!;
    if (mean.length === 1) {
      const variance = s[0]![0]!, width = Math.sqrt(variance);
      const logHeight = Math.log(weight) - 0.5 * Math.log(2 * Math.PI * variance);
      return { mean, logHeight, precision: [1 / variance, 0, 0], widths: [width], least: width };
    }
    const a = s[0]![0]!, b = s[0]![1]!, c = s[1]![1]!, det = a * c - b * b;
    return {
      mean,
      logHeight: Math.log(weight) - Math.log(2 * Math.PI) - 0.5 * Math.log(det),
      precision: [c / det, -b / det, a / det],
      widths: [Math.sqrt(a), Math.sqrt(c)],
      least: Math.sqrt((a + c) / 2 - Math.hypot((a - c) / 2, b)),
    };
  });
}

function logDensity(pieces: readonly Piece[], x: number, y: number): number {
  let most = -Infinity;
  const logs = pieces.map(({ mean, logHeight, precision: [xx, xy, yy] }) => {
    const u = x - mean[0]!, v = mean.length > 1 ? y - mean[1]! : 0;
    const log = logHeight - 0.5 * (xx * u * u + 2 * xy * u * v + yy * v * v);
    most = Math.max(most, log);
    return log;
  });
  if (most === -Infinity) return most;
  return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0));
}

/** Mixtures of equal sizes as one batch. */
export function batchOf(all: readonly Gaussians[]) {
  return {
    weights: all.map(({ weights }) => weights),
    means: all.map(({ means }) => means),
    covariances: all.map(({ covariances }) => covariances),
  };
}
