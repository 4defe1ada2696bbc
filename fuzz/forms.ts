/** One mixture in every more general structure that can hold it. */
import {
  type Entries,
  type Spread,
  type Structure,
  withEntries,
} from "../tests/support/entries.ts";
import type { ExtremeMixture } from "../tests/support/extreme_mixtures.ts";
import { times } from "../tests/support/random_numbers.ts";

/** How a spread is written in each structure that holds more. */
const wider: { readonly [S in Structure]: readonly Structure[] } = {
  variance: ["spherical", "diagonal", "covariance", "covariances"],
  spherical: ["diagonal", "covariances"],
  diagonal: ["covariances"],
  covariance: ["covariances"],
  covariances: [],
  cubes: ["boxes"],
  boxes: [],
};

/** Pairs times what one takes: matrices cost more than what they are written for. */
const mostWork = 1e6;

/** The other forms of a mixture, without the mixture itself. */
export function otherForms({ m, recipe: { structure, k, d } }: ExtremeMixture): Entries[] {
  return wider[structure]
    .filter((form) => !form.startsWith("covariance") || k * k * d ** 3 < mostWork)
    .map((form) => ({
      ...withEntries(
        m,
        (entries) => entries.map((entry) => ({ ...entry, spread: as(form, entry.spread, d) })),
      ),
      structure: form,
    }));
}

function as(form: Structure, spread: Spread, d: number): Spread {
  switch (form) {
    case "variance":
    case "spherical":
    case "cubes":
      return spread;
    case "diagonal":
    case "boxes":
      return typeof spread === "number" ? times(d, () => spread) : spread;
    case "covariance":
    case "covariances":
      return times(d, (a) => {
        if (typeof spread === "number") return times(d, (b) => a === b ? spread : 0);
        const row = spread[a]!;
        return typeof row === "number" ? times(d, (b) => a === b ? row : 0) : row;
      });
    default:
      return form satisfies never;
  }
}
