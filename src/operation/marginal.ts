import { checkMixture } from "../mixture/components.ts";
import type { AnyMixture, MixtureWith } from "../mixture/component_types.ts";
import { chosenCoordinates } from "./chosen_coordinates.ts";
import { distinctIndices } from "./given_values.ts";
import { madeAs } from "./made_as.ts";
import { withEach } from "./made_mixture.ts";
import { rowOf } from "./rows/row_table.ts";

/**
 * The marginal of a mixture along some of its coordinates, in the order in which they are given: the distribution of (x_a, x_b, …).
 * Covariances keep their structure. Lazy; costs k·m² for m coordinates of full covariances, else k·m.
 *
 * Throws `DomainError` for coordinates that are out of range or come twice, `ShapeError` if there is none.
 *
 * @example
 * ```ts
 * import { entropy, gaussianMixture, marginal } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0, 0, 0], [9, 0, 0]], variance: 1 });
 * const q = marginal(p, [2, 1]); // its components are equal there
 * console.log((await entropy(q)).value.toFixed(4)); // 2.8379: that of one Gaussian, ln 2πe
 * ```
 */
export function marginal<M extends AnyMixture>(
  p: M,
  coordinates: readonly number[],
): MixtureWith<M["parameters"], M["batch"]> {
  checkMixture(p);
  const indices = distinctIndices(coordinates, {
    name: "coordinates",
    one: "coordinate",
    count: p.dimension,
  });
  const chosen = chosenCoordinates(indices), { batch } = p;
  return madeAs(
    withEach(p, { d: indices.length, batch }, (own) => rowOf(own).chosen(own, chosen)),
  );
}
