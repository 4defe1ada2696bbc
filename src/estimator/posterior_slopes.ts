import { dense, sumOver, take } from "../expr/build.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { entropyOf } from "../distance/component.ts";
import type { Component, GaussianComponent } from "../mixture/component_types.ts";
import type { Covariance } from "../mixture/covariance.ts";
import type { Posterior } from "./posterior_form.ts";
import type { MixtureSample } from "./sampling.ts";

/**
 * Slopes of the entropy in means and covariances. With h = J + Σᵢ cᵢ Eᵢ ln rᵢ, the parameters in ln rᵢ itself move it by
 * ∫ p Σⱼ ∂rⱼ = 0, and there are left the paths x = μᵢ + Lᵢz of the draws: ∂h = ∂J + Σᵢ cᵢ Eᵢ[vᵢ(x)·∂x],
 *
 *     vᵢ(x) = ∇ ln rᵢ = Σⱼ rⱼ Σⱼ⁻¹(x − μⱼ) − Σᵢ⁻¹(x − μᵢ),
 *
 * which is 0 where components are apart and where they are the same. The entropy does not move with the origin, and by d
 * with the logarithm of the unit; the estimate would by G = Σ wₛvₛ and d + D, D = Σ wₛ vₛ·(xₛ − x̄), with means of 0. That is
 * taken out again along the means, and along the logarithms of determinants, which takes noise away too.
 */
export function posteriorPath(
  i: GaussianComponent<Node>,
  draws: MixtureSample,
  posterior: Posterior,
): Node {
  const { component, coordinate, covariance } = i, { sample, label, weight } = draws;
  const at = (value: Node) => take(value, component, label);
  const share = nodes.mul(i.weight, nodes.expDiff(posterior.exponent, posterior.logTotal));
  const mean = (value: Node) => sumOver(component, nodes.weigh(share, value));
  // one covariance for all is divided by once a draw
  const pull = isShared(i)
    ? solved(covariance, mean(draws.delta))
    : mean(solved(covariance, draws.delta));
  const own = solved(picked(covariance, at), draws.offset);
  const velocity = nodes.mul(weight, markers.sealed(nodes.sub(pull, own)));
  const fixedWeight = markers.sealed(i.weight);
  const weighed = (value: Node) => sumOver(component, nodes.mul(fixedWeight, value));
  const centre = markers.sealed(weighed(i.mean));
  const point = nodes.add(nodes.sub(at(i.mean), centre), draws.offset);
  const dot = (x: Node, y: Node) => sumOver(coordinate, nodes.mul(x, y));
  const drift = markers.sealed(sumOver(sample, velocity));
  const growth = markers.sealed(sumOver(sample, dot(velocity, markers.sealed(point))));
  const perUnit = nodes.sub(constant(1), nodes.div(growth, constant(coordinate.set.extent)));
  const moved = nodes.sub(sumOver(sample, dot(velocity, point)), dot(drift, weighed(i.mean)));
  return nodes.add(moved, nodes.mul(perUnit, weighed(entropyOf(i))));
}

function isShared({ covariance, component }: GaussianComponent<Node>): boolean {
  const spread = covariance.kind === "full" ? covariance.matrix : covariance.variance;
  return !spread.axes.includes(component);
}

/** Σ⁻¹δ, for a difference δ with the coordinate axis. */
function solved(s: Covariance<Node>, delta: Node): Node {
  return s.kind === "full"
    ? dense("solve", s.row, s.column, [s.factor, delta])
    : nodes.mul(delta, nodes.div(constant(1), s.variance));
}

/** The covariance of the component that each draw comes from. */
function picked(s: Covariance<Node>, at: (value: Node) => Node): Covariance<Node> {
  return s.kind === "full"
    ? { ...s, matrix: at(s.matrix), factor: at(s.factor) }
    : { ...s, variance: at(s.variance) };
}

/**
 * Slopes of the entropy in weights, ∂h/∂cⱼ = −Eⱼ[ln p] − 1 = hⱼ − ln cⱼ − 1 + E_p[(pⱼ/p) ln rⱼ], from all draws: 0 is what
 * is estimated where components are apart, and a constant where they are the same. Σ cⱼ(∂h/∂cⱼ + 1) is the estimate of h,
 * draw by draw. For a weight of 0 the logarithms of it, which cancel in the mean, are left out.
 */
export function posteriorWeightSlopes(
  i: Component<Node>,
  { sample, weight }: MixtureSample,
  { exponent, logTotal }: Posterior,
): Node {
  const hasWeight = nodes.less(constant(0), i.weight);
  const logWeight = nodes.select(hasWeight, nodes.log(i.weight), constant(0));
  const ratio = nodes.mul(weight, nodes.expDiff(exponent, logTotal));
  const logPosterior = nodes.sub(nodes.add(logWeight, exponent), logTotal);
  const open = sumOver(sample, nodes.weigh(ratio, logPosterior));
  return nodes.sub(nodes.add(entropyOf(i), open), nodes.add(logWeight, constant(1)));
}
