import { coord, sumOver, take } from "../expr/build.ts";
import type { Along, Expr } from "../expr/expression.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import type { Operand } from "../expr/shape_types.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { logDensityAt } from "../distance/component.ts";
import type { Line } from "../estimator/allocation.ts";
import { lineOf, placesOn } from "../estimator/line_of_parts.ts";
import type { MixtureWith } from "../mixture/component_types.ts";
import { familyOf } from "../mixture/families/family_of.ts";
import { atPoints, type MixtureAtPoints, type PartAtPoints } from "./at_points.ts";
import { sayFar } from "./far_points.ts";
import type { AtPoints } from "./point_types.ts";

/**
 * The responsibilities rⱼ = cⱼ pⱼ(x)/p(x) of the components for a point x [d] or points [n, d]: the posterior probability that the
 * point is of component j. Lazy, and differentiable in parameters and points: [k] or [n, k]; [b, k] or [b, n, k] for a batch. They
 * sum to 1. Where p(x) is 0, outside of all boxes, no component has made the point: there all are 0.
 *
 * They are made of differences of exponents, so that a point may lie as far away as numbers reach: of ln pⱼ = −10⁶ they keep
 * ten digits. Storing them takes n·k numbers, which is what is asked for. Components of several families stand one family after
 * the other, as in `p.parts`.
 *
 * Throws what `logDensity` throws.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, responsibilities } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ weights: [0.2, 0.8], means: [[0], [2]], variance: 1 });
 * console.log((await evaluate(responsibilities(p, [[1], [1000]]))).toArray()); // [0.2, 0.8], [0, 1]
 * ```
 */
export function responsibilities<B extends number | undefined, const X extends Operand>(
  p: MixtureWith<object, B>,
  x: X,
): Expr<AtPoints<B, X, readonly [Along<"mixture">]>>;
export function responsibilities(
  p: MixtureWith<object, number | undefined>,
  x: Operand,
): Expr {
  const seen = atPoints(p, x), [part, ...others] = seen.parts;
  const line = others.length === 0 ? part! : onLine(seen);
  const share = shareOf(line), posterior = nodes.div(share, totalOf(line, share));
  return sayFar(seen.alongAll(posterior, line.component.component), seen);
}

/** Components seen from points: those of a part, or of all parts one after the other. */
interface Seen extends Pick<PartAtPoints, "logDensity" | "logTotal"> {
  readonly component: Line;
}

/** The components of all parts along one axis. */
function onLine({ parts, logDensity: logTotal }: MixtureAtPoints): Seen {
  const components = parts.map(({ component }) => component), line = lineOf(components);
  const places = placesOn(components, coord(line.component));
  const logDensities = parts.map(({ component, x }, t) => {
    const own = familyOf(component).changed(
      component,
      (value) => take(value, component.component, places[t]!.label),
    );
    return logDensityAt(own, x);
  });
  const logDensity = logDensities.reduceRight((rest, own, t) =>
    nodes.select(places[t]!.isDrawn!, own, rest)
  );
  return { component: line, logDensity, logTotal };
}

/** cⱼ exp(ln pⱼ − ln Σ cᵢpᵢ): 0 where no component has a density. */
export function shareOf({ component, logDensity, logTotal }: Seen): Node {
  return nodes.weigh(component.weight, nodes.expDiff(logDensity, logTotal));
}

/**
 * The sum of the shares, which is 1 but for the rounding of ln p: with |ln p| = 10¹⁶ that is a factor. 1 where all are 0, too.
 */
export function totalOf({ component: { component } }: Seen, share: Node): Node {
  const sum = markers.stop(sumOver(component, share));
  return nodes.select(sum, sum, constant(1));
}
