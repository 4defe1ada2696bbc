/**
 * Random mixtures of both families in every structure that parameters can have. A recipe fixes all numbers: a
 * counterexample is one line.
 */
import fc from "fast-check";
import {
  type Entries,
  isShared,
  type Spread,
  type Structure,
  structures,
  withEntries,
} from "./entries.ts";
import { randomNumbers, times } from "./random_numbers.ts";

/** What a random mixture is made from. */
export interface Recipe {
  readonly structure: Structure;
  readonly k: number;
  readonly d: number;
  readonly seed: number;
}

/** Recipes of the given structures, k from 1 to 40 and d from 1 to 12 unless less is asked for. */
export function recipes(
  of: readonly Structure[] = structures,
  { least = 1, k = 40, d = 12 }: { least?: number; k?: number; d?: number } = {},
): fc.Arbitrary<Recipe> {
  return fc.record({
    structure: fc.constantFrom(...of),
    k: fc.integer({ min: least, max: k }),
    d: fc.integer({ min: 1, max: d }),
    seed: fc.nat(),
  });
}

/** Checks a law for random recipes, always the same ones. */
export function holdsFor(
  arbitrary: fc.Arbitrary<Recipe>,
  law: (recipe: Recipe) => Promise<void>,
  runs = 30,
): Promise<void> {
  return fc.assert(fc.asyncProperty(arbitrary, law), { seed: 2017, numRuns: runs });
}

/** The mixture of a recipe: some overlap strongly, others not at all. */
export function draw({ structure, k, d, seed }: Recipe): Entries {
  const random = randomNumbers(seed);
  const scale = [0.3, 1, 3, 10][Math.floor(random() * 4)]!;
  const raw = times(k, () => 0.1 + random());
  const total = raw.reduce((sum, w) => sum + w);
  const shared = spreadFor(structure, d, random);
  return {
    structure,
    entries: times(k, (i) => ({
      weight: raw[i]! / total,
      point: times(d, () => scale * (2 * random() - 1)),
      spread: isShared(structure) ? shared : spreadFor(structure, d, random),
    })),
  };
}

function spreadFor(structure: Structure, d: number, random: () => number): Spread {
  switch (structure) {
    case "covariances":
    case "covariance": {
      // G Gᵀ/d + 0.2 I is positive definite
      const g = times(d, () => times(d, () => 2 * random() - 1));
      const dot = (x: readonly number[], y: readonly number[]) =>
        x.reduce((sum, value, t) => sum + value * y[t]!, 0);
      const size = 0.5 + random();
      return g.map((x, a) => g.map((y, b) => size * dot(x, y) / d + (a === b ? 0.2 : 0)));
    }
    case "diagonal":
    case "boxes":
      return times(d, () => 0.3 + 2 * random());
    case "spherical":
    case "variance":
    case "cubes":
      return 0.3 + 2 * random();
    default:
      return structure satisfies never;
  }
}

/** `b` mixtures that can be a batch: of one structure and size. Shapes that also fit without a batch are avoided. */
export function drawBatch(recipe: Recipe): [Entries, ...Entries[]] {
  const b = recipe.k === 3 ? 4 : 3;
  const first = draw(recipe), { spread } = first.entries[0]!;
  const others = times(b - 1, (t) => {
    const next = draw({ ...recipe, seed: recipe.seed + t + 1 });
    if (recipe.structure !== "cubes") return next;
    return withEntries(next, (e) => e.map((entry) => ({ ...entry, spread })));
  });
  return [first, ...others];
}
