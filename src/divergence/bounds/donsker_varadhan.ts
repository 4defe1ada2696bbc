import { reduce, sumOver } from "../../expr/build.ts";
import { markers } from "../../expr/mark.ts";
import type { Node } from "../../expr/node.ts";
import { logAddExp } from "../../expr/log_add_exp.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import { divergence, logDet } from "../../mixture/covariance.ts";
import { momentsOf } from "../../bound/gaussian_moments.ts";
import { average, gaussians, type Side } from "./sides.ts";
import { tiltedOverlap } from "./tilted_overlap.ts";
import { inKindOf, keptOf, timesOf, type Whole, wholeOf } from "./matched_gaussian.ts";

/** What rounding may take, of each nat that is added up. */
const loss = 2 ** -41;

/**
 * KL(p‖q) from below by the formula of Donsker & Varadhan (1975), KL ≥ E_p T − ln E_q e^T, with T = s ln(N_p/N_q), N_p and N_q being the
 * Gaussians with the moments of p and q. E_p T is that of two quadratic forms, and E_q e^T a sum of Gaussian integrals (`tiltedOverlap` with
 * S_p/s and S_q/s), where they exist; else it says nothing, −∞. Costs k. Undefined where not all are Gaussian.
 */
export function donskerVaradhanLower(p: Side, q: Side, s: number): Node | undefined {
  const others = gaussians(q);
  if (gaussians(p) === undefined || others === undefined) return undefined;
  const keep = keptOf(p, q), own = wholeOf(p, keep), other = wholeOf(q, keep);
  const coordinate = others[0]!.coordinate, d = coordinate.set.extent;
  const volumes = nodes.sub(
    logDet(own.covariance, coordinate),
    logDet(other.covariance, coordinate),
  );
  const expected = (whole: Whole) =>
    average(p, (each) => {
      const i = inKindOf(momentsOf(each), keep);
      const delta = nodes.sub(i.mean, whole.mean);
      return divergence(whole.covariance, i.covariance, delta, coordinate);
    });
  const mean = nodes.mul(
    constant(0.5 * s),
    nodes.sub(nodes.sub(expected(other), expected(own)), volumes),
  );
  const f = { mean: own.mean, covariance: timesOf(own.covariance, 1 / s) };
  const nu = { mean: other.mean, covariance: timesOf(other.covariance, 1 / s) };
  const parts = others.map((each) => {
    const j = inKindOf(each, keep);
    const { value, holds } = tiltedOverlap(f, j, nu, coordinate);
    const fails = nodes.mul(nodes.less(constant(0), j.weight), nodes.sub(constant(1), holds));
    return {
      log: reduce("logSumExp", j.component, value, j.weight),
      fails: sumOver(j.component, fails),
    };
  });
  // (N_p/N_q)^s is this much more than f/ν: f has a normaliser with |S_p/s|, ν has none
  const scale = nodes.mul(
    constant(0.5),
    nodes.add(
      nodes.sub(nodes.mul(constant(1 - s), volumes), constant(d * Math.log(s))),
      nodes.add(constant(d * Math.log(2 * Math.PI)), logDet(other.covariance, coordinate)),
    ),
  );
  const log = parts.map((part) => part.log).reduce((x, y) => logAddExp(x, y));
  const value = nodes.sub(mean, nodes.add(scale, log));
  const sizes = nodes.add(nodes.abs(mean), nodes.add(nodes.abs(scale), nodes.abs(log)));
  const lost = nodes.mul(constant(loss), nodes.add(constant(d), sizes));
  const failed = parts.map(({ fails }) => fails).reduce((x, y) => nodes.add(x, y));
  return nodes.select(
    nodes.less(constant(0), failed),
    constant(-Infinity),
    nodes.sub(value, markers.stop(lost)),
  );
}
