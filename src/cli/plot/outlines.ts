import { partsDescribed } from "../../io/mixtures/described_parts.ts";
import type { FileFamily } from "../../io/mixtures/file_families.ts";
import type { OneMixture } from "../one_mixture.ts";
import type { PartOutlines } from "./part_numbers.ts";
import { partOutlines } from "./part_outlines.ts";

/** The components of a mixture as numbers: where each is and how far it reaches. They are counted through all parts. */
export interface Outlines extends Pick<PartOutlines, "centers" | "reach" | "margin"> {
  readonly k: number;
  readonly d: number;
  readonly weights: Float64Array;
  readonly parts: readonly PartOutlines[];
  /** The part that a component is of, and its number within. */
  placeOf(i: number): { readonly part: PartOutlines; readonly index: number };
  familyOf(i: number): FileFamily;
  /** The components from the heaviest to the lightest, those without weight left out. */
  readonly heaviest: readonly number[];
}

/** The numbers of a mixture that was read, whatever the shapes in which they were given. */
export function outlinesOf(mixture: OneMixture): Outlines {
  const { components: k, dimension: d } = mixture, described = partsDescribed(mixture);
  const parts = described.map((part) => partOutlines(part, d));
  const weights = new Float64Array(k), centers = new Float64Array(k * d);
  const partOf = new Uint32Array(k), firsts: number[] = [];
  let first = 0;
  parts.forEach(({ centers: own }, t) => {
    // what is described of a mixture has a weight for each component
    const { array: { data } } = described[t]!.weights!;
    weights.set(data, first);
    centers.set(own, first * d);
    partOf.fill(t, first, first + data.length);
    firsts.push(first);
    first += data.length;
  });
  const placeOf = (i: number) => ({ part: parts[partOf[i]!]!, index: i - firsts[partOf[i]!]! });
  return {
    ...{ k, d, weights, centers, parts, placeOf },
    heaviest: Array.from(weights.keys())
      .filter((i) => weights[i]! > 0)
      .sort((i, j) => weights[j]! - weights[i]! || i - j),
    familyOf: (i) => placeOf(i).part.family,
    reach: (i, a) => {
      const { part, index } = placeOf(i);
      return part.reach(index, a);
    },
    margin: (i) => {
      const { part, index } = placeOf(i);
      return part.margin(index);
    },
  };
}
