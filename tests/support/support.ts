/** The reference values, the estimators that they know, and the comparison of numbers. */
import {
  conditionalEntropy,
  elkEntropy,
  type Expr,
  jointEntropy,
  kdeEntropy,
  type Mixture,
  pairwiseEntropy,
} from "../../mod.ts";
import { assert } from "@std/assert";
import extraFile from "../vectors/extra.json" with { type: "json" };
import referenceFile from "../vectors/reference.json" with { type: "json" };

export type Vector = readonly number[];
export type Matrix = readonly Vector[];

/** A mixture with its reference values; the file's `notes` tell the schema. */
export interface Case {
  readonly name: string;
  readonly family: "gaussian" | "uniform";
  readonly weights: Vector;
  readonly means?: Matrix;
  readonly covariances?: readonly Matrix[];
  readonly variance?: number;
  readonly centers?: Matrix;
  readonly widths?: Matrix;
  readonly expect: { readonly [estimator: string]: number };
  readonly grad?: { readonly [estimator: string]: { readonly [parameter: string]: unknown } };
}

/** A mixture whose differential entropy is known. */
export interface Truth extends Omit<Case, "expect"> {
  readonly entropy: number;
}

/** Data sets with their LogDet entropies. */
export interface LogDetCase {
  readonly name: string;
  readonly x: readonly Matrix[];
  readonly beta: number;
  readonly entropy: Vector;
  readonly joint?: number;
  readonly mutualInformation?: number;
}

// The files hold these fields, and more (see their notes); TypeScript cannot see that their tuples are one type.
interface VectorFile {
  readonly cases: readonly Case[];
  readonly truth: readonly Partial<Truth>[];
}
const reference = referenceFile as unknown as VectorFile & { readonly logdet: LogDetCase };
const extra = extraFile as unknown as VectorFile & { readonly logdet: readonly LogDetCase[] };

export const cases: readonly Case[] = [...reference.cases, ...extra.cases];
export const logDetCases: readonly LogDetCase[] = [
  { ...reference.logdet, name: "reference" },
  ...extra.logdet,
];
export const truths: readonly Truth[] = [...reference.truth, ...extra.truth].map((truth, t) =>
  ({ name: `gaussian-reference-${t}`, family: "gaussian", ...truth }) as Truth
);

/** The case of that name. */
export function caseNamed(name: string): Case {
  const found = cases.find((c) => c.name === name);
  assert(found !== undefined, `No case is named ${name}`);
  return found;
}

/** Every estimator that the vectors know, by their names there. */
export interface Estimators {
  readonly conditional: Expr;
  readonly joint: Expr;
  readonly kl: Expr;
  readonly bhattacharyya: Expr;
  readonly "chernoff0.3": Expr;
  readonly "chernoff0.7": Expr;
  readonly elkDistance: Expr;
  readonly elk: Expr;
  readonly kde: Expr;
  readonly [estimator: string]: Expr;
}

/** The estimators of a mixture's entropy. */
export function estimatorsOf(p: Mixture): Estimators {
  return {
    conditional: conditionalEntropy(p),
    joint: jointEntropy(p),
    kl: pairwiseEntropy(p, { distance: "kl" }),
    bhattacharyya: pairwiseEntropy(p, { distance: "bhattacharyya" }),
    "chernoff0.3": pairwiseEntropy(p, { distance: { chernoff: 0.3 } }),
    "chernoff0.7": pairwiseEntropy(p, { distance: { chernoff: 0.7 } }),
    elkDistance: pairwiseEntropy(p, { distance: "elk" }),
    elk: elkEntropy(p),
    kde: kdeEntropy(p),
  };
}

/** Fails unless `actual` is `expected` up to `tolerance`, relative to it. */
export function assertRelative(
  actual: number,
  expected: number,
  tolerance: number,
  what: string,
): void {
  if (actual === expected) return;
  const error = Math.abs(actual - expected) / Math.abs(expected);
  assert(
    error <= tolerance,
    `Expected ${what} = ${expected}, got ${actual}, off by ${error.toPrecision(2)} relative`,
  );
}
