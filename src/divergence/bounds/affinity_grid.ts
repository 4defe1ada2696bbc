import type { Axis } from "../../expr/axes.ts";
import { coord, sumOver, take } from "../../expr/build.ts";
import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import type { Component } from "../../mixture/component_types.ts";
import { atMoments } from "./cross_grid.ts";
import { gridsOf, placesAlong } from "./grids.ts";
import { asGaussian, gaussians, logAverage, type Side } from "./sides.ts";

/**
 * ∫√(pq) from below in cells, for d ≤ 2: it is Σᵢ cᵢ Eᵢ exp ½(ln q − ln p), by Jensen's inequality at least the sum over cells of their mass times
 * exp ½(E[ln q | cell] − E[ln p | cell]). There ln q counts with the means of its terms, as in `cellsUpper`, and ln p with its values at the
 * corners, as in `cornersLower`. Undefined where not all are Gaussian.
 */
export function affinityLowerByCells(
  p: Side,
  { itself, other }: { readonly itself: Side; readonly other: Side },
  n: number,
): Node | undefined {
  const all = gaussians(p), [own, q] = [gaussians(itself), gaussians(other)];
  if (all === undefined || own === undefined || q === undefined) return undefined;
  const d = all[0]!.coordinate.set.extent;
  const grids = gridsOf("intervals", n, d), corners = gridsOf("corners", n, d);
  const terms = all.map((i) => {
    const at = (j: Component<Node>, pieces: typeof grids) => atMoments(i, asGaussian(j), pieces);
    const above = corners.reduce(
      (values, { axis }, a) => between(values, axis, grids[a]!.axis),
      logAverage(own, (j) => at(j, corners)),
    );
    const below = logAverage(q, (j) => at(j, grids));
    const ratio = nodes.exp(nodes.mul(constant(0.5), nodes.sub(below, above)));
    const mean = grids.reduceRight(
      (sum, { axis, mass }) => sumOver(axis, nodes.mul(mass, sum)),
      ratio,
    );
    return sumOver(i.component, nodes.weigh(i.weight, mean));
  });
  return terms.reduce((sum, x) => nodes.add(sum, x));
}

/** What values at corners come to at the means of the intervals between them. */
function between(values: Node, corner: Axis, interval: Axis): Node {
  const place = placesAlong(interval), index = coord(interval), one = constant(1);
  const at = (t: Node) => take(values, corner, t);
  return nodes.add(
    nodes.mul(nodes.sub(one, place), at(index)),
    nodes.mul(place, at(nodes.add(index, one))),
  );
}
