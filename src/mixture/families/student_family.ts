import { sumOver } from "../../expr/build.ts";
import type { Node } from "../../expr/node.ts";
import { constant, nodes } from "../../expr/simplify.ts";
import type { StudentComponent } from "../component_types.ts";
import { diagonalGaussian } from "./diagonal_moments.ts";
import type { FamilyRow, Moments } from "./family_row.ts";
import { digammaStep, logBetaHalf } from "./gamma_step.ts";

type Student = StudentComponent<Node>;

/** Squares of larger numbers are not taken: (1e150)² has room for factors. */
const mostSquared = 1e150;

/**
 * A product of Student's t-distributions: ln p = −Σ (ln s + ln √ν B(½ν, ½) + ½(ν + 1) ln(1 + y²/ν)), y = δ/s;
 * h = Σ (½(ν + 1)[ψ(½(ν + 1)) − ψ(½ν)] + ln √ν B(½ν, ½) + ln s), variances s²ν/(ν − 2) for ν > 2.
 */
export const studentFamily: FamilyRow<Student> = {
  family: "studentT",
  parametersOf: ({ location, scale, degreesOfFreedom }) => [location, scale, degreesOfFreedom],
  piecesOf: ({ weight, location, scale, degreesOfFreedom }) => [
    ...[weight, location, scale, degreesOfFreedom],
  ],
  changed: (p, change) => ({
    ...p,
    location: change(p.location),
    scale: change(p.scale),
    degreesOfFreedom: change(p.degreesOfFreedom),
  }),
  middle: ({ location }) => location,
  entropy: (p) => nodes.add(logNorm(p), sumOver(p.coordinate, tailEntropy(p))),
  logDensityFrom: (p, delta) => {
    const { coordinate, scale, degreesOfFreedom: nu } = p;
    const y = nodes.div(nodes.abs(delta), nodes.mul(scale, nodes.sqrt(nu)));
    const isFar = nodes.less(constant(mostSquared), y);
    const near = nodes.log1p(nodes.square(nodes.min(y, constant(mostSquared))));
    const far = nodes.mul(constant(2), nodes.log(nodes.max(y, constant(mostSquared))));
    const sum = sumOver(coordinate, nodes.select(isFar, far, near));
    return nodes.neg(nodes.add(logNorm(p), nodes.mul(halfOf(nodes.add(nu, constant(1))), sum)));
  },
  peakExcess: (p) => sumOver(p.coordinate, tailEntropy(p)),
  // ∫ p² = B(ν + ½, ½)/(s √ν B(½ν, ½)²)
  squareExcess: (p) => {
    const { degreesOfFreedom: nu, coordinate } = p;
    const square = nodes.sub(
      logBetaHalf(nodes.add(nu, constant(0.5))),
      logBetaHalf(halfOf(nu)),
    );
    return sumOver(coordinate, nodes.add(square, tailEntropy(p)));
  },
  moments: momentsOf,
  /**
   * √(ν(u^(−2/ν) − 1)) cos 2πv (Bailey 1994): of two uniform numbers, and smooth in ν. u^(−2/ν) − 1 = 2 sinh x e^x with x = −ln u/ν, as
   * 2 tanh x/(1 − tanh x): without loss for small x.
   */
  offset: ({ scale, degreesOfFreedom }, at, { first: u, further }) => {
    const nu = at(degreesOfFreedom);
    const x = nodes.div(nodes.neg(nodes.log(u)), nu), grown = nodes.exp(nodes.mul(constant(2), x));
    const small = nodes.tanh(nodes.min(x, constant(1)));
    const exact = nodes.div(nodes.mul(constant(2), small), nodes.sub(constant(1), small));
    const square = nodes.select(
      nodes.less(x, constant(1)),
      exact,
      nodes.sub(grown, constant(1)),
    );
    const radius = nodes.mul(nodes.sqrt(nu), nodes.sqrt(square));
    const angle = nodes.cos(nodes.mul(constant(2 * Math.PI), further()));
    return nodes.mul(at(scale), nodes.mul(radius, angle));
  },
  slopes: "path",
};

/** ln √ν B(½ν, ½) of one coordinate, without its scale. */
export function logUnitNorm({ degreesOfFreedom: nu }: Student): Node {
  return nodes.add(halfOf(nodes.log(nu)), logBetaHalf(halfOf(nu)));
}

/** Σ (ln s + ln √ν B(½ν, ½)), minus the logarithm of the largest density. */
function logNorm(p: Student): Node {
  return sumOver(p.coordinate, nodes.add(nodes.log(p.scale), logUnitNorm(p)));
}

/** ½(ν + 1)[ψ(½(ν + 1)) − ψ(½ν)], the mean of ½(ν + 1) ln(1 + y²/ν). */
function tailEntropy({ degreesOfFreedom: nu }: Student): Node {
  return nodes.mul(halfOf(nodes.add(nu, constant(1))), digammaStep(halfOf(nu)));
}

function momentsOf(p: Student): Moments {
  const { degreesOfFreedom: nu, scale, location } = p, two = constant(2);
  const exists = nodes.less(two, nu), one = constant(1);
  const ratio = nodes.div(nu, nodes.select(exists, nodes.sub(nu, two), one));
  const variance = nodes.select(exists, nodes.mul(nodes.square(scale), ratio), one);
  return { gaussian: diagonalGaussian(p, location, variance), exists };
}

function halfOf(x: Node): Node {
  return nodes.mul(constant(0.5), x);
}
