import { checkInteger, source, toDense } from "../expr/array.ts";
import { dense, freshAxis, inputAt, rename, sumOver } from "../expr/build.ts";
import { describe } from "../expr/describe.ts";
import { DomainError, ShapeError } from "../expr/errors.ts";
import type { Expr } from "../expr/expression.ts";
import type { Node } from "../expr/node.ts";
import type { PerBatch } from "../expr/shape_types.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { alongBatch } from "../estimator/batch.ts";
import type { GaussianComponent, MixtureWith } from "../mixture/component_types.ts";
import { type Covariance, logDet, quadratic } from "../mixture/covariance.ts";
import { checkNames } from "../mixture/parameters.ts";
import { fitsByStep } from "./expectation_maximisation.ts";
import { matrixAxes, outerSquare } from "./gaussian_moments.ts";
import { boundBy } from "./one_formula.ts";
import {
  named,
  pairOfKind,
  type Reference,
  type ReferenceKind,
  symmetric,
  wholeOf,
} from "./reference.ts";

/** The powers (a, b) of which `clusteredBound` takes the best where none are given. */
export const clusteredPowers: readonly (readonly [number, number])[] = [
  [0, 1],
  [0.2, 0.8],
  [0.5, 0.5],
  [0.2, 0.4],
  [0.4, 0.4],
  [0.4, 0.2],
];

/** How components are compared with what is near them. */
export interface ClusteredBoundOptions {
  /** Pairs (a, b), neither negative, a + b ≤ 1, of which the best is taken; six if left out. */
  readonly powers?: readonly (readonly [a: number, b: number])[] | undefined;
  /** How many steps of expectation maximisation find what is near a component: an integer ≥ 1, 3 if left out. */
  readonly steps?: number | undefined;
  /** The number of the group of each component, [k]: then Nᵢ is the Gaussian of the group of i. */
  readonly groups?: readonly number[] | undefined;
  /** What is kept of the covariances of Nᵢ and N: "full", the default, or their "diagonal". */
  readonly covariances?: ReferenceKind | undefined;
}

/**
 * Lower bound on the entropy of a Gaussian mixture in nats: of the bounds Σᵢ cᵢ ( Eᵢ[−ln νᵢ] − ln Σⱼ cⱼ ∫ pᵢ pⱼ (νᵢ νⱼ)^(−½) ) of
 * `tiltedBound`, those with νᵢ = pᵢᵃ Nᵢᵇ N^(1−a−b), N the Gaussian with the moments of the mixture and Nᵢ that of the
 * neighbourhood of i. Neighbourhoods are found by expectation maximisation from g = p (`expectationMaximisationBound`): Nᵢ is the
 * component of g that began as pᵢ, which has the moments of all components weighed by how near they are. No number of clusters is
 * chosen: where components lie in clusters, those of one end up with nearly the same Nᵢ. Better than `tiltedBound` where components
 * lie in several groups. It is −∞ where some integral does not exist. Lazy; a
 * scalar, or [b] for a batch. The steps cost two sweeps over pairs each, which `expectationMaximisationBound` shares; each pair
 * (a, b) costs as much as the expected likelihood kernel.
 *
 * The proof is that of `tiltedBound`, which allows any positive νᵢ.
 *
 * Throws `DomainError` for powers that are negative or add up to more than 1, and for steps that are not an integer ≥ 1;
 * `ShapeError` for groups that are not k numbers; `TypeError` for a mixture of boxes.
 *
 * @example
 * ```ts
 * import { clusteredBound, evaluate, gaussianMixture } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [1], [9], [10]], variance: 1 });
 * console.log(await evaluate(clusteredBound(p)));
 * ```
 */
export function clusteredBound<B extends number | undefined>(
  p: MixtureWith<object, B>,
  options: ClusteredBoundOptions = {},
): Expr<PerBatch<B>> {
  const read = checkNames(
    options,
    ["powers", "steps", "groups", "covariances"],
    "clustered bound",
  );
  const kind = read.covariances ?? "full";
  const [i, j] = pairOfKind(p, kind, "clustered bound");
  const list = read.powers === undefined ? clusteredPowers : checkPowers(read.powers);
  const whole = wholeOf(i);
  const steps = checkInteger(read.steps ?? 3, "steps", 1, 1000);
  const near = read.groups === undefined
    ? { ...fitsByStep(i, steps)[steps]!.g, origin: whole.origin }
    : groupsOf([i, j], labelsOf(read.groups, p, i), whole.origin);
  const bounds = list.map(([a, b]) =>
    boundBy([i, j], { own: a, ...combined(i, near, b, whole, Math.max(0, 1 - a - b)) })
  );
  return alongBatch(p, bounds.reduce((best, bound) => nodes.max(best, bound)));
}

function checkPowers(powers: unknown): readonly (readonly [number, number])[] {
  const list: readonly unknown[] = Array.isArray(powers) ? powers : [];
  const pairs = list.filter(isPair);
  if (pairs.length === list.length && pairs.length > 0) return pairs;
  throw new DomainError(
    `Expected powers as pairs [[a, b], …] with 0 ≤ a, b and a + b ≤ 1, got ${describe(powers)}`,
  );
}

function isPair(pair: unknown): pair is readonly [number, number] {
  if (!Array.isArray(pair) || pair.length !== 2) return false;
  const [a, b] = pair as unknown[];
  return typeof a === "number" && typeof b === "number" && a >= 0 && b >= 0 && a + b <= 1 + 1e-12;
}

/** The groups as numbers along the component axis. */
function labelsOf(
  groups: readonly number[],
  p: MixtureWith<object, number | undefined>,
  { component }: GaussianComponent<Node>,
): Node {
  const array = toDense(groups, "groups");
  if (array.shape.length !== 1 || array.shape[0] !== p.components) {
    throw new ShapeError(
      `Expected ${p.components} groups, one for each component, got shape [${
        array.shape.join(", ")
      }]`,
    );
  }
  return inputAt(source(array, "groups"), [component], "finite");
}

/** The moments of the group of each component. */
function groupsOf(
  [i, j]: readonly [GaussianComponent<Node>, GaussianComponent<Node>],
  label: Node,
  origin: Node,
): Reference {
  const { covariance: s } = j, axes = matrixAxes(i);
  const isSame = nodes.equal(label, rename(label, new Map([[i.component, j.component]])));
  const weight = nodes.mul(isSame, j.weight);
  const total = (x: Node) => sumOver(j.component, nodes.weigh(weight, x));
  const mass = total(constant(1)), isKnown = nodes.less(constant(0), mass);
  const average = (x: Node) => nodes.ratio(total(x), mass);
  const delta = nodes.sub(j.mean, i.mean), shift = average(delta);
  const mean = nodes.add(i.mean, shift), own = i.covariance;
  if (s.kind === "full" && own.kind === "full") {
    const second = average(nodes.add(s.matrix, outerSquare(delta, axes)));
    const matrix = nodes.sub(second, outerSquare(shift, axes));
    return { mean, covariance: named(nodes.select(isKnown, matrix, own.matrix), s), origin };
  }
  if (s.kind === "full" || own.kind === "full") throw new TypeError("Expected one structure");
  const second = average(nodes.add(s.variance, nodes.square(delta)));
  const variance = nodes.select(isKnown, nodes.sub(second, nodes.square(shift)), own.variance);
  return { mean, covariance: { kind: "diagonal", variance }, origin };
}

/**
 * Nᵢᵇ Nᶜ as one reference, up to a number that all components share: with M = bK + cKᵢ it has S = KᵢM⁻¹K, t = mᵢ + cKᵢM⁻¹(m − mᵢ) and
 * r = −½ b ln|Kᵢ| − ½ bc (m − mᵢ)ᵀM⁻¹(m − mᵢ).
 */
function combined(
  { coordinate }: GaussianComponent<Node>,
  near: Reference,
  b: number,
  whole: Reference,
  c: number,
): { readonly reference?: Reference; readonly logScale?: Node } {
  if (b === 0 && c === 0) return {};
  const { covariance: own } = near, { covariance: all, origin } = whole;
  const volume = nodes.mul(constant(-0.5 * b), logDet(own, coordinate));
  if (b === 0) return { reference: { ...whole, covariance: scaled(all, 1 / c) } };
  if (c === 0) {
    return { reference: { ...near, covariance: scaled(own, 1 / b) }, logScale: volume };
  }
  const apart = nodes.sub(whole.mean, near.mean);
  const { covariance, shift, square } = between(own, all, { b, c, apart, coordinate });
  return {
    reference: { mean: nodes.add(near.mean, shift), covariance, origin },
    logScale: nodes.sub(volume, nodes.mul(constant(0.5 * b * c), square)),
  };
}

function scaled(s: Covariance<Node>, factor: number): Covariance<Node> {
  if (factor === 1) return s;
  const times = (x: Node) => nodes.mul(constant(factor), x);
  return s.kind === "full"
    ? named(times(s.matrix), s)
    : { kind: "diagonal", variance: times(s.variance) };
}

/** S = KᵢM⁻¹K, cKᵢM⁻¹δ and δᵀM⁻¹δ with M = bK + cKᵢ. */
function between(
  own: Covariance<Node>,
  all: Covariance<Node>,
  { b, c, apart, coordinate }: {
    readonly b: number;
    readonly c: number;
    readonly apart: Node;
    readonly coordinate: GaussianComponent<Node>["coordinate"];
  },
): { readonly covariance: Covariance<Node>; readonly shift: Node; readonly square: Node } {
  if (own.kind === "full" && all.kind === "full") {
    const { row, column } = own;
    const m = dense("factor", row, column, [constant(b), all.matrix, constant(c), own.matrix]);
    const other = freshAxis(row.set, [row, column]),
      last = freshAxis(row.set, [row, column, other]);
    const solved = (matrix: Node, to: typeof row) =>
      dense("forward", row, column, [m, rename(matrix, new Map([[column, to]]))]);
    const product = (x: Node, y: Node) =>
      rename(
        sumOver(row, nodes.mul(solved(x, other), solved(y, last))),
        new Map([[other, row], [last, column]]),
      );
    const ofOwn = symmetric(own.matrix, own);
    const matrix = product(ofOwn, symmetric(all.matrix, own));
    const u = rename(dense("solve", row, column, [m, apart]), new Map([[row, column]]));
    return {
      covariance: named(matrix, own),
      shift: nodes.mul(constant(c), sumOver(column, nodes.mul(ofOwn, u))),
      square: dense("quadratic", row, column, [m, apart]),
    };
  }
  if (own.kind === "full" || all.kind === "full") throw new TypeError("Expected one structure");
  const m = nodes.add(
    nodes.mul(constant(b), all.variance),
    nodes.mul(constant(c), own.variance),
  );
  const share = nodes.div(own.variance, m);
  return {
    covariance: { kind: "diagonal", variance: nodes.mul(share, all.variance) },
    shift: nodes.mul(constant(c), nodes.mul(share, apart)),
    square: quadratic({ kind: "diagonal", variance: m }, apart, coordinate),
  };
}
