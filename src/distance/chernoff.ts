import { describe } from "../expr/array.ts";
import { DomainError } from "../expr/errors.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { combine, logDet, quadratic, sameCovariance } from "../mixture/covariance.ts";
import { byFamily, type PairFunction } from "./pair_function.ts";

/**
 * The Chernoff-α distance −ln ∫ p^α q^(1−α), 0 < α < 1 (lower bound for every α). Gaussian, with W = (1−α)Σᵢ + αΣⱼ:
 * ½α(1−α) δᵀW⁻¹δ + ½[ln|W| − (1−α) ln|Σᵢ| − α ln|Σⱼ|]. Boxes: α ln|Vᵢ| + (1−α) ln|Vⱼ| − ln|Vᵢ ∩ Vⱼ|.
 *
 * Throws `DomainError` for α outside (0, 1).
 */
export function chernoffDistance(alpha: number): PairFunction {
  if (!(typeof alpha === "number" && alpha > 0 && alpha < 1)) {
    throw new DomainError(`Expected chernoff α with 0 < α < 1, got ${describe(alpha)}`);
  }
  const beta = 1 - alpha;
  const times = (c: number, x: Node) => nodes.mul(constant(c), x);
  return byFamily({
    gaussian: (p, q) => {
      const { coordinate } = p;
      const delta = nodes.sub(p.mean, q.mean);
      if (sameCovariance(p.covariance, q.covariance)) {
        return times(0.5 * alpha * beta, quadratic(p.covariance, delta, coordinate));
      }
      const between = combine(beta, p.covariance, alpha, q.covariance);
      const apart = times(0.5 * alpha * beta, quadratic(between, delta, coordinate));
      const ends = nodes.add(
        times(beta, logDet(p.covariance, coordinate)),
        times(alpha, logDet(q.covariance, coordinate)),
      );
      return nodes.add(apart, times(0.5, nodes.sub(logDet(between, coordinate), ends)));
    },
    others: (p, q, pairs) => pairs.chernoff(p, q, alpha),
  });
}

/** The Bhattacharyya distance: Chernoff-½, the best α for components that share a covariance. */
export const bhattacharyyaDistance: PairFunction = /* @__PURE__ */ chernoffDistance(0.5);
