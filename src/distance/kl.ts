import { constant, nodes } from "../expr/simplify.ts";
import { divergence, logDet, quadratic, sameCovariance } from "../mixture/covariance.ts";
import { byFamily, type PairFunction } from "./pair_function.ts";

/**
 * The Kullback–Leibler divergence of q from p (upper bound on the entropy). Gaussian:
 * ½[tr(Σⱼ⁻¹Σᵢ) − d + δᵀΣⱼ⁻¹δ + ln|Σⱼ| − ln|Σᵢ|]. Boxes: ln|Vⱼ| − ln|Vᵢ| if box i lies inside box j, else +∞. Other pairs: the cross
 * entropy less the entropy; where that has no closed form, what is not below it, +∞ if nothing is known (`closedForms` tells).
 */
export const klDivergence: PairFunction = /* @__PURE__ */ byFamily({
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
  others: (p, q, pairs) => pairs.kl(p, q),
});
