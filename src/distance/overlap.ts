import { constant, nodes } from "../expr/simplify.ts";
import { combine, logDet, quadratic } from "../mixture/covariance.ts";
import { byFamily, type PairFunction } from "./pair_function.ts";

/**
 * ln ∫ p q, the logarithm of the expected likelihood kernel (Jebara, Kondor & Howard 2004). Gaussian:
 * ln N(μᵢ; μⱼ, Σᵢ + Σⱼ). Boxes: ln|Vᵢ ∩ Vⱼ| − ln|Vᵢ| − ln|Vⱼ|, −∞ where they do not overlap (touching does not count).
 */
export const logOverlap: PairFunction = /* @__PURE__ */ byFamily({
  gaussian: (p, q) => {
    // Σᵢ + Σⱼ = 2W, with the W = ½(Σᵢ + Σⱼ) of the Bhattacharyya distance: one factor serves both
    const { coordinate } = p;
    const between = combine(0.5, p.covariance, 0.5, q.covariance);
    const apart = quadratic(between, nodes.sub(p.mean, q.mean), coordinate);
    const logScale = constant(coordinate.set.extent * Math.log(4 * Math.PI));
    const spread = nodes.add(logScale, logDet(between, coordinate));
    return nodes.mul(constant(-0.5), nodes.add(spread, nodes.mul(constant(0.5), apart)));
  },
  others: (p, q, pairs) => pairs.logOverlap(p, q),
});
