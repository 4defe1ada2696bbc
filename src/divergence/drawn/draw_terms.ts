import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";

const zero = /* @__PURE__ */ constant(0), one = /* @__PURE__ */ constant(1);
const two = /* @__PURE__ */ constant(2), half = /* @__PURE__ */ constant(0.5);

/** u = (f − g)/(f + g) = tanh ½E, given E = ln f/g. */
export function lean(e: Node): Node {
  return nodes.tanh(nodes.mul(half, e));
}

/** Below this u, differences that are 0 at 0 are taken from their series. */
const small = 0.1;

/** c₀ + c₁x + c₂x² + … */
function polynomial(x: Node, coefficients: readonly number[]): Node {
  return coefficients.reduceRight(
    (rest, c) => nodes.add(constant(c), nodes.mul(x, rest)),
    zero,
  );
}

/** 1, ⅓, ⅓, ⅕, ⅕, … up to u¹⁵, beyond which terms are below 2⁻⁵³ of the first. */
const klSeries = /* @__PURE__ */ Array.from(
  { length: 16 },
  (_, m) => 1 / (2 * Math.ceil(m / 2) + 1),
);

/**
 * 2(f ln(f/g) − f + g)/(f + g) = (1 + u)E − 2u ≥ 0, u = tanh ½E: 2 where f has no density, +∞ where g has none. For small u its
 * series, 2u²(1 + u/3 + u²/3 + u³/5 + …), as E = 2 artanh u, for the difference loses its digits.
 */
export function klTerm(e: Node): Node {
  const u = lean(e);
  const difference = nodes.sub(nodes.weigh(nodes.add(one, u), e), nodes.mul(two, u));
  const series = nodes.mul(nodes.mul(two, nodes.square(u)), polynomial(u, klSeries));
  return nodes.select(nodes.less(nodes.abs(u), constant(small)), series, difference);
}

/** 1/(2m(2m − 1)) for m = 1, 2, …: terms beyond u¹⁶ are below 2⁻⁵³ of the first. */
const toldSeries = /* @__PURE__ */ Array.from(
  { length: 8 },
  (_, m) => 1 / (2 * (m + 1) * (2 * m + 1)),
);

/**
 * ln 2 − H(t), t = (1 + u)/2. Small u: Σ u²ᵐ/(2m(2m − 1)), for the difference loses its digits. Else, with a = |E|:
 * H = ln(1 + e⁻ᵃ) + a e⁻ᵃ/(1 + e⁻ᵃ).
 */
export function told(e: Node): Node {
  const u = lean(e), square = nodes.square(u), a = nodes.abs(e), away = nodes.exp(nodes.neg(a));
  const open = nodes.add(
    nodes.log1p(away),
    nodes.div(nodes.weigh(away, a), nodes.add(one, away)),
  );
  const difference = nodes.sub(constant(Math.LN2), open);
  const series = nodes.mul(square, polynomial(square, toldSeries));
  return nodes.select(nodes.less(nodes.abs(u), constant(small)), series, difference);
}
