import { sumOver } from "../expr/build.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { logDensityFrom } from "../distance/component.ts";
import type { Component } from "../mixture/component_types.ts";
import { logSumExpOf } from "../mixture/over_parts.ts";
import { facesPath } from "./box_path.ts";
import { routesOf, type Sampled } from "./posterior_form.ts";
import { heldStill } from "./posterior_slopes.ts";
import type { MixtureSample } from "./sampling.ts";

/**
 * The plain form, −Σ wₛ ln p(xₛ): what is averaged is the surprise of each draw. Its gradients go along the paths of the
 * draws and through ln p for means and covariances, by the moving faces for boxes, by the score function for weights, and for
 * what stands beside boxes; `base` is near the entropy.
 */
export function plainForm(draws: MixtureSample, base: Node): Sampled {
  const components = draws.parts.map(({ i }) => i);
  const logDensities = draws.parts.map(({ i, delta }) => logDensityFrom(i, delta));
  const surprise = (weight: (i: Component<Node>) => Node) =>
    nodes.neg(logSumExpOf(components, (_, t) => logDensities[t]!, weight));
  const mean = (perDraw: Node) => sumOver(draws.sample, nodes.mul(draws.weight, perDraw));
  const perDraw = surprise((i) => i.weight), fixed = markers.sealed(perDraw);
  const routes = routesOf(draws);
  const paths = routes.every((route) => route === "path")
    ? [mean(surprise((i) => markers.sealed(i.weight)))]
    : routes.map((route, t) =>
      route === "faces" ? facesPath(draws, t, fixed) : scorePath(draws, t, { fixed, base })
    );
  const slopes = components.map((i, t) => {
    const slope = weightSlopes(draws, fixed, logDensities[t]!, base);
    return sumOver(i.component, nodes.mul(i.weight, markers.sealed(slope)));
  });
  return {
    perDraw,
    value: mean(perDraw),
    through: [...paths, ...slopes].reduce((sum, term) => nodes.add(sum, term)),
  };
}

/** A value whose gradient is E_p[(cⱼpⱼ/p)(−ln p − b) ∂ ln pⱼ], −cⱼ Eⱼ[∂ ln pⱼ · ln p] by all draws, which hold still; Eⱼ[∂ ln pⱼ] = 0. */
function scorePath(
  draws: MixtureSample,
  t: number,
  { fixed, base }: { readonly fixed: Node; readonly base: Node },
): Node {
  const seen = draws.parts[t]!, { i, delta } = seen;
  const share = nodes.mul(i.weight, nodes.expDiff(logDensityFrom(i, delta), nodes.neg(fixed)));
  const pull = markers.sealed(nodes.weigh(share, nodes.sub(fixed, base)));
  const along = sumOver(i.component, nodes.mul(pull, logDensityFrom(i, heldStill(seen))));
  return sumOver(draws.sample, nodes.mul(draws.weight, along));
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
