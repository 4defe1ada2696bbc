import { axisOf } from "../expr/axes.ts";
import { checkInteger } from "../expr/array.ts";
import { reduce, rename, sumOver } from "../expr/build.ts";
import type { Expr } from "../expr/expression.ts";
import type { Node } from "../expr/node.ts";
import type { PerBatch } from "../expr/shape_types.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { nodeOf } from "../expr/node_of.ts";
import { entropyOf } from "../distance/component.ts";
import { klDivergence } from "../distance/kl.ts";
import { componentsOf } from "../mixture/components.ts";
import type { GaussianComponent, MixtureWith } from "../mixture/component_types.ts";
import { type Covariance, fullCovariance, renameCovariance } from "../mixture/covariance.ts";
import { checkNames } from "../mixture/parameters.ts";
import { alongBatch } from "../estimator/batch.ts";
import { inKind } from "./reference.ts";
import {
  diagonalMatrix,
  diagonalOf,
  entriesOf,
  matrixAxes,
  momentsOf,
  outerSquare,
} from "./gaussian_moments.ts";
import { partsOf } from "../mixture/parts.ts";
import { finiteWhere } from "./moments.ts";

/** How the bound by expectation maximisation is computed. */
export interface ExpectationMaximisationOptions {
  /** How many steps are done: an integer ≥ 0. 10 if left out. */
  readonly steps?: number | undefined;
  /**
   * The covariances of g: "full" matrices, which cost d² a pair; or "diagonal" ones for a mixture whose own have no correlations,
   * which cost d a pair and bound less tightly where means are correlated. "full" if left out.
   */
  readonly covariances?: "full" | "diagonal" | undefined;
}

/** By how much of its diagonal a covariance of g is enlarged, so that it stays positive definite: any g gives a bound. */
const enlarged = 2 ** -44;

/** A component of g that has less weight than this keeps its mean and covariance: its sums may have lost their digits. */
const leastMass = 2 ** -900;

/**
 * Upper bound on the entropy of `p` in nats by the cross entropy to another mixture g = Σ wₘ gₘ of Gaussians:
 * h ≤ −Σᵢ cᵢ ln Σₘ wₘ exp(−CEᵢₘ), CEᵢₘ = Eᵢ[−ln gₘ], for h(p) ≤ −∫ p ln g and by Jensen's inequality for each component. g = p
 * is the bound "kl". Expectation maximisation lowers it with every step: φᵢₘ ∝ wₘ exp(−CEᵢₘ) says how much of component i
 * falls to gₘ; then wₘ = Σᵢ cᵢ φᵢₘ, and gₘ gets the moments of the components under cᵢ φᵢₘ. The value is the least of the steps
 * 0 … `steps`. (Merging components, Huber et al. 2008, is the same with φ of zeros and ones.) Boxes enter by their moments,
 * diag(w²/12). Lazy; a scalar, or [b] for a batch. Each step costs two sweeps over pairs, each about one to three "kl".
 *
 * Throws `DomainError` for steps that are not an integer ≥ 0.
 *
 * @example
 * ```ts
 * import { evaluate, expectationMaximisationBound, gaussianMixture, pairwiseEntropy } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [1]], variances: [1, 2] });
 * const [kl, better] = await evaluate([
 *   pairwiseEntropy(p, { distance: "kl" }),
 *   expectationMaximisationBound(p, { steps: 3 }),
 * ]);
 * console.log(better < kl); // true
 * ```
 */
export function expectationMaximisationBound<B extends number | undefined>(
  p: MixtureWith<object, B>,
  options: ExpectationMaximisationOptions = {},
): Expr<PerBatch<B>> {
  const read = checkNames(options, ["steps", "covariances"], "bound by expectation maximisation");
  const steps = checkInteger(read.steps ?? 10, "steps", 0, 1000);
  const bounds = boundsByStep(p, steps, read.covariances ?? "full");
  const parts = partsOf(p).map(({ pair: [i] }) => i);
  const least = bounds.reduce((one, other) => nodes.min(one, other));
  return alongBatch(p, finiteWhere(parts, least));
}

/** The bounds after 0, 1, … steps. */
export function boundsByStep(
  p: MixtureWith<object, number | undefined>,
  steps: number,
  covariances: "full" | "diagonal",
): Node[] {
  const i = inKind(momentsOf(componentsOf(p)[0]), covariances);
  return fitsByStep(i, steps).map(({ bound }) => bound);
}

/** What a step of expectation maximisation has come to: the components of g, at copy 0, and their bound. */
export interface Fit {
  readonly g: GaussianComponent<Node>;
  readonly bound: Node;
}

/** The mixtures g after 0, 1, … steps from the components i, with covariances of their kind, and the bounds of i that they give. */
export function fitsByStep(i: GaussianComponent<Node>, steps: number): Fit[] {
  const conditional = sumOver(i.component, nodes.weigh(i.weight, entropyOf(i)));
  let g: GaussianComponent<Node> = i;
  const fits: Fit[] = [];
  for (let step = 0;; step++) {
    const m = atCopy(g, 1), away = nodes.neg(nodeOf(klDivergence(i, m)));
    const closeness = reduce("logSumExp", m.component, away, m.weight);
    const gained = sumOver(i.component, nodes.weigh(i.weight, closeness));
    fits.push({ g, bound: nodes.sub(conditional, gained) });
    if (step === steps) return fits;
    g = refitted(i, m, nodes.expDiff(away, closeness));
  }
}

/** The component at another copy of its axis. */
function atCopy(g: GaussianComponent<Node>, copy: number): GaussianComponent<Node> {
  const component = axisOf(g.component.set, copy), names = new Map([[g.component, component]]);
  return {
    ...g,
    component,
    weight: rename(g.weight, names),
    mean: rename(g.mean, names),
    covariance: renameCovariance(g.covariance, names),
  };
}

/**
 * The components of g after a step, at copy 0: the moments of the components i under cᵢ wₘ `share`ᵢₘ. They are taken about the mean
 * that gₘ had, in one sweep; E δδᵀ − (E δ)(E δ)ᵀ loses little, for gₘ moves by no more than its own width.
 */
function refitted(
  i: GaussianComponent<Node>,
  m: GaussianComponent<Node>,
  share: Node,
): GaussianComponent<Node> {
  const responsibility = nodes.weigh(i.weight, nodes.weigh(m.weight, share));
  const total = (x: Node) => sumOver(i.component, nodes.mul(responsibility, x));
  const mass = total(constant(1)), isKnown = nodes.less(constant(leastMass), mass);
  const average = (x: Node) => nodes.ratio(total(x), mass);
  const delta = nodes.sub(i.mean, m.mean), shift = average(delta);
  const refit = (): Covariance<Node> => {
    const { covariance: s } = i, { covariance: old } = m;
    if (s.kind === "full" && old.kind === "full") {
      const axes = matrixAxes(i);
      const second = average(nodes.add(entriesOf(s, axes), outerSquare(delta, axes)));
      const more = nodes.mul(constant(enlarged), diagonalOf(second, axes));
      const matrix = nodes.add(
        nodes.sub(second, outerSquare(shift, axes)),
        diagonalMatrix(more, axes),
      );
      return fullCovariance(nodes.select(isKnown, matrix, old.matrix), axes.row, axes.column);
    }
    if (s.kind === "full" || old.kind === "full") throw new TypeError("Expected one structure");
    const second = average(nodes.add(s.variance, nodes.square(delta)));
    const variance = nodes.sub(nodes.mul(constant(1 + enlarged), second), nodes.square(shift));
    return { kind: "diagonal", variance: nodes.select(isKnown, variance, old.variance) };
  };
  const next: GaussianComponent<Node> = {
    ...m,
    weight: mass,
    mean: nodes.add(m.mean, nodes.select(isKnown, shift, constant(0))),
    covariance: refit(),
  };
  return atCopy(next, 0);
}
