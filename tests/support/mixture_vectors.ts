/**
 * Mixtures with their true entropies and bounds, and pairs of mixtures with what is between them: `mixtures.json` in
 * double precision (1e−11, in two dimensions 1e−9), `mixtures34.json` to 34 digits. Both were given, not made here.
 */
import vectors34File from "../vectors/mixtures34.json" with { type: "json" };
import vectorsFile from "../vectors/mixtures.json" with { type: "json" };
import type { Matrix, Vector } from "./references.ts";

/** A Gaussian mixture in numbers. */
export interface Gaussians {
  readonly weights: Vector;
  readonly means: Matrix;
  readonly covariances: readonly Matrix[];
}

/** A mixture of boxes in numbers. */
export interface BoxVectors {
  readonly weights: Vector;
  readonly centers: Matrix;
  readonly widths: Matrix;
}

/** A Gaussian mixture with its entropy, where d ≤ 2, and bounds of it. */
export interface EntropyVector extends Gaussians {
  readonly name: string;
  readonly entropy?: number;
  readonly momentMatched: number;
  /** Sum of the marginals' entropies in the basis of the total covariance's eigenvectors. */
  readonly marginals?: number;
  /** After 0…10 steps from g = p. */
  readonly upperByExpectationMaximisation: Vector;
  /** By α, −∞ where a pair's precision is not positive definite. */
  readonly lowerTilted: ReadonlyMap<number, number>;
}

/** Boxes with their exact entropy. */
export interface BoxVector extends BoxVectors {
  readonly name: string;
  readonly entropy: number;
}

/** Two Gaussian mixtures and what is between them. */
export interface DivergenceVector {
  readonly name: string;
  readonly p: Gaussians;
  readonly q: Gaussians;
  readonly crossEntropy: number;
  readonly crossEntropyUpper: number;
  readonly kl: number;
  readonly klReverse: number;
  readonly jensenShannon: number;
  readonly bhattacharyyaCoefficient: number;
  readonly totalVariation: number;
  readonly squaredL2: number;
}

/** A Gaussian mixture, a group of each component, and I(X; group). */
export interface InformationVector extends Gaussians {
  readonly name: string;
  readonly groups: Vector;
  readonly information: number;
}

/** Values by name; README.md beside the given vectors says which name is what. */
export interface Expected {
  readonly [name: string]: number;
}

/** A mixture of either family with values to 34 digits, rounded to doubles. */
export type Vector34 =
  & { readonly name: string; readonly groups?: readonly Vector[]; readonly expect: Expected }
  & (({ readonly family: "gaussian" } & Gaussians) | ({ readonly family: "uniform" } & BoxVectors));

/** Two mixtures with values to 34 digits, rounded to doubles. */
export interface Pair34 {
  readonly name: string;
  readonly f: Gaussians;
  readonly g: Gaussians;
  readonly groupWeights: Vector;
  readonly expect: Expected;
}

/** A component of any family, by its parameters on the line. */
export interface LineComponent {
  readonly family: "gaussian" | "laplace" | "uniform" | "logistic" | "student";
  readonly mean?: number;
  readonly center?: number;
  readonly sd?: number;
  readonly scale?: number;
  readonly width?: number;
  readonly degrees?: number;
}

/** A mixture of several families on the line. */
export interface Mixed34 {
  readonly name: string;
  readonly weights: Vector;
  readonly components: readonly LineComponent[];
  readonly expect: Expected;
}

// The files hold these fields; TypeScript cannot see that their tuples are one type. JSON has no infinity: it is a text.
type WrittenEntropy = Omit<EntropyVector, "lowerTilted"> & {
  readonly lowerTilted: { readonly [alpha: string]: number | "-inf" };
};
const vectors = vectorsFile as unknown as {
  readonly entropy: readonly WrittenEntropy[];
  readonly boxes: readonly BoxVector[];
  readonly divergence: readonly DivergenceVector[];
  readonly information: readonly InformationVector[];
};
const vectors34 = vectors34File as unknown as {
  readonly cases: readonly (Omit<Vector34, "expect"> & { readonly expect: Written })[];
  readonly pairs: readonly (Omit<Pair34, "expect"> & { readonly expect: Written })[];
  readonly mixed: readonly (Omit<Mixed34, "expect"> & { readonly expect: Written })[];
};
interface Written {
  readonly [name: string]: number | string;
}

function numberOf(written: number | string): number {
  if (typeof written === "number") return written;
  if (written === "-inf") return -Infinity;
  if (written === "inf") return Infinity;
  throw new TypeError(`Expected a number, "inf" or "-inf" in the vectors, got ${written}`);
}

function expectedOf(written: Written): Expected {
  return Object.fromEntries(Object.entries(written).map(([name, x]) => [name, numberOf(x)]));
}

export const entropyVectors: readonly EntropyVector[] = vectors.entropy.map((vector) => ({
  ...vector,
  lowerTilted: new Map(
    Object.entries(vector.lowerTilted).map(([alpha, x]) => [Number(alpha), numberOf(x)]),
  ),
}));
export const boxVectors = vectors.boxes;
export const divergenceVectors = vectors.divergence;
export const informationVectors = vectors.information;
export const cases34 = vectors34.cases.map((c) =>
  // the family says which parameters there are
  ({ ...c, expect: expectedOf(c.expect) }) as Vector34
);
export const pairs34: readonly Pair34[] = vectors34.pairs.map((c) => ({
  ...c,
  expect: expectedOf(c.expect),
}));
export const mixed34: readonly Mixed34[] = vectors34.mixed.map((c) => ({
  ...c,
  expect: expectedOf(c.expect),
}));
