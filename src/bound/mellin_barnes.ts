import { type Axis, axisOf, sharedIndexSet } from "../expr/axes.ts";
import { coord, sumOver } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import type { GaussianComponent } from "../mixture/component_types.ts";
import { pencil } from "./pencil.ts";

/** The step of the trapezoidal rule, and how many steps it has. */
const step = 0.09, steps = 100;

/**
 * What the integral over w > 9 has at most, 2e^(−9π)/(9²π) = 4e−15, and what rounding adds to it: of √(cᵢcⱼ). The rule itself
 * only adds: see `mellinBarnes`.
 */
const beyond = 2 ** -46;

/**
 * The numbers that a pair of Gaussians has on the line s = ½ + iw: A(s) = ∫ pᵢ^(1−s) pⱼ^s, the Chernoff affinity at a complex
 * number, along an axis of w.
 */
interface Affinity {
  /** ln|A| */
  readonly logSize: Node;
  /** arg A, continuous from 0 at w = 0. */
  readonly angle: Node;
}

/**
 * √(cᵢcⱼ) ∫₀^∞ Re(e^(iwa) A(½ + iw)) / ((¼ + w²) cosh πw) dw with a = ln(cⱼ/cᵢ), which is what a pair of components takes from the
 * joint entropy: cᵢ Eᵢ ln(1 + Rᵢⱼ) + cⱼ Eⱼ ln(1 + Rⱼᵢ), Rᵢⱼ = cⱼpⱼ/(cᵢpᵢ), from above.
 *
 * For ln(1 + eᵃ p_j/p_i) = ½ ∫ dw eˢᵃ (pⱼ/pᵢ)ˢ / (s sin πs) along s = ½ + iw (Mellin & Barnes), and Eᵢ (pⱼ/pᵢ)ˢ = A(s) is known in
 * closed form. The other order has the conjugate of the phase, so that their sum has ½ + ½ in the place of 1/s. By Poisson's
 * summation formula the trapezoidal rule with step h gives Σₙ e^(−|n|π/h) of the same expectations with eᵃ multiplied by e^(2πn/h):
 * all are positive, so it errs upward, by about 5e−14 nats for each component's weight. What is cut off is added.
 *
 * Costs 101 cosines and exponentials a pair, and d logarithms and arc tangents for each, one for equal covariances.
 */
export function mellinBarnes(
  i: GaussianComponent<Node>,
  j: GaussianComponent<Node>,
): Node {
  const axis = axisOf(sharedIndexSet("coordinate", "w", steps + 1));
  const w = nodes.mul(constant(step), coord(axis));
  const { logSize, angle } = affinity(i, j, w);
  const isMet = nodes.less(constant(0), nodes.mul(i.weight, j.weight));
  const logRatio = nodes.sub(safeLog(j.weight, isMet), safeLog(i.weight, isMet));
  const phase = nodes.add(nodes.mul(w, logRatio), angle);
  const terms = nodes.weigh(nodes.mul(weightOf(axis, w), nodes.exp(logSize)), nodes.cos(phase));
  const size = nodes.mul(nodes.sqrt(i.weight), nodes.sqrt(j.weight));
  return nodes.weigh(size, nodes.add(sumOver(axis, terms), constant(beyond)));
}

/** ln c, or 0 where a weight of the pair is 0. */
function safeLog(weight: Node, isMet: Node): Node {
  return nodes.log(nodes.select(isMet, weight, constant(1)));
}

/** h/((¼ + w²) cosh πw), half of it at 0. */
function weightOf(axis: Axis, w: Node): Node {
  const share = nodes.select(
    nodes.equal(coord(axis), constant(0)),
    constant(step / 2),
    constant(step),
  );
  const decay = nodes.exp(nodes.mul(constant(-Math.PI), w));
  const cosh = nodes.mul(
    constant(0.5),
    nodes.add(nodes.div(constant(1), decay), decay),
  );
  const square = nodes.add(constant(0.25), nodes.square(w));
  return nodes.div(share, nodes.mul(square, cosh));
}

/**
 * With M = ½(Σᵢ + Σⱼ), the eigenvalues λ of (Σᵢ − Σⱼ) by M, and δ = μᵢ − μⱼ in their basis, z: sΣᵢ + (1−s)Σⱼ has the eigenvalues
 * 1 + iwλ by M, and
 * ln A = ½[s ln|Σᵢ| + (1−s) ln|Σⱼ| − ln|M| − Σ ln(1 + iwλ) − (¼ + w²) Σ z²/(1 + iwλ)].
 */
function affinity(
  i: GaussianComponent<Node>,
  j: GaussianComponent<Node>,
  w: Node,
): Affinity {
  const { coordinate } = i, half = constant(0.5);
  const { logDets, logDetM, lambda, square } = pencil(i, j);
  const quarter = nodes.mul(half, nodes.add(constant(0.25), nodes.square(w)));
  if (lambda === undefined) {
    const logSize = nodes.neg(nodes.mul(quarter, sumOver(coordinate, square)));
    return { logSize, angle: constant(0) };
  }
  const turned = nodes.mul(w, lambda), growth = nodes.add(constant(1), nodes.square(turned));
  const shrunk = nodes.div(square, growth);
  const volumes = nodes.sub(nodes.mul(half, nodes.add(logDets[0], logDets[1])), logDetM);
  const logs = nodes.mul(half, sumOver(coordinate, nodes.log(growth)));
  return {
    logSize: nodes.sub(
      nodes.mul(half, nodes.sub(volumes, logs)),
      nodes.mul(quarter, sumOver(coordinate, shrunk)),
    ),
    angle: nodes.add(
      nodes.mul(
        half,
        nodes.sub(
          nodes.mul(w, nodes.sub(logDets[0], logDets[1])),
          sumOver(coordinate, nodes.atan(turned)),
        ),
      ),
      nodes.mul(quarter, sumOver(coordinate, nodes.mul(turned, shrunk))),
    ),
  };
}
