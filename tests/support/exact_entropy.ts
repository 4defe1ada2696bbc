/** True entropies and overlaps, computed here from their definitions and from nothing of the library. */
import type { Entries } from "./entries.ts";

/** Boxes in numbers. */
export interface Boxes {
  readonly weights: readonly number[];
  readonly centers: readonly (readonly number[])[];
  readonly widths: readonly (readonly number[])[];
}

/**
 * The entropy of a mixture of boxes, exact: the density is constant in each cell of the grid that all box ends cut, so
 * h = −Σ |cell| p ln p. The grid has (2k − 1)ᵈ cells: for d ≤ 2.
 */
export function boxEntropy({ weights, centers, widths }: Boxes): number {
  const d = centers[0]!.length;
  const lower = centers.map((m, j) => m.map((x, a) => x - widths[j]![a]! / 2));
  const upper = centers.map((m, j) => m.map((x, a) => x + widths[j]![a]! / 2));
  const heights = widths.map((w, j) => weights[j]! / w.reduce((volume, edge) => volume * edge, 1));
  const cuts = Array.from(
    { length: d },
    (_, a) => [...lower, ...upper].map((x) => x[a]!).sort((x, y) => x - y),
  );
  let entropy = 0;
  const visit = (a: number, volume: number, covering: readonly number[]) => {
    if (covering.length === 0) return;
    if (a === d) {
      const p = covering.reduce((sum, j) => sum + heights[j]!, 0);
      if (p > 0) entropy -= volume * p * Math.log(p);
      return;
    }
    const along = cuts[a]!;
    for (let t = 1; t < along.length; t++) {
      const from = along[t - 1]!, to = along[t]!, middle = (from + to) / 2, length = to - from;
      if (length === 0) continue;
      const inside = covering.filter((j) => lower[j]![a]! < middle && middle < upper[j]![a]!);
      visit(a + 1, volume * length, inside);
    }
  };
  visit(0, 1, weights.map((_, j) => j));
  return entropy;
}

/**
 * The entropy of a mixture of Gaussians on the line by the trapezoidal rule, which converges faster than any power of
 * the step for analytic functions that vanish at both ends: 16 steps a smallest σ, 10 σ to each side.
 */
export function gaussianEntropy(
  weights: readonly number[],
  means: readonly number[],
  variances: readonly number[],
): number {
  const sigmas = variances.map(Math.sqrt);
  const first = Math.min(...means.map((m, j) => m - 10 * sigmas[j]!));
  const last = Math.max(...means.map((m, j) => m + 10 * sigmas[j]!));
  const step = Math.min(...sigmas) / 16;
  let entropy = 0;
  for (let x = first; x <= last; x += step) {
    let p = 0;
    weights.forEach((weight, j) => {
      const sigma = sigmas[j]!, z = (x - means[j]!) / sigma;
      p += weight * Math.exp(-z * z / 2) / (sigma * Math.sqrt(2 * Math.PI));
    });
    if (p > 0) entropy -= step * p * Math.log(p);
  }
  return entropy;
}

/** A mixture of Gaussians in numbers. */
interface GaussiansInPlane {
  readonly weights: readonly number[];
  readonly means: readonly (readonly number[])[];
  readonly covariances: readonly (readonly (readonly number[])[])[];
}

/**
 * The entropy of a mixture of Gaussians in two dimensions by the trapezoidal rule: 1e−10 for components of similar widths, with
 * five steps a smallest standard deviation, 9 of the own ones to each side.
 */
export function planeEntropy(
  { weights, means, covariances }: GaussiansInPlane,
  steps = 5,
): number {
  const parts = covariances.map((s, j) => {
    const xx = s[0]![0]!, xy = s[0]![1]!, yy = s[1]![1]!;
    const det = xx * yy - xy * xy, middle = (xx + yy) / 2;
    return {
      least: Math.sqrt(det / (middle + Math.hypot((xx - yy) / 2, xy))),
      height: weights[j]! / (2 * Math.PI * Math.sqrt(det)),
      inverse: [yy / det, -xy / det, xx / det] as const,
      mean: means[j]!,
      edges: [9 * Math.sqrt(xx), 9 * Math.sqrt(yy)] as const,
    };
  });
  const step = Math.min(...parts.map(({ least }) => least)) / steps;
  const [x0, y0] = [0, 1].map((a) => Math.min(...parts.map((c) => c.mean[a]! - c.edges[a]!)));
  const [x1, y1] = [0, 1].map((a) => Math.max(...parts.map((c) => c.mean[a]! + c.edges[a]!)));
  let entropy = 0;
  for (let x = x0!; x <= x1!; x += step) {
    for (let y = y0!; y <= y1!; y += step) {
      let p = 0;
      for (const { height, inverse: [a, b, c], mean: [u, v] } of parts) {
        const s = x - u!, t = y - v!;
        p += height * Math.exp(-(a * s * s + 2 * b * s * t + c * t * t) / 2);
      }
      if (p > 0) entropy -= step * step * p * Math.log(p);
    }
  }
  return entropy;
}

/** ln N(δ; 0, S), by Gaussian elimination without pivoting on a positive definite S. */
export function logNormal(delta: readonly number[], s: readonly (readonly number[])[]): number {
  const d = delta.length;
  const rows = s.map((row, a) => [...row, delta[a]!]);
  let logDet = 0, quadratic = 0;
  rows.forEach((row, a) => {
    const pivot = row[a]!;
    logDet += Math.log(pivot);
    quadratic += row[d]! ** 2 / pivot;
    for (const below of rows.slice(a + 1)) {
      const ratio = below[a]! / pivot;
      for (let c = a; c <= d; c++) below[c]! -= ratio * row[c]!;
    }
  });
  return -0.5 * (d * Math.log(2 * Math.PI) + logDet + quadratic);
}

/** The covariance matrix of every component of a Gaussian mixture. */
export function covariancesOf({ entries }: Entries): number[][][] {
  return entries.map(({ point, spread }) =>
    point.map((_, a) =>
      point.map((_, b) => {
        if (typeof spread === "number") return a === b ? spread : 0;
        const row = spread[a]!;
        return typeof row === "number" ? (a === b ? row : 0) : row[b]!;
      })
    )
  );
}

/** The widths of every box along every coordinate. */
export function boxesOf({ entries }: Entries): Boxes {
  return {
    weights: entries.map((entry) => entry.weight),
    centers: entries.map((entry) => entry.point),
    widths: entries.map(({ point, spread }) =>
      point.map((_, a) => typeof spread === "number" ? spread : spread[a] as number)
    ),
  };
}
