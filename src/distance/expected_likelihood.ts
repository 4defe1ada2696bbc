import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { combine, quadratic } from "../mixture/covariance.ts";
import { bhattacharyyaDistance } from "./chernoff.ts";
import { byFamily, type PairFunction } from "./pair_function.ts";
import { nodeOf } from "../expr/node_of.ts";

/**
 * The distance −ln( zᵢⱼ / √(zᵢᵢ zⱼⱼ) ) of the expected likelihood kernel z = ∫ p q. It bounds nothing, lies between the
 * Bhattacharyya distance and the Kullback–Leibler divergence, and gives the best cheap point estimate. Gaussian:
 * D_B + ¼ δᵀ(Σᵢ + Σⱼ)⁻¹δ. Boxes: the Bhattacharyya distance.
 */
export const elkDistance: PairFunction = /* @__PURE__ */ byFamily({
  gaussian: (p, q): Node => {
    const between = combine(0.5, p.covariance, 0.5, q.covariance);
    const apart = quadratic(between, nodes.sub(p.mean, q.mean), p.coordinate);
    return nodes.add(nodeOf(bhattacharyyaDistance(p, q)), nodes.mul(constant(0.125), apart));
  },
  others: (p, q, pairs) => {
    if (p.family === "uniform" && q.family === "uniform") return pairs.chernoff(p, q, 0.5);
    const own = nodes.add(pairs.logSquare(p), pairs.logSquare(q));
    return nodes.sub(nodes.mul(constant(0.5), own), pairs.logOverlap(p, q));
  },
});
