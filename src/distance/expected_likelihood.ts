import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { logOverlap } from "./overlap.ts";
import { ownLogSquare } from "./log_overlap.ts";
import { combine, quadratic } from "../mixture/covariance.ts";
import { bhattacharyyaDistance } from "./chernoff.ts";
import { byFamily, type PairFunction } from "./pair_function.ts";
import { nodeOf } from "../expr/node_of.ts";

/**
 * The distance −ln( zᵢⱼ / √(zᵢᵢ zⱼⱼ) ) of the expected likelihood kernel z = ∫ p q. It bounds nothing, lies between the
 * Bhattacharyya distance and the Kullback–Leibler divergence, and gives the best cheap point estimate. Gaussian:
 * D_B + ¼ δᵀ(Σᵢ + Σⱼ)⁻¹δ. Boxes: the Bhattacharyya distance.
 */
export const elkDistance: PairFunction = byFamily({
  gaussian: (p, q): Node => {
    const between = combine(0.5, p.covariance, 0.5, q.covariance);
    const apart = quadratic(between, nodes.sub(p.mean, q.mean), p.coordinate);
    return nodes.add(nodeOf(bhattacharyyaDistance(p, q)), nodes.mul(constant(0.125), apart));
  },
  uniform: (p, q) => nodeOf(bhattacharyyaDistance(p, q)),
  others: (p, q) => {
    const own = nodes.add(ownLogSquare(p), ownLogSquare(q));
    return nodes.sub(nodes.mul(constant(0.5), own), nodeOf(logOverlap(p, q)));
  },
});
