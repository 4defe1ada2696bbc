/** A mixture of the reference values, in every form that its parameters can be written in. */
import {
  type ArrayInput,
  gaussianMixture,
  type GaussianParameters,
  type Mixture,
  type MixtureParameters,
  uniformMixture,
} from "../../mod.ts";
import { mixture } from "../../mixentropy.ts";
import type { Case, Matrix, Truth, Vector } from "./references.ts";

/** A mixture that is no batch. */
export type OneMixture = Mixture<MixtureParameters, undefined>;

/** One way to write the parameters of a mixture. */
export interface Form {
  readonly name: string;
  readonly parameters: { readonly [name: string]: ArrayInput };
  readonly mixture: Mixture;
}

/** A mixture of either family from its named parameters. */
export function mixtureOf(parameters: Form["parameters"]): Mixture {
  const { weights, means, centers, widths, ...spread } = parameters;
  return centers === undefined
    // one spread, or what is to be refused
    ? gaussianMixture({ weights, means, ...spread } as unknown as GaussianParameters)
    : uniformMixture({ weights, centers, widths: widths!, ...spread });
}

/** A case in every form that fits its numbers, the most general first. */
export function formsOf(c: Case | Truth): Form[] {
  const found = spreadsOf(c).map(([name, spread]): Form => {
    const parameters = { ...pointsOf(c), weights: c.weights, ...spread };
    return { name, parameters, mixture: mixtureOf(parameters) };
  });
  if (c.weights.every((w) => w === 1 / c.weights.length)) {
    const { weights: _, ...parameters } = parametersOf(c);
    found.push({ name: "no weights", parameters, mixture: mixtureOf(parameters) });
  }
  const [sigma, family] = c.family === "gaussian"
    ? [c.covariances, "gauss" as const]
    : [widthsOf(c).map(diagonalMatrix), "uniform" as const];
  if (sigma !== undefined) {
    const points = c.means ?? c.centers ?? [];
    found.push({
      name: "MixEntroPY's convention",
      parameters: { c: c.weights, mu: points, sigma },
      mixture: mixture(c.weights, points, sigma, family),
    });
  }
  return found;
}

/** The parameters as they are written most generally: full covariances, or widths for every coordinate. */
export function parametersOf(c: Case | Truth): Form["parameters"] {
  return { ...pointsOf(c), weights: c.weights, ...spreadsOf(c)[0]![1] };
}

/** The mixture of those. */
export function mixtureFrom(c: Case | Truth): OneMixture {
  // cases are single mixtures
  return mixtureOf(parametersOf(c)) as OneMixture;
}

function pointsOf({ family, means = [], centers = [] }: Case | Truth): Form["parameters"] {
  return family === "gaussian" ? { means } : { centers };
}

function widthsOf({ widths = [] }: Case | Truth): Matrix {
  return widths;
}

/** Covariances or widths, with the name of the shape that holds them. */
type WrittenSpread = [name: string, spread: Form["parameters"]];

/** The covariances or widths, by the names and shapes that can hold them. */
function spreadsOf(c: Case | Truth): WrittenSpread[] {
  if (c.family === "uniform") {
    const widths = widthsOf(c), first = widths[0]![0]!;
    const found: WrittenSpread[] = [["widths [k, d]", { widths }]];
    if (widths.flat().every((w) => w === first)) found.push(["widths number", { widths: first }]);
    return found;
  }
  const k = c.weights.length;
  const { means = [], variance = NaN, covariances } = c;
  // one number for all of many coordinates: a full matrix for each component would be too large to list
  const matrices = covariances ?? [diagonalMatrix(means[0]!.map(() => variance))];
  const first = matrices[0]!;
  const found: WrittenSpread[] = covariances === undefined
    ? []
    : [["covariances [k, d, d]", { covariances }]];
  const shared = matrices.every((s) => isEqual(s, first));
  if (shared) found.push(["covariance [d, d]", { covariance: first }]);
  if (!matrices.every(isDiagonal)) return found;
  const diagonals = matrices.map((s) => s.map((row, a) => row[a]!));
  const variances = covariances === undefined
    ? Array.from({ length: k }, () => diagonals[0]!)
    : diagonals;
  found.push(["variances [k, d]", { variances }]);
  if (!variances.every((row) => row.every((v) => v === row[0]))) return found;
  const numbers = variances.map((row) => row[0]!);
  found.push(["variances [k]", { variances: numbers }]);
  if (shared) found.push(["variance number", { variance: numbers[0]! }]);
  return found;
}

function isEqual(s: Matrix, t: Matrix): boolean {
  return s.every((row, a) => row.every((x, b) => x === t[a]![b]));
}

function isDiagonal(s: Matrix): boolean {
  return s.every((row, a) => row.every((x, b) => a === b || x === 0));
}

/** The matrix with `diagonal` on its diagonal. */
export function diagonalMatrix(diagonal: Vector): Matrix {
  return diagonal.map((x, a) => diagonal.map((_, b) => a === b ? x : 0));
}
