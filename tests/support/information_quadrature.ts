/** I(X; group) and I(X_1; X_2) of Gaussian mixtures by the trapezoidal rule, from their definitions and from nothing of the library. */
import type { Gaussians } from "./mixture_vectors.ts";

/** The density of each component at a point of one or two coordinates, times its weight. */
function weighedDensities(
  { weights, means, covariances }: Gaussians,
  x: readonly number[],
): number[] {
  return weights.map((weight, j) => {
    const delta = x.map((value, a) => value - means[j]![a]!), s = covariances[j]!;
    if (x.length === 1) {
      const variance = s[0]![0]!;
      return weight * Math.exp(-0.5 * delta[0]! ** 2 / variance) /
        Math.sqrt(2 * Math.PI * variance);
    }
    const [[a, b], [, c]] = s as [[number, number], [number, number]];
    const det = a * c - b * b, [u, v] = delta as [number, number];
    const square = (c * u * u - 2 * b * u * v + a * v * v) / det;
    return weight * Math.exp(-0.5 * square) / (2 * Math.PI * Math.sqrt(det));
  });
}

/** The points of a coordinate, so near to each other and so far out that the rule is exact to 1e−9 or so. */
function pointsAlong({ means, covariances }: Gaussians, a: number, step: number) {
  const deviations = covariances.map((s) => Math.sqrt(s[a]![a]!));
  const from = Math.min(...means.map((m, j) => m[a]! - 8 * deviations[j]!));
  const to = Math.max(...means.map((m, j) => m[a]! + 8 * deviations[j]!));
  const count = Math.ceil((to - from) / step), size = (to - from) / count;
  return { points: Array.from({ length: count + 1 }, (_, t) => from + t * size), size };
}

/** The least standard deviation of a component in any direction. */
function narrowest({ covariances }: Gaussians): number {
  return Math.sqrt(Math.min(...covariances.map((s) => {
    if (s.length === 1) return s[0]![0]!;
    const [[a, b], [, c]] = s as unknown as [[number, number], [number, number]];
    return (a + c) / 2 - Math.hypot((a - c) / 2, b);
  })));
}

/** Σ over points of a function of the densities of components there, times what a point stands for. */
function integral(mixture: Gaussians, of: (densities: readonly number[]) => number): number {
  const d = mixture.means[0]!.length, step = narrowest(mixture) / (d === 1 ? 12 : 2.5);
  const axes = Array.from({ length: d }, (_, a) => pointsAlong(mixture, a, step));
  let sum = 0;
  for (const x of axes[0]!.points) {
    if (d === 1) sum += of(weighedDensities(mixture, [x]));
    else for (const y of axes[1]!.points) sum += of(weighedDensities(mixture, [x, y]));
  }
  return sum * axes.reduce((size, axis) => size * axis.size, 1);
}

/** Σ_g ∫ P_g ln(P_g/(q_g p)), for d ≤ 2. */
export function groupInformation(mixture: Gaussians, groups: readonly number[]): number {
  const names = [...new Set(groups)];
  const sums = (values: readonly number[]) =>
    names.map((name) => values.reduce((sum, v, j) => groups[j] === name ? sum + v : sum, 0));
  const shares = sums(mixture.weights);
  return integral(mixture, (densities) => {
    const total = densities.reduce((sum, p) => sum + p, 0);
    return sums(densities).reduce(
      (sum, p, g) => p > 0 ? sum + p * Math.log(p / (shares[g]! * total)) : sum,
      0,
    );
  });
}
