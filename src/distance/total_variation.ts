import type { Axis } from "../expr/axes.ts";
import { reduce } from "../expr/build.ts";
import { normalCdf } from "../expr/normal_cdf.ts";
import type { Node } from "../expr/node.ts";
import { nodeOf } from "../expr/node_of.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { alongLine } from "../mixture/line.ts";
import { type Covariance, quadratic, sameCovariance } from "../mixture/covariance.ts";
import type { Component, GaussianComponent, UniformComponent } from "../mixture/component_types.ts";
import { bhattacharyyaDistance } from "./chernoff.ts";
import { klDivergence } from "./kl.ts";
import { logVolume } from "../mixture/families/uniform_family.ts";
import { logIntersection } from "../mixture/pairs/pairs_of_boxes.ts";
import { byFamily, type PairFunction } from "./pair_function.ts";

/** What rounding may take from a Bhattacharyya distance, for each coordinate. */
const lossOfDistance = 2 ** -50;

/** Numbers below this count as this much under a root: its slope at 0 is infinite. */
const leastSquare = 1e-300;

/**
 * The total variation ½ ∫ |p − q|, or an upper bound of it. Boxes: 1 − |Vᵢ ∩ Vⱼ|/max(|Vᵢ|, |Vⱼ|). Gaussians of one covariance:
 * 2Φ(½√(δᵀΣ⁻¹δ)) − 1; on the line: from the two points where the densities are equal. Other Gaussians: the
 * upper bound √(1 − exp(−2B)) by the Bhattacharyya distance B (Kraft 1955), which is never below it.
 */
export const totalVariation: PairFunction = /* @__PURE__ */ byFamily({
  gaussian: (p, q) => {
    const { covariance: sigma, coordinate } = p, { covariance: tau } = q;
    if (sameCovariance(sigma, tau)) return ofOneSpread(p, q);
    if (coordinate.set.extent === 1) return onTheLine(p, q);
    return nodes.select(areEqual(sigma, tau, coordinate), ofOneSpread(p, q), byAffinity(p, q));
  },
  others: (p, q) =>
    p.family === "uniform" && q.family === "uniform" ? ofBoxes(p, q) : byPinsker(p, q),
});

/** 1 − |Vᵢ ∩ Vⱼ|/max(|Vᵢ|, |Vⱼ|). */
function ofBoxes(p: UniformComponent<Node>, q: UniformComponent<Node>): Node {
  const larger = nodes.max(logVolume(p), logVolume(q));
  return nodes.sub(constant(1), nodes.exp(nodes.sub(logIntersection(p, q), larger)));
}

/** 2Φ(½√(δᵀΣ⁻¹δ)) − 1 = 1 − 2Φ(−½√…), for two components of one covariance. */
function ofOneSpread(p: GaussianComponent<Node>, q: GaussianComponent<Node>): Node {
  const square = quadratic(q.covariance, nodes.sub(p.mean, q.mean), p.coordinate);
  const half = nodes.mul(constant(0.5), nodes.sqrt(nodes.max(square, constant(leastSquare))));
  return nodes.sub(constant(1), nodes.mul(constant(2), normalCdf(nodes.neg(half))));
}

/** Whether two covariances are the same numbers. */
function areEqual(s: Covariance<Node>, t: Covariance<Node>, coordinate: Axis): Node {
  const largest = s.kind === "full" && t.kind === "full"
    ? reduce("max", s.row, reduce("max", s.column, nodes.abs(nodes.sub(s.matrix, t.matrix))))
    : s.kind !== "full" && t.kind !== "full"
    ? reduce("max", coordinate, nodes.abs(nodes.sub(s.variance, t.variance)))
    : constant(Infinity);
  return nodes.equal(largest, constant(0));
}

/** √(½ KL(p‖q)), at most 1: Pinsker's inequality, with what is known of KL from above. */
function byPinsker(p: Component<Node>, q: Component<Node>): Node {
  const divergence = nodes.max(nodeOf(klDivergence(p, q)), constant(0));
  const half = nodes.mul(constant(0.5), nodes.min(divergence, constant(2)));
  return nodes.sqrt(half);
}

/** √(1 − exp(−2B)) with 1 − exp(−2B) = 2 tanh B/(1 + tanh B), which keeps its digits for small B. */
function byAffinity(p: GaussianComponent<Node>, q: GaussianComponent<Node>): Node {
  const loss = constant(lossOfDistance * p.coordinate.set.extent);
  const distance = nodes.max(nodes.add(nodeOf(bhattacharyyaDistance(p, q)), loss), loss);
  const root = nodes.tanh(distance);
  return nodes.sqrt(
    nodes.div(nodes.mul(constant(2), root), nodes.add(constant(1), root)),
  );
}

/**
 * In one dimension. From the mean of the narrower one, with D = |δ| to that of the wider one, its density is the larger
 * between the roots of Ay² + 2By = C, A = 1/s − 1/t, B = D/t, C = D²/t + ln(t/s), s and t being the variances: y₊ = C/(B + √(B² + AC))
 * and y₋ = −(B + √(B² + AC))/A, −∞ where they are equal. The difference of what each has there is the total
 * variation; other ends would give less.
 */
function onTheLine(p: GaussianComponent<Node>, q: GaussianComponent<Node>): Node {
  const one = alongLine(p), other = alongLine(q);
  const narrow = nodes.min(one.variance, other.variance);
  const wide = nodes.max(one.variance, other.variance);
  const apart = nodes.abs(nodes.sub(one.mean, other.mean));
  const excess = nodes.div(nodes.sub(wide, narrow), nodes.mul(wide, narrow));
  const slope = nodes.div(apart, wide);
  const level = nodes.add(
    nodes.mul(apart, slope),
    nodes.sub(nodes.log(wide), nodes.log(narrow)),
  );
  const square = nodes.add(nodes.square(slope), nodes.mul(excess, level));
  const reach = nodes.add(slope, nodes.sqrt(square));
  const right = nodes.ratio(level, reach), left = nodes.neg(nodes.ratio(reach, excess));
  const share = (variance: Node, centre: Node) => {
    const z = (y: Node) => nodes.div(nodes.sub(y, centre), nodes.sqrt(variance));
    return nodes.sub(normalCdf(z(right)), normalCdf(z(left)));
  };
  return nodes.max(nodes.sub(share(narrow, constant(0)), share(wide, apart)), constant(0));
}
