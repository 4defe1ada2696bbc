import { coord, sumOver } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import type { Component } from "../mixture/component_types.ts";
import { divergence, logDet, quadratic, sameCovariance } from "../mixture/covariance.ts";
import { crossEntropy } from "./cross_entropy.ts";
import { entropyOf, logVolume } from "./component.ts";
import { ownKl } from "./own_pairs.ts";
import { byFamily, type PairFunction } from "./pair_function.ts";

/**
 * The Kullback–Leibler divergence of q from p (upper bound on the entropy). Gaussian:
 * ½[tr(Σⱼ⁻¹Σᵢ) − d + δᵀΣⱼ⁻¹δ + ln|Σⱼ| − ln|Σᵢ|]. Boxes: ln|Vⱼ| − ln|Vᵢ| if box i lies inside box j, else +∞. Other pairs: the cross
 * entropy less the entropy; where that has no closed form, what is not below it, +∞ if nothing is known (`closedForms` tells).
 */
export const klDivergence: PairFunction = byFamily({
  gaussian: (p, q) => {
    const { coordinate } = p;
    const half = constant(0.5);
    const delta = nodes.sub(p.mean, q.mean);
    if (sameCovariance(p.covariance, q.covariance)) {
      return nodes.mul(half, quadratic(q.covariance, delta, coordinate));
    }
    const terms = divergence(q.covariance, p.covariance, delta, coordinate);
    const excess = nodes.sub(terms, constant(coordinate.set.extent));
    const ratio = nodes.sub(logDet(q.covariance, coordinate), logDet(p.covariance, coordinate));
    return nodes.mul(half, nodes.add(excess, ratio));
  },
  uniform: (p, q) => {
    // box i lies inside box j where |mᵢₐ − mⱼₐ| ≤ ½(wⱼₐ − wᵢₐ) for every a
    const room = nodes.mul(constant(0.5), nodes.sub(q.width, p.width));
    const sticksOut = nodes.less(room, nodes.abs(nodes.sub(p.center, q.center)));
    const inside = nodes.equal(sumOver(p.coordinate, sticksOut), constant(0));
    return nodes.select(inside, nodes.sub(logVolume(q), logVolume(p)), constant(Infinity));
  },
  others: (p, q) => {
    const own = ownKl(p, q);
    if (own !== undefined) return own;
    return q.family === "own" ? isOther(p, q) : nodes.sub(crossEntropy(p, q), entropyOf(p));
  },
});

/** Nothing is known of a family of one's own, but that a component is no way from itself. */
function isOther(p: Component<Node>, q: Component<Node>): Node {
  const infinite = constant(Infinity);
  if (p.component.set !== q.component.set) return infinite;
  return nodes.select(nodes.equal(coord(p.component), coord(q.component)), constant(0), infinite);
}
