import { hold } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { momentsOf } from "../bound/gaussian_moments.ts";
import type { Component, GaussianComponent } from "../mixture/component_types.ts";
import { familyOf } from "../mixture/families/family_of.ts";

/** The mean of a component; where it has none, evaluating it is refused. */
export function finiteMean(p: Component<Node>): Node {
  const { mean } = momentsOf(p);
  if (p.family !== "studentT") return mean;
  const exists = nodes.less(constant(1), p.degreesOfFreedom);
  return hold(noMean, nodes.select(exists, mean, constant(NaN)), "finite");
}

/** What the mean is called where there is none. */
const noMean = "means of Student distributions (they have one for degreesOfFreedom > 1)";

/** What the variances are called where they are infinite. */
const tooFew = "variances of Student distributions (finite for degreesOfFreedom > 2)";

/**
 * The Gaussian with the mean and covariance of a component. Where the variances of a component are infinite, evaluating them is refused.
 * Throws `TypeError` for a family of one's own without the functions mean and variance.
 */
export function finiteMoments(p: Component<Node>): GaussianComponent<Node> {
  const gaussian = momentsOf(p), exists = familyOf(p).moments(p)?.exists;
  if (exists === undefined || gaussian.covariance.kind === "full") return gaussian;
  const { variance } = gaussian.covariance;
  const whole = nodes.select(exists, variance, constant(Infinity));
  return {
    ...gaussian,
    covariance: { ...gaussian.covariance, variance: hold(tooFew, whole, "finite") },
  };
}
