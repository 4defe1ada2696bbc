import { nodes } from "../expr/simplify.ts";
import type { Node } from "../expr/node.ts";
import type { Expr } from "../expr/expression.ts";
import type { Operand } from "../expr/shape_types.ts";
import { alongCoordinates } from "../expr/coordinates.ts";
import { logDensityAt } from "../distance/component.ts";
import { componentOf } from "../mixture/components.ts";
import type { Component, MixtureWith } from "../mixture/component_types.ts";
import { familyOf } from "../mixture/families/family_of.ts";
import { atPoints } from "./at_points.ts";
import { sayFar } from "./far_points.ts";
import type { AtPoints } from "./point_types.ts";

/**
 * The logarithm of the density of a mixture, ln p(x) = ln Σ cⱼ pⱼ(x), in nats, at a point x [d] or at points [n, d]; −∞ where no
 * component of positive weight has a density, as outside of all boxes. Lazy, and differentiable in parameters and points: a
 * number or [n]; [b] or [b, n] for a batch, which may have points of its own, [b, n, d]. On the line a number is a point, and
 * n points are [n, 1]. Costs n·k densities; nothing of size n×k is stored.
 *
 * Of a component of a mixture, `p.at(0)`, it has a value for each component: [k], or [n, k].
 *
 * Points are numbers or an expression: the last axis of an array or `input` becomes that of the coordinates.
 *
 * Throws `ShapeError` for points of another dimension or of another batch, `DomainError` for numbers that are not finite.
 *
 * @example
 * ```ts
 * import { evaluate, gaussianMixture, logDensity } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0, 0], [3, 1]], variance: 1 });
 * console.log(await evaluate(logDensity(p, [0, 0]))); // −2.5243: ln ½N(0; 0, I), and a little
 * console.log((await evaluate(logDensity(p, [[0, 0], [1, 2], [9, 9]]))).shape); // [3]
 * ```
 */
export function logDensity<B extends number | undefined, const X extends Operand>(
  p: MixtureWith<object, B>,
  x: X,
): Expr<AtPoints<B, X>>;
/** The logarithm of the density of each component: [k], or [n, k]. */
export function logDensity(p: Component, x: Operand): Expr;
export function logDensity(
  p: MixtureWith<object, number | undefined> | Component,
  x: Operand,
): Expr {
  return isMixture(p) ? logDensityOf(p, x) : ofComponent(p, x);
}

/** ln p(x) of a mixture. */
function logDensityOf(p: MixtureWith<object, number | undefined>, x: Operand): Node {
  const seen = atPoints(p, x);
  return sayFar(seen.alongAll(seen.logDensity), seen);
}

function ofComponent(p: Component, x: Operand): Node {
  const component = componentOf(p), { coordinate } = component;
  const batch = [component.weight, ...familyOf(component).parametersOf(component)]
    .flatMap(({ axes }) => axes).find(({ set }) => set.role === "batch");
  return logDensityAt(component, alongCoordinates(x, "x", { coordinate, batch }));
}

function isMixture(
  p: MixtureWith<object, number | undefined> | Component,
): p is MixtureWith<object, number | undefined> {
  return typeof p === "object" && p !== null && "at" in p;
}

/**
 * The density of a mixture, p(x) = Σ cⱼ pⱼ(x), at a point x [d] or at points [n, d]: exp of `logDensity`, which see for shapes. It is
 * 0 where it is below 1e−323, and Infinity where it is above 1.8e308: far away and in many coordinates take `logDensity`.
 *
 * Throws what `logDensity` throws.
 *
 * @example
 * ```ts
 * import { density, evaluate, uniformMixture } from "@mixtropy/mixtropy";
 * const p = uniformMixture({ centers: [[0], [2]], widths: 1 });
 * console.log((await evaluate(density(p, [[0], [1], [2]]))).data); // ½, 0, ½
 * ```
 */
export function density<B extends number | undefined, const X extends Operand>(
  p: MixtureWith<object, B>,
  x: X,
): Expr<AtPoints<B, X>> {
  const seen = atPoints(p, x);
  return sayFar(nodes.exp(seen.alongAll(seen.logDensity)), seen);
}
