import type { Domain } from "../../expr/node.ts";
import type { Family } from "../component_types.ts";
import type { Pattern } from "../parameters.ts";
import { freedomPatterns, scalePatterns } from "../location.ts";

/** A parameter of an entry by its names, the shapes that it may have beside one component and beside several, and its domain. */
export interface EntryParameter {
  /** Its name beside one component, and the shapes; undefined where it is for several only. */
  readonly one: readonly [name: string, patterns: readonly Pattern[]] | undefined;
  /** Its name beside several, and the shapes. */
  readonly many: readonly [name: string, patterns: readonly Pattern[]];
  readonly domain: Domain;
}

const place = (one: string, many: string): EntryParameter => ({
  one: [one, ["d", "bd"]],
  many: [many, ["kd", "bkd"]],
  domain: "finite",
});

const size = (one: string, many: string): EntryParameter => ({
  one: [one, ["", "d", "bd"]],
  many: [many, scalePatterns],
  domain: "positive",
});

/** The kinds of covariance, of which a Gaussian entry has exactly one. */
export const gaussianSpreads: readonly EntryParameter[] = [
  {
    one: ["variance", ["", "b"]],
    many: ["variance", ["", "b"]],
    domain: "positive",
  },
  {
    one: ["variances", ["d", "bd"]],
    many: ["variances", ["k", "kd", "bk", "bkd"]],
    domain: "positive",
  },
  { one: ["covariance", ["dd", "bdd"]], many: ["covariance", ["dd", "bdd"]], domain: "covariance" },
  { one: undefined, many: ["covariances", ["kdd", "bkdd"]], domain: "covariance" },
];

/**
 * The parameters of a family that has a fixed list of them: the first is the place, which says k and d. A function, so that a program
 * without entries does not load them.
 */
export function entryParameters(family: Exclude<Family, "own">): readonly EntryParameter[] {
  const location = [place("location", "locations"), size("scale", "scales")];
  const families: { readonly [F in typeof family]: readonly EntryParameter[] } = {
    gaussian: [place("mean", "means")],
    uniform: [place("center", "centers"), size("width", "widths")],
    laplace: location,
    logistic: location,
    studentT: [
      ...location,
      {
        one: ["degreesOfFreedom", ["", "b"]],
        many: ["degreesOfFreedom", freedomPatterns],
        domain: "positive",
      },
    ],
  };
  return families[family];
}

/** All names that the parameters of a family may have in an entry. */
export function entryNames(family: Exclude<Family, "own">): string[] {
  const spreads = family === "gaussian" ? gaussianSpreads : [];
  const all = [...entryParameters(family), ...spreads];
  return [...new Set(all.flatMap(({ one, many }) => [...(one ? [one[0]] : []), many[0]]))];
}
