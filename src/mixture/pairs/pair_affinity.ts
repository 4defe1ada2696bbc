import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import type { Component } from "../component_types.ts";
import {
  isProduct,
  leastCoordinate,
  type Marginal,
  marginalOf,
  overCoordinates,
} from "./by_coordinate.ts";
import { logAffinityOfCells } from "./affinity_of_cells.ts";
import { ofLogistics } from "./logistic_pairs.ts";
import { logPowerIntegral } from "./power_integrals.ts";
import { logStudentDensity } from "./student_density.ts";

/**
 * An upper bound of ln ∫ p^α q^(1−α) for components of different families, or of one that is neither Gaussians nor boxes: the integral itself
 * where it has a closed form, else what cells of each coordinate say, at most 0. Of independent coordinates logarithms add; of a
 * Gaussian with correlations the marginals say no less than the whole (data processing), so the least of them is taken.
 */
export function logAffinity(p: Component<Node>, q: Component<Node>, alpha: number): Node {
  const one = marginalOf(p), other = marginalOf(q);
  if (one === undefined || other === undefined) return constant(0);
  const along = logPowerIntegral(one, other, { alpha, beta: 1 - alpha }) ??
    bounded(one, other, alpha);
  return isProduct(p) && isProduct(q)
    ? overCoordinates(p, along)
    : nodes.min(leastCoordinate(p, along), constant(0));
}

/** What is known along a coordinate of pairs without a closed form. */
function bounded(p: Marginal, q: Marginal, alpha: number): Node {
  if (p.family === "uniform") return inBox(p, q, 1 - alpha);
  if (q.family === "uniform") return inBox(q, p, alpha);
  // neither of them is a box
  const byCells = logAffinityOfCells(p, q, alpha) as Node;
  if (p.family !== "logistic" || q.family !== "logistic" || alpha !== 0.5) return byCells;
  return nodes.select(nodes.equal(p.scale, q.scale), ofLogistics(p, q), byCells);
}

type Of<F extends Marginal["family"]> = Extract<Marginal, { readonly family: F }>;

/** ∫ u^(1−β) q^β ≤ Q^β by Hölder's inequality, Q being what q has in the box: no more than its width times its largest density there. */
function inBox(box: Of<"uniform">, q: Marginal, beta: number): Node {
  const mass = logPowerIntegral(box, q, { alpha: 1, beta: 1 }) ??
    (q.family === "studentT" ? logLargest(box, q) : undefined);
  if (mass === undefined) return constant(0);
  // an overlap is what is in the box over its width
  const inside = nodes.add(mass, nodes.log(nodes.mul(constant(2), box.half)));
  return nodes.mul(constant(beta), nodes.min(inside, constant(0)));
}

/** ln of the largest density of a Student distribution in a box. */
export function logLargest(box: Of<"uniform">, q: Of<"studentT">): Node {
  const apart = nodes.sub(nodes.abs(nodes.sub(box.place, q.place)), box.half);
  const y = nodes.div(nodes.max(apart, constant(0)), q.scale);
  return nodes.sub(logStudentDensity(q, y), nodes.log(q.scale));
}
