import { logScaledTail } from "../../expr/normal_cdf.ts";
import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";

/** Nodes and weights of Gauss and Legendre, ten points, the half of them that is positive. */
const points = [
  [0.14887433898163122, 0.29552422471475287],
  [0.4333953941292472, 0.26926671930999635],
  [0.6794095682990244, 0.21908636251598204],
  [0.8650633666889845, 0.1494513491505806],
  [0.9739065285171717, 0.06667134430868814],
] as const;

/**
 * ln(Φ(c + r) − Φ(c − r)), the probability of an interval of the standard normal, r > 0, in three ways: of a short one as φ(c) ∫ e^(−ct − ½t²) dt
 * by ten points of Gauss and Legendre; of one in a tail as a difference of tails relative to the larger; of a long one as what two tails leave of 1.
 */
export function logNormalInterval(centre: Node, r: Node): Node {
  const c = nodes.abs(centre), zero = constant(0), one = constant(1);
  const isShort = nodes.mul(nodes.lessEqual(nodes.mul(c, r), one), nodes.lessEqual(r, one));
  const lower = nodes.sub(c, r), upper = nodes.add(c, r);
  return nodes.select(
    isShort,
    ofShort(c, nodes.min(r, one)),
    nodes.select(
      nodes.less(lower, zero),
      ofLong(nodes.max(nodes.neg(lower), zero), upper),
      ofTail(nodes.max(lower, zero), upper, nodes.mul(constant(2), nodes.mul(c, r))),
    ),
  );
}

function ofShort(c: Node, r: Node): Node {
  const step = nodes.min(nodes.mul(c, r), constant(1)), square = nodes.square(r);
  const terms = points.flatMap(([x, weight]) => {
    const flat = nodes.mul(constant(-0.5 * x * x), square);
    return [-x, x].map((at) =>
      nodes.mul(constant(weight), nodes.exp(nodes.add(nodes.mul(constant(-at), step), flat)))
    );
  });
  const sum = terms.reduce((x, y) => nodes.add(x, y));
  const level = nodes.add(constant(0.5 * Math.log(2 * Math.PI)), halfSquare(c));
  return nodes.sub(nodes.log(nodes.mul(r, sum)), level);
}

/** Tails at −lower and upper are taken off 1. */
function ofLong(below: Node, above: Node): Node {
  return nodes.log1p(nodes.neg(nodes.add(tail(below), tail(above))));
}

/** Φ(−lower) − Φ(−upper), and ½(upper² − lower²). */
function ofTail(lower: Node, upper: Node, gap: Node): Node {
  const less = nodes.sub(nodes.sub(logScaledTail(upper), logScaledTail(lower)), gap);
  const rest = nodes.log1p(nodes.neg(nodes.exp(nodes.min(less, constant(-1e-3)))));
  return nodes.add(nodes.sub(logScaledTail(lower), halfSquare(lower)), rest);
}

function tail(z: Node): Node {
  return nodes.exp(nodes.sub(logScaledTail(z), halfSquare(z)));
}

/** ln Φ(z). */
export function logNormalCdf(z: Node): Node {
  const zero = constant(0), far = nodes.max(nodes.neg(z), zero), near = nodes.max(z, zero);
  const left = nodes.sub(logScaledTail(far), halfSquare(far));
  return nodes.select(nodes.less(z, zero), left, nodes.log1p(nodes.neg(tail(near))));
}

/** ½z². */
export function halfSquare(z: Node): Node {
  return nodes.mul(constant(0.5), nodes.square(z));
}
