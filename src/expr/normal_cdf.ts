import { markers } from "./mark.ts";
import type { Node } from "./node.ts";
import { constant, nodes } from "./simplify.ts";

/**
 * The coefficients of the polynomial of degree 26 in y = 2t − 1, t = 3/(3 + z), highest first, that is
 * ln(2Φ(−z) exp(½z²)/t) for z ≥ 0 to within 1.6·10⁻¹⁷: a Chebyshev fit at 50 digits (mpmath's chebyfit). In t the function
 * is smooth up to z = ∞, and no coefficient is above 1, so Horner's rule loses nothing.
 */
const coefficients = [
  1.2977389958189267e-09,
  -4.486516305650534e-09,
  -4.1659676234984644e-09,
  4.131630191429737e-08,
  -4.2172081139404614e-08,
  -1.546668104724594e-07,
  4.26067486484024e-07,
  1.2644979969116749e-07,
  -1.9699282247239805e-06,
  1.7522667569814783e-06,
  5.786769381029325e-06,
  -1.2288988060426886e-05,
  -9.900154069368103e-06,
  5.2363067316460206e-05,
  -5.7146887665197214e-06,
  -0.00017954018433496855,
  0.00013409357746016403,
  0.0005589563232909318,
  -0.0007466865228925743,
  -0.0017796761035328173,
  0.0033595824986937905,
  0.006896222189634151,
  -0.014978965396924991,
  -0.0419279061100457,
  0.07147343255220685,
  0.6985919295826191,
  -0.7214318603904589,
];

/**
 * Φ(z), the distribution function of the standard normal: 0 at −∞, 1 at ∞. Absolute error below 3·10⁻¹⁶; below z = 0 relative
 * error below 10⁻¹⁵(1 + z²), as exp(−½z²) has it.
 */
export function normalCdf(z: Node): Node {
  const x = markers.stop(z), distance = nodes.abs(x);
  const { t, fitted } = fittedTail(distance);
  const exponent = nodes.sub(fitted, nodes.mul(constant(0.5), nodes.square(distance)));
  const tail = nodes.mul(nodes.mul(constant(0.5), t), nodes.exp(exponent));
  const value = nodes.select(nodes.less(x, constant(0)), tail, nodes.sub(constant(1), tail));
  return markers.sloped(value, z, normalDensity(z));
}

/** ln Φ(−z) + ½z² for z ≥ 0: what is left of a tail without its exponential; its slope is z − 1/(√2π e^value). */
export function logScaledTail(z: Node): Node {
  const { t, fitted } = fittedTail(markers.stop(z));
  const value = nodes.add(nodes.log(nodes.mul(constant(0.5), t)), fitted);
  const hazard = nodes.mul(constant(1 / Math.sqrt(2 * Math.PI)), nodes.exp(nodes.neg(value)));
  return markers.sloped(value, z, nodes.sub(z, hazard));
}

/** t = 3/(3 + z) and the polynomial in it, for z ≥ 0. */
function fittedTail(z: Node): { readonly t: Node; readonly fitted: Node } {
  const t = nodes.div(constant(3), nodes.add(constant(3), z));
  const y = nodes.sub(nodes.mul(constant(2), t), constant(1));
  const [first, ...rest] = coefficients.map(constant) as [Node, ...Node[]];
  return { t, fitted: rest.reduce((sum, c) => nodes.add(nodes.mul(sum, y), c), first) };
}

/** φ(z) = exp(−½z²)/√2π, the density of the standard normal. */
export function normalDensity(z: Node): Node {
  const exponent = nodes.mul(constant(-0.5), nodes.square(z));
  return nodes.mul(constant(1 / Math.sqrt(2 * Math.PI)), nodes.exp(exponent));
}
