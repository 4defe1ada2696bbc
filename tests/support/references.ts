/** The reference values: mixtures and data sets with what their estimates must be. */
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
