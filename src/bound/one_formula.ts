import { rename, sumOver } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { nodeOf } from "../expr/node_of.ts";
import { entropyOf } from "../distance/component.ts";
import { logOverlap } from "../distance/overlap.ts";
import { crossLikelihood } from "../estimator/pairwise.ts";
import { type Covariance, divergence, logDet, renameCovariance } from "../mixture/covariance.ts";
import type { GaussianComponent } from "../mixture/component_types.ts";
import { named, type Reference } from "./reference.ts";
import { tilt } from "./tilt.ts";

/** The functions νᵢ = pᵢᵃ Rᵢ, where Rᵢ = exp(r − ½ (x−t)ᵀS⁻¹(x−t)) with the mean t and the covariance S of a reference. */
export interface Tilting {
  /** a: how much of the component itself is in νᵢ. */
  readonly own: number;
  /** t and S; νᵢ = pᵢᵃ where it is left out. */
  readonly reference?: Reference | undefined;
  /** r; 0 where it is left out. A number that all components share changes nothing. */
  readonly logScale?: Node | undefined;
}

/**
 * The lower bound on the entropy that is made of positive functions νᵢ (MATH.md, "Lower bounds", 6):
 *
 * h ≥ Σᵢ cᵢ ( Eᵢ[−ln νᵢ] − ln Σⱼ cⱼ ∫ pᵢ pⱼ (νᵢ νⱼ)^(−½) ).
 *
 * Proof: h = J − H(C|X), and H(C|X) ≤ −E ln q(C|X) for any conditional probabilities (Barber & Agakov 2003), here
 * q(j|x) ∝ cⱼ pⱼ νⱼ^(−½); then Jensen's inequality for Eᵢ ln of Σⱼ cⱼ pⱼ νⱼ^(−½) νᵢ^(½)/νᵢ, taken with respect to pᵢ. With νᵢ = 1
 * it is the expected likelihood kernel, with νᵢ = pᵢ the Bhattacharyya bound.
 *
 * pᵢ νᵢ^(−½) is a number e^κ times a Gaussian N(w, V) (`tilt`), so that the integrals are those of the expected likelihood kernel:
 * ln ∫ = κᵢ + κⱼ + ln N(wᵢ; wⱼ, Vᵢ + Vⱼ), as many operations a pair. Where some pᵢ νᵢ^(−½) has no integral, neither has its
 * square, and the bound is −∞.
 *
 * Components are of the kind of the reference (`inKind`).
 */
export function boundBy(
  [i, j]: readonly [GaussianComponent<Node>, GaussianComponent<Node>],
  { own, reference, logScale = constant(0) }: Tilting,
): Node {
  const tilted = reference === undefined
    ? untilted(i, own)
    : tiltedBy(i, { own, reference, logScale });
  const { covariance, centre, logMass, logDetV, expected, holds } = tilted;
  const { component, coordinate, weight } = i;
  const names = new Map([[component, j.component]]);
  const other = (x: Node) => rename(x, names);
  // a Gaussian that stands for pᵢ νᵢ^(−½) in integrals over pairs
  const gaussian = { ...i, mean: centre, covariance };
  const paired = { ...j, mean: other(centre), covariance: renameCovariance(covariance, names) };
  const overlap = nodeOf(logOverlap(gaussian, paired));
  // equal both ways round, so that a pair and its mirror are computed as one
  const logIntegral = nodes.add(nodes.add(logMass, other(logMass)), overlap);
  const d = coordinate.set.extent;
  const flat = nodes.mul(constant(-0.5), nodes.add(constant(d * Math.log(4 * Math.PI)), logDetV));
  const cross = crossLikelihood(i, j, {
    logTerm: logIntegral,
    own: nodes.add(nodes.mul(constant(2), logMass), flat),
  });
  const value = nodes.sub(sumOver(component, nodes.weigh(weight, expected)), cross);
  if (holds === undefined) return value;
  const fails = nodes.mul(nodes.less(constant(0), weight), nodes.sub(constant(1), holds));
  const hasFailed = nodes.less(constant(0), sumOver(component, fails));
  return nodes.select(hasFailed, constant(-Infinity), value);
}

/** e^κ N(w, V) = pᵢ νᵢ^(−½), and what else a row of the bound has. */
interface Tilted {
  /** V */
  readonly covariance: Covariance<Node>;
  /** w, from whatever origin all components share. */
  readonly centre: Node;
  /** κ */
  readonly logMass: Node;
  /** ln|V| */
  readonly logDetV: Node;
  /** Eᵢ[−ln νᵢ] */
  readonly expected: Node;
  /** 1 where it has an integral; always where it is left out. */
  readonly holds?: Node;
}

/** κ less what comes with a reference, for pᵢ^s: ½(1−s)(d ln 2π + ln|Σ|) + ½(ln|V| − ln|Σ|). */
function logMassOf(i: GaussianComponent<Node>, power: number, logDetV: Node): Node {
  const { covariance: sigma, coordinate } = i;
  const size = logDet(sigma, coordinate), logPi = coordinate.set.extent * Math.log(2 * Math.PI);
  const normaliser = nodes.mul(constant(0.5 * (1 - power)), nodes.add(constant(logPi), size));
  return nodes.add(normaliser, nodes.mul(constant(0.5), nodes.sub(logDetV, size)));
}

/** νᵢ = pᵢᵃ: V = Σ/s with s = 1 − a/2. */
function untilted(i: GaussianComponent<Node>, own: number): Tilted {
  const { covariance: sigma, coordinate, mean } = i;
  const power = 1 - own / 2, d = coordinate.set.extent;
  const scaled = (x: Node) => nodes.mul(constant(1 / power), x);
  const logDetV = nodes.sub(logDet(sigma, coordinate), constant(d * Math.log(power)));
  return {
    covariance: sigma.kind === "full"
      ? named(scaled(sigma.matrix), sigma)
      : { ...sigma, variance: scaled(sigma.variance) },
    centre: mean,
    logMass: logMassOf(i, power, logDetV),
    logDetV,
    expected: nodes.mul(constant(own), entropyOf(i)),
  };
}

/** νᵢ = pᵢᵃ Rᵢ: ln|V| = ln|Σ| + ln|S| − ln|G|, and κ has ¼ s eᵀG⁻¹e − ½r more. */
function tiltedBy(
  i: GaussianComponent<Node>,
  { own, reference, logScale }: {
    readonly own: number;
    readonly reference: Reference;
    readonly logScale: Node;
  },
): Tilted {
  const { covariance: sigma, coordinate, mean } = i;
  const { covariance: s, mean: t, origin } = reference;
  const power = 1 - own / 2;
  const apart = nodes.sub(mean, t);
  const { covariance, shift, square, logDet: logDetG, holds } = tilt(sigma, s, {
    power,
    apart,
    coordinate,
  });
  const logDetV = nodes.add(logDet(sigma, coordinate), nodes.sub(logDet(s, coordinate), logDetG));
  const ofReference = nodes.sub(
    nodes.mul(constant(0.25 * power), square),
    nodes.mul(constant(0.5), logScale),
  );
  // Eᵢ[−ln Rᵢ] = ½(tr S⁻¹Σ + eᵀS⁻¹e) − r
  const fromReference = nodes.sub(
    nodes.mul(constant(0.5), divergence(s, sigma, apart, coordinate)),
    logScale,
  );
  return {
    covariance,
    centre: nodes.add(nodes.sub(mean, origin), shift),
    logMass: nodes.add(logMassOf(i, power, logDetV), ofReference),
    logDetV,
    expected: nodes.add(nodes.mul(constant(own), entropyOf(i)), fromReference),
    holds,
  };
}
