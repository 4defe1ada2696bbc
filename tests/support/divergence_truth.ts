/**
 * Divergences on the line by quadrature in the test: 8 nodes of Gauss–Legendre on each of many panels between the edges of boxes,
 * written from the definitions and independent of the library. Mixtures need not have mass 1, so that differences in a weight are
 * slopes in it.
 */

/** A mixture on the line as plain numbers. */
export type LineMixture =
  | {
    readonly family: "gaussian";
    readonly weights: readonly number[];
    readonly means: readonly number[];
    readonly variances: readonly number[];
  }
  | {
    readonly family: "uniform";
    readonly weights: readonly number[];
    readonly centers: readonly number[];
    readonly widths: readonly number[];
  }
  | {
    readonly family: "laplace";
    readonly weights: readonly number[];
    readonly locations: readonly number[];
    readonly scales: readonly number[];
  };

/** The parts of a mixture on the line, of several families: weights are those in the whole. */
export type LineParts = readonly LineMixture[];

/** The names of the quantities. */
export type QuantityName = "kl" | "symmetric" | "jensenShannon" | "crossEntropy";

/** ψ(p, q), whose integral each is. */
const integrands: { readonly [Q in QuantityName]: (p: number, q: number) => number } = {
  kl: (p, q) => p === 0 ? 0 : p * Math.log(p / q),
  symmetric: (p, q) => p === q ? 0 : (p - q) * Math.log(p / q),
  jensenShannon: (p, q) =>
    (p === 0 ? 0 : 0.5 * p * Math.log(2 * p / (p + q))) +
    (q === 0 ? 0 : 0.5 * q * Math.log(2 * q / (p + q))),
  crossEntropy: (p, q) => p === 0 ? 0 : -p * Math.log(q),
};

/** Abramowitz & Stegun 25.4.30, n = 8: nodes and weights on (−1, 1). */
const gaussLegendre = [
  [0.18343464249564980494, 0.36268378337836198297],
  [0.52553240991632898582, 0.31370664587788728734],
  [0.79666647741362673959, 0.22238103445337447054],
  [0.96028985649753623168, 0.10122853629037625915],
] as const;

const panels = 240;

/** A quantity of two mixtures on the line. */
export function onTheLine(
  name: QuantityName,
  p: LineMixture | LineParts,
  q: LineMixture | LineParts,
): number {
  const psi = integrands[name],
    first: LineParts = [p].flat(),
    second: LineParts = [q].flat();
  const ends = [...first, ...second].flatMap(endsOf).sort((x, y) => x - y);
  const density = (parts: LineParts, x: number) =>
    parts.reduce((sum, part) => sum + densityOf(part, x), 0);
  let sum = 0;
  for (let t = 0; t + 1 < ends.length; t++) {
    const step = (ends[t + 1]! - ends[t]!) / panels;
    if (step === 0) continue;
    for (let panel = 0; panel < panels; panel++) {
      const middle = ends[t]! + (panel + 0.5) * step;
      for (const [node, weight] of gaussLegendre) {
        for (const x of [middle - 0.5 * step * node, middle + 0.5 * step * node]) {
          sum += 0.5 * step * weight * psi(density(first, x), density(second, x));
        }
      }
    }
  }
  return sum;
}

/** Where a density jumps or bends, or where it begins and ends to count. */
function endsOf(f: LineMixture): number[] {
  switch (f.family) {
    case "uniform":
      return f.centers.flatMap((m, i) => [m - f.widths[i]! / 2, m + f.widths[i]! / 2]);
    case "gaussian":
      return f.means.flatMap((m, i) => [-11, 0, 11].map((z) => m + z * Math.sqrt(f.variances[i]!)));
    case "laplace":
      return f.locations.flatMap((m, i) => [-45, -8, 0, 8, 45].map((z) => m + z * f.scales[i]!));
    default:
      return f satisfies never;
  }
}

function densityOf(f: LineMixture, x: number): number {
  return f.weights.reduce((sum, c, i) => sum + c * componentDensity(f, i, x), 0);
}

function componentDensity(f: LineMixture, i: number, x: number): number {
  switch (f.family) {
    case "uniform":
      return Math.abs(x - f.centers[i]!) <= f.widths[i]! / 2 ? 1 / f.widths[i]! : 0;
    case "gaussian": {
      const v = f.variances[i]!;
      return Math.exp(-0.5 * (x - f.means[i]!) ** 2 / v) / Math.sqrt(2 * Math.PI * v);
    }
    case "laplace":
      return Math.exp(-Math.abs(x - f.locations[i]!) / f.scales[i]!) / (2 * f.scales[i]!);
    default:
      return f satisfies never;
  }
}

/** The slopes of a function of a mixture in each of its numbers, by central differences. */
export function slopesOnTheLine<F extends LineMixture>(
  f: F,
  value: (moved: F) => number,
): { readonly [parameter: string]: readonly number[] } {
  const step = 1e-5, { family: _, ...parameters } = f;
  const names = Object.keys(parameters);
  return Object.fromEntries(names.map((name) => {
    const numbers = (f as unknown as { readonly [name: string]: readonly number[] })[name]!;
    const moved = (t: number, by: number) =>
      value({ ...f, [name]: numbers.map((x, u) => u === t ? x + by : x) });
    return [name, numbers.map((_x, t) => (moved(t, step) - moved(t, -step)) / (2 * step))];
  }));
}
