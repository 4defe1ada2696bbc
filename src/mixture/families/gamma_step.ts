import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";

/**
 * The coefficients cₙ, n = 1, 3, 5 …, of ln Γ(z + ½) − ln Γ(z) = ½ ln z + Σ cₙ z⁻ⁿ: (Bₘ(½) − Bₘ)/(m(m − 1)) with m = n + 1 (Abramowitz &
 * Stegun 6.1.40). From z = 8 on what is left out is below 2·10⁻¹⁶.
 */
const coefficients = [
  ...[-1 / 8, 1 / 192, -1 / 640, 17 / 14336, -31 / 18432, 691 / 180224, -5461 / 425984],
  929569 / 15728640,
];

/** How far a small argument is moved up. */
const steps = 8;

/** ln Γ(a + ½) − ln Γ(a) for a > 0: that at z = a + 8, and Γ(a + ½)/Γ(a) = Γ(z + ½)/Γ(z) · Π (a + m)/(a + m + ½). */
export function logGammaStep(a: Node): Node {
  const z = nodes.add(a, constant(steps)), inverse = nodes.div(constant(1), z);
  const far = nodes.add(
    nodes.mul(constant(0.5), nodes.log(z)),
    nodes.mul(inverse, polynomial(coefficients, nodes.square(inverse))),
  );
  const ratios = shifted(a).map((x) => nodes.div(x, nodes.add(x, constant(0.5))));
  return nodes.add(far, nodes.log(ratios.reduce((product, one) => nodes.mul(product, one))));
}

/** ψ(a + ½) − ψ(a), its slope. */
export function digammaStep(a: Node): Node {
  const z = nodes.add(a, constant(steps)), inverse = nodes.div(constant(1), z);
  const slopes = coefficients.map((c, t) => -(2 * t + 1) * c);
  const far = nodes.add(
    nodes.mul(constant(0.5), inverse),
    nodes.mul(nodes.square(inverse), polynomial(slopes, nodes.square(inverse))),
  );
  // 1/x − 1/(x + ½)
  const near = shifted(a).map((x) =>
    nodes.div(constant(0.5), nodes.mul(x, nodes.add(x, constant(0.5))))
  );
  return near.reduce((sum, one) => nodes.add(sum, one), far);
}

/** ln B(a, ½) = ½ ln π + ln Γ(a) − ln Γ(a + ½). */
export function logBetaHalf(a: Node): Node {
  return nodes.sub(constant(0.5 * Math.log(Math.PI)), logGammaStep(a));
}

/** a, a + 1, … a + 7. */
function shifted(a: Node): Node[] {
  return Array.from({ length: steps }, (_, m) => nodes.add(a, constant(m)));
}

/** Σ cₜ xᵗ by Horner's rule. */
function polynomial(numbers: readonly number[], x: Node): Node {
  const [last, ...rest] = [...numbers].reverse().map(constant) as [Node, ...Node[]];
  return rest.reduce((sum, c) => nodes.add(nodes.mul(sum, x), c), last);
}
