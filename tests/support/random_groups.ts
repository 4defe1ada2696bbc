/** Random mixtures whose components belong to two to four groups, in numbers. */
import type { Boxes } from "./exact_entropy.ts";
import { randomBoxes } from "./random_boxes.ts";
import { normalNumbers, type RandomGaussians, randomGaussians } from "./random_gaussians.ts";
import { randomNumbers, times } from "./random_numbers.ts";

/** What is tried: Gaussians of any kind on a line and in a plane, groups that are nearly equal, boxes. */
export type GroupedKind = "line" | "near" | "plane" | "boxes on a line" | "boxes in a plane";

/** A mixture, and the group of each component. */
export interface RandomGrouped {
  readonly mixture: RandomGaussians | Boxes;
  readonly groups: number[];
}

/** The mixture of a kind and a seed. */
export function randomGrouped(kind: GroupedKind, seed: number): RandomGrouped {
  const random = randomNumbers(7919 + seed);
  if (kind === "near") return nearlyEqual(seed, random);
  const mixture = kind === "line" || kind === "plane"
    ? randomGaussians(seed, kind === "line" ? 1 : 2, 8)
    : randomBoxes(seed, { k: 8, least: 2, d: 2, dimension: kind === "boxes on a line" ? 1 : 2 });
  const count = 2 + Math.floor(3 * random()), k = mixture.weights.length;
  // the first two are apart, so that there are two groups
  const groups = times(k, (i) => i < 2 ? i : Math.floor(Math.min(count, k) * random()));
  return { mixture, groups };
}

/** Two groups with the same components, but for a little of their means. */
function nearlyEqual(seed: number, random: () => number): RandomGrouped {
  const one = randomGaussians(seed, 1 + seed % 2, 4), normal = normalNumbers(random);
  const moved = one.means.map((mean) => mean.map((x) => x + 0.2 * normal()));
  const halves = [...one.weights, ...one.weights].map((weight) => weight / 2);
  return {
    mixture: {
      weights: halves,
      means: [...one.means, ...moved],
      covariances: [...one.covariances, ...one.covariances],
    },
    groups: halves.map((_, i) => i < one.weights.length ? 0 : 1),
  };
}

/** The mixture of each group, with what it weighs. */
export function numbersOfGroups(
  mixture: RandomGrouped["mixture"],
  groups: readonly number[],
): { readonly share: number; readonly mixture: RandomGrouped["mixture"] }[] {
  return [...new Set(groups)].map((group) => {
    const of = <T>(rows: readonly T[]) => rows.filter((_, i) => groups[i] === group);
    const own = of(mixture.weights), share = own.reduce((sum, weight) => sum + weight, 0);
    const weights = own.map((weight) => weight / share);
    return {
      share,
      mixture: "centers" in mixture
        ? { weights, centers: of(mixture.centers), widths: of(mixture.widths) }
        : { weights, means: of(mixture.means), covariances: of(mixture.covariances) },
    };
  });
}
