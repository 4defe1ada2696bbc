/** Mixtures as plain numbers, component by component, so that a law can move, split or permute them; and their lazy forms. */
import {
  type ArrayInput,
  type Expr,
  gaussianMixture,
  type GaussianParameters,
  input,
  type Mixture,
  uniformMixture,
} from "../../mod.ts";
import { exp } from "../../ops.ts";
import { mixtureOf, type OneMixture } from "./forms.ts";

/** How spreads are given: full, shared full, by coordinate, by component or one number; boxes and equal cubes. */
export const gaussianStructures = [
  "covariances",
  "covariance",
  "diagonal",
  "spherical",
  "variance",
] as const;
export const boxStructures = ["boxes", "cubes"] as const;
export const structures = [...gaussianStructures, ...boxStructures] as const;
export type Structure = (typeof structures)[number];

/** The spread of one component: a matrix, one number a coordinate, or one number. */
export type Spread = number | readonly number[] | readonly (readonly number[])[];

/** A component in numbers; `point` is its mean or centre. */
export interface Entry {
  readonly weight: number;
  readonly point: readonly number[];
  readonly spread: Spread;
}

/** A mixture in numbers; where the spread is shared, all entries have the same. */
export interface Entries {
  readonly structure: Structure;
  readonly entries: readonly Entry[];
}

/** Whether one spread holds for all components. */
export function isShared(structure: Structure): boolean {
  return structure === "covariance" || structure === "variance" || structure === "cubes";
}

/** Whether a structure is one of boxes. */
export function isBoxes(structure: Structure): boolean {
  return structure === "boxes" || structure === "cubes";
}

/** The name that a structure's spread has among the parameters. */
export function spreadName(structure: Structure): string {
  if (isBoxes(structure)) return "widths";
  return structure === "diagonal" || structure === "spherical" ? "variances" : structure;
}

/** The parameters of a mixture, by the names that its family gives them. */
export function parametersOf({ structure, entries }: Entries): { [name: string]: ArrayInput } {
  const spreads = entries.map((entry) => entry.spread);
  return {
    weights: entries.map((entry) => entry.weight),
    [isBoxes(structure) ? "centers" : "means"]: entries.map((entry) => entry.point),
    [spreadName(structure)]: (isShared(structure) ? spreads[0] : spreads) as ArrayInput,
  };
}

/** The lazy mixture. */
export function toMixture(m: Entries): OneMixture {
  // its parameters have no batch axis
  return mixtureOf(parametersOf(m)) as OneMixture;
}

/**
 * The lazy mixture with weights exp(logWeights), and the leaves that its values can be differentiated in: weights off
 * the simplex are refused as numbers, but not as an expression.
 */
export function toFreeMixture(
  m: Entries,
): { p: OneMixture; leaves: { readonly [name: string]: Expr } } {
  const { weights: _, means, centers, widths, ...spread } = parametersOf(m);
  const logWeights = input(m.entries.map(({ weight }) => Math.log(weight)), { name: "logWeights" });
  const weights = exp(logWeights);
  const p: Mixture = isBoxes(m.structure)
    ? uniformMixture({ weights, centers: centers!, widths: widths! })
    : gaussianMixture({ weights, means, ...spread } as unknown as GaussianParameters);
  const { weights: _held, ...leaves } = p.parameters;
  return { p: p as OneMixture, leaves: { logWeights, ...leaves } };
}

/** The same structure with other components. */
export function withEntries(
  m: Entries,
  change: (entries: readonly Entry[]) => readonly Entry[],
): Entries {
  return { ...m, entries: change(m.entries) };
}

/** The parameters of several mixtures, stacked along a leading batch axis; one number for all cubes has none. */
export function stacked(all: readonly Entries[]): ReturnType<typeof parametersOf> {
  const parameters = all.map(parametersOf);
  return Object.fromEntries(
    Object.entries(parameters[0]!).map(([name, first]) => {
      const isCube = name === "widths" && typeof first === "number";
      return [name, isCube ? first : parameters.map((entry) => entry[name]) as ArrayInput];
    }),
  );
}
