import { reduce, sumOver } from "../expr/build.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { logDensityFrom } from "../distance/component.ts";
import type { Component } from "../mixture/component_types.ts";
import { boxPath } from "./box_path.ts";
import type { Sampled } from "./posterior_form.ts";
import type { MixtureSample } from "./sampling.ts";

/**
 * The plain form, −Σ wₛ ln p(xₛ): what is averaged is the surprise of each draw. Its gradients go along the paths of the
 * draws and through ln p for means and covariances, by the moving faces for boxes, by the score function for weights; `base`
 * is near the entropy.
 */
export function plainForm(i: Component<Node>, draws: MixtureSample, base: Node): Sampled {
  const logDensities = logDensityFrom(i, draws.delta);
  const surprise = (weight: Node) =>
    nodes.neg(reduce("logSumExp", i.component, logDensities, weight));
  const mean = (perDraw: Node) => sumOver(draws.sample, nodes.mul(draws.weight, perDraw));
  const perDraw = surprise(i.weight), fixed = markers.sealed(perDraw);
  const path = i.family === "gaussian"
    ? mean(surprise(markers.sealed(i.weight)))
    : mean(boxPath(i, draws, fixed));
  const slopes = weightSlopes(draws, fixed, logDensities, base);
  const throughWeights = sumOver(i.component, nodes.mul(i.weight, markers.sealed(slopes)));
  return { perDraw, value: mean(perDraw), through: nodes.add(path, throughWeights) };
}

/**
 * ∂h/∂cⱼ = −E_pⱼ[ln p] − 1 = E_p[(pⱼ/p)(−ln p − b)] + b − 1, from all draws (the score function). The base b is near
 * E_p[−ln p], which takes most of the noise away, and moves with the unit of x as −ln p does. It depends on no draw, so
 * the estimate is unbiased; with the mean of the draws in its place it is not, because they are stratified.
 */
function weightSlopes(
  { sample, weight }: MixtureSample,
  surprises: Node,
  logDensities: Node,
  base: Node,
): Node {
  const ratio = nodes.expDiff(logDensities, nodes.neg(surprises));
  const perDraw = nodes.weigh(nodes.mul(weight, nodes.sub(surprises, base)), ratio);
  return nodes.add(sumOver(sample, perDraw), nodes.sub(base, constant(1)));
}
