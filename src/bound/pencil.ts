import type { Node } from "../expr/node.ts";
import { sumOver } from "../expr/build.ts";
import { constant, nodes } from "../expr/simplify.ts";
import type { GaussianComponent } from "../mixture/component_types.ts";
import { logDet, quadratic, sameCovariance } from "../mixture/covariance.ts";

/** What two Gaussians are to each other, in the basis that diagonalises both covariances: M = ½(Σᵢ + Σⱼ) is the unit there. */
export interface Pencil {
  /** ln|Σᵢ| and ln|Σⱼ| */
  readonly logDets: readonly [Node, Node];
  /** ln|M| */
  readonly logDetM: Node;
  /** The eigenvalues of Σᵢ − Σⱼ, from −2 to 2, along the coordinates; left out where the covariances are one. */
  readonly lambda?: Node;
  /** The squares z² of δ = μᵢ − μⱼ, along the coordinates. */
  readonly square: Node;
}

/** The pencil of two components. */
export function pencil(i: GaussianComponent<Node>, j: GaussianComponent<Node>): Pencil {
  const { coordinate, covariance: s } = i, { covariance: t } = j;
  const delta = nodes.sub(i.mean, j.mean);
  const logDets = [logDet(s, coordinate), logDet(t, coordinate)] as const;
  if (sameCovariance(s, t)) {
    // all of the square on one coordinate: only its sum is asked for
    const share = constant(1 / coordinate.set.extent);
    const square = nodes.mul(share, quadratic(s, delta, coordinate));
    return { logDets, logDetM: logDets[0], square };
  }
  if (s.kind === "full" || t.kind === "full") throw new TypeError("TODO");
  const middle = nodes.mul(constant(0.5), nodes.add(s.variance, t.variance));
  return {
    logDets,
    logDetM: sumOver(coordinate, nodes.log(middle)),
    lambda: nodes.div(nodes.sub(s.variance, t.variance), middle),
    square: nodes.div(nodes.square(delta), middle),
  };
}
