import { type Axis, axisOf, sharedIndexSet } from "../expr/axes.ts";
import { coord, rename, sumOver } from "../expr/build.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import type { GaussianComponent } from "../mixture/component_types.ts";
import { quadratic, sameCovariance } from "../mixture/covariance.ts";
import { type Pencil, pencil } from "./pencil.ts";

/** The step of the trapezoidal rule, and how many steps it has. */
const step = 0.09, steps = 100;

/**
 * What the integrals over w > 9 have at most, 2e^(−9π)/9π = 4e−14 and 2e^(−9π)/(9²π) = 4e−15, and what rounding adds to it: of the
 * geometric mean of the two weights.
 */
const beyond = { one: 2 ** -43, both: 2 ** -46 };

/** e^(−π/h): the rule's own error. */
const alias = /* @__PURE__ */ Math.exp(-Math.PI / step);

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

/** The nodes of the rule. */
function line(): { readonly axis: Axis; readonly w: Node } {
  const axis = axisOf(sharedIndexSet("coordinate", "w", steps + 1));
  return { axis, w: nodes.mul(constant(step), coord(axis)) };
}

/**
 * What a pair of components takes from the joint entropy, cᵢ Eᵢ ln(1 + Rᵢⱼ) + cⱼ Eⱼ ln(1 + Rⱼᵢ) with Rᵢⱼ = cⱼpⱼ/(cᵢpᵢ), from above:
 * √(cᵢcⱼ) ∫₀^∞ Re(e^(iwa) A(½ + iw)) / ((¼ + w²) cosh πw) dw, a = ln(cⱼ/cᵢ).
 *
 * For ln(1 + eᵃ pⱼ/pᵢ) = ½ ∫ dw eˢᵃ (pⱼ/pᵢ)ˢ / (s sin πs) along s = ½ + iw (Mellin & Barnes), and Eᵢ (pⱼ/pᵢ)ˢ = A(s) is known in
 * closed form. The other order has the conjugate of the phase, so that 1/s becomes 1/s + 1/(1−s). By Poisson's summation formula the
 * trapezoidal rule with step h gives Σₙ e^(−|n|π/h) times the same expectations with a + 2πn/h in the place of a: all are positive,
 * so it errs upward, by about 5e−14 nats for each component's weight. What is cut off is added.
 *
 * Costs 101 cosines and exponentials a pair, and d logarithms and arc tangents for each, none for equal covariances; full
 * covariances are first diagonalised together.
 */
export function mellinBarnes(i: GaussianComponent<Node>, j: GaussianComponent<Node>): Node {
  const { axis, w } = line();
  const { logSize, angle } = affinity(i, j, w);
  const isMet = nodes.less(constant(0), nodes.mul(i.weight, j.weight));
  const logRatio = nodes.sub(safeLog(j.weight, isMet), safeLog(i.weight, isMet));
  const phase = nodes.add(nodes.mul(w, logRatio), angle);
  const weight = nodes.div(shareOf(axis, w), nodes.add(constant(0.25), nodes.square(w)));
  const terms = nodes.weigh(nodes.mul(weight, nodes.exp(logSize)), nodes.cos(phase));
  const size = nodes.mul(nodes.sqrt(i.weight), nodes.sqrt(j.weight));
  return nodes.weigh(size, nodes.add(sumOver(axis, terms), constant(beyond.both)));
}

/**
 * Eᵢ ln(1 + eᵃ pⱼ/pᵢ) for a finite a, from below: the integral of `mellinBarnes` in one order,
 * e^(a/2) ∫₀^∞ Re(e^(iwa) A(½ + iw)/(½ + iw)) / cosh πw dw, less what is cut off and what the trapezoidal rule has too much; and at
 * least what Jensen's inequality gives with E ln pⱼ/pᵢ = −`divergence`.
 */
export function expectedSoftplus(
  i: GaussianComponent<Node>,
  j: GaussianComponent<Node>,
  { logRatio: a, divergence }: { readonly logRatio: Node; readonly divergence: Node },
): Node {
  const { axis, w } = line(), half = constant(0.5);
  const { logSize, angle } = affinity(i, j, w);
  const phase = nodes.add(nodes.mul(w, a), angle);
  // Re(e^(iθ)/(½ + iw)) = (½ cos θ + w sin θ)/(¼ + w²)
  const turned = nodes.add(
    nodes.mul(half, nodes.cos(phase)),
    nodes.mul(w, nodes.sin(phase)),
  );
  const weight = nodes.div(shareOf(axis, w), nodes.add(constant(0.25), nodes.square(w)));
  const size = nodes.exp(nodes.add(nodes.mul(half, a), logSize));
  const sum = sumOver(axis, nodes.weigh(nodes.mul(weight, size), turned));
  // of e^(−π/h) ln(1 + e^(a + 2π/h)) and e^(−π/h) eᵃ there is no more than this
  const shifted = nodes.add(nodes.max(a, constant(0)), constant(2 * Math.PI / step + 1));
  const ofRule = nodes.mul(constant(2 * alias), nodes.add(shifted, nodes.exp(a)));
  const cut = nodes.mul(constant(beyond.one), nodes.exp(nodes.mul(half, a)));
  const least = softplus(nodes.sub(a, divergence));
  return nodes.max(least, nodes.sub(sum, nodes.add(ofRule, cut)));
}

/** ln(1 + eˣ) */
function softplus(x: Node): Node {
  return nodes.add(nodes.max(x, constant(0)), nodes.log1p(nodes.exp(nodes.neg(nodes.abs(x)))));
}

/** ln c, or 0 where a weight of the pair is 0. */
function safeLog(weight: Node, isMet: Node): Node {
  return nodes.log(nodes.select(isMet, weight, constant(1)));
}

/** h/cosh πw, half of it at 0. */
function shareOf(axis: Axis, w: Node): Node {
  const isFirst = nodes.equal(coord(axis), constant(0));
  const share = nodes.select(isFirst, constant(step), constant(2 * step));
  const decay = nodes.exp(nodes.mul(constant(-Math.PI), w));
  return nodes.div(nodes.mul(share, decay), nodes.add(constant(1), nodes.square(decay)));
}

/**
 * With M = ½(Σᵢ + Σⱼ), the eigenvalues λ of Σᵢ − Σⱼ by M, and δ = μᵢ − μⱼ in their basis, z: sΣᵢ + (1−s)Σⱼ has the eigenvalues
 * 1 + iwλ by M, and
 * ln A = ½[s ln|Σᵢ| + (1−s) ln|Σⱼ| − ln|M| − Σ ln(1 + iwλ) − (¼ + w²) Σ z²/(1 + iwλ)].
 */
function affinity(
  i: GaussianComponent<Node>,
  j: GaussianComponent<Node>,
  w: Node,
): Affinity {
  const { coordinate } = i, half = constant(0.5);
  const quarter = nodes.mul(half, nodes.add(constant(0.25), nodes.square(w)));
  if (sameCovariance(i.covariance, j.covariance)) {
    const square = quadratic(i.covariance, nodes.sub(i.mean, j.mean), coordinate);
    return { logSize: nodes.neg(nodes.mul(quarter, square)), angle: constant(0) };
  }
  const between = pencil(i, j), { logDets, logDetM, lambda } = between;
  const turned = nodes.mul(w, lambda), growth = nodes.add(constant(1), nodes.square(turned));
  const volumes = nodes.sub(nodes.mul(half, nodes.add(logDets[0], logDets[1])), logDetM);
  const logs = nodes.mul(half, sumOver(coordinate, nodes.log(growth)));
  const angles = sumOver(coordinate, nodes.atan(turned));
  const { real, imaginary } = resolvent(between, { coordinate, w, turned, growth });
  return {
    logSize: nodes.sub(
      nodes.mul(half, nodes.sub(volumes, logs)),
      nodes.mul(quarter, real),
    ),
    angle: nodes.add(
      nodes.mul(half, nodes.sub(nodes.mul(w, nodes.sub(logDets[0], logDets[1])), angles)),
      nodes.mul(quarter, imaginary),
    ),
  };
}

/**
 * q = zᵀ(1 + iwN)⁻¹z with N = diag λ, as its real part and minus its imaginary one. In a gradient N may get entries beside its diagonal:
 * with x = (1 + iwN)⁻¹z they change q by −iw xᵀNx.
 */
function resolvent(
  { apart: z, turned: whole }: Pencil,
  { coordinate, w, turned, growth }: {
    readonly coordinate: Axis;
    readonly w: Node;
    /** wλ */
    readonly turned: Node;
    /** 1 + (wλ)² */
    readonly growth: Node;
  },
): { readonly real: Node; readonly imaginary: Node } {
  const shrunk = nodes.div(nodes.square(z), growth);
  const real = sumOver(coordinate, shrunk);
  const imaginary = sumOver(coordinate, nodes.mul(turned, shrunk));
  if (whole === undefined) return { real, imaginary };
  const { matrix, column } = whole;
  const x = markers.stop(nodes.div(z, growth)), y = nodes.mul(markers.stop(turned), x);
  const across = (v: Node) => rename(v, new Map([[coordinate, column]]));
  const isBeside = nodes.sub(constant(1), nodes.equal(coord(coordinate), coord(column)));
  const beside = nodes.mul(isBeside, matrix);
  const form = (u: Node, v: Node) =>
    sumOver(coordinate, nodes.mul(u, sumOver(column, nodes.mul(beside, across(v)))));
  // x of (1 + iwN)x = z is x − iy
  const ofReal = nodes.mul(constant(-2), form(x, y));
  const ofImaginary = nodes.sub(form(x, x), form(y, y));
  const withChange = (value: Node, change: Node) =>
    markers.surrogate(value, nodes.add(value, nodes.mul(w, change)));
  return { real: withChange(real, ofReal), imaginary: withChange(imaginary, ofImaginary) };
}
