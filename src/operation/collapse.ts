import { source } from "../expr/array.ts";
import type { Axis } from "../expr/axes.ts";
import { coord, inputAt, rename, sumOver } from "../expr/build.ts";
import { describe } from "../expr/describe.ts";
import { DomainError, ShapeError, unknownName, UnknownNameError } from "../expr/errors.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { entriesOf, matrixAxes, momentsOf, outerSquare } from "../bound/gaussian_moments.ts";
import type { GaussianComponent, MixtureWith } from "../mixture/component_types.ts";
import { type Covariance, fullCovariance } from "../mixture/covariance.ts";
import type { GaussianMixture } from "../mixture/parameter_types.ts";
import { checkNames } from "../mixture/parameters.ts";
import { distinctIndices } from "./given_values.ts";
import { madeAs } from "./made_as.ts";
import { axesFor, mixtureOver } from "./made_mixture.ts";
import { componentOfOne } from "./parts.ts";

/** Which components are merged: a label for each, equal ones for a group, or the indices of each group. */
export type Groups = Iterable<number | string> | Iterable<Iterable<number>>;

/** What is kept of the moments of a group. */
export interface CollapseOptions {
  /** "full" covariances, or "diagonal" ones: variances along coordinates. "full" if left out, but for d = 1. */
  readonly structure?: "full" | "diagonal" | undefined;
}

/**
 * The mixture of one Gaussian for each group of components, which has the weight of the group, its mean and its covariance
 * Σ wᵢ (Σᵢ + (μᵢ − m)(μᵢ − m)ᵀ): mean and covariance of the mixture stay what they are. Groups come in the order in which the first
 * of each appears, or in which they are listed. A collapsed mixture of boxes is a Gaussian one, with the moments of the boxes. Lazy; costs
 * k times the number of groups, times d² for covariances.
 *
 * Throws `ShapeError` unless there is a label for each component or each component is in a group, `DomainError` for components that are
 * out of range or in two groups.
 *
 * @example
 * ```ts
 * import { collapse, covarianceOf, evaluate, gaussianMixture } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [2], [9]], variance: 1 });
 * const q = collapse(p, ["near", "near", "far"]);
 * console.log(q.components, (await evaluate(q.parameters.means)).data); // 2: 1, 9
 * ```
 */
export function collapse<B extends number | undefined>(
  p: MixtureWith<object, B>,
  groups: Groups,
  options: CollapseOptions = {},
): GaussianMixture<"covariances" | "variances", B> {
  const { components: k, dimension: d, batch } = p;
  const own = momentsOf(componentOfOne(p, "collapse"));
  const { structure = d === 1 ? "diagonal" : "full" } = checkNames(
    options,
    ["structure"],
    "collapsed mixture",
  );
  if (structure !== "full" && structure !== "diagonal") {
    throw new UnknownNameError(unknownName("structure", structure, ["full", "diagonal"]));
  }
  const labels = labelsOf(groups, k), count = Math.max(...labels) + 1;
  const sizes = { k: count, d, batch };
  const axes = axesFor(sizes);
  const merged = mergedBy(own, labels, { group: axes.component, structure });
  return madeAs(mixtureOver(axes, merged, sizes)) as GaussianMixture<
    "covariances" | "variances",
    B
  >;
}

/** One Gaussian with the moments of each group. */
function mergedBy(
  p: GaussianComponent<Node>,
  labels: Float64Array,
  { group, structure }: { readonly group: Axis; readonly structure: "full" | "diagonal" },
): GaussianComponent<Node> {
  const { component, coordinate, mean: own } = p;
  const label = inputAt(
    source({ data: labels, shape: [labels.length] }, "groups"),
    [component],
    "any",
  );
  const isIn = nodes.equal(label, coord(group));
  const among = (value: Node) => sumOver(component, nodes.mul(isIn, value));
  const weight = among(p.weight);
  // a group of weight 0 has the moments of its components with equal weights
  const share = nodes.select(
    nodes.less(constant(0), weight),
    nodes.ratio(nodes.mul(isIn, p.weight), weight),
    nodes.div(isIn, among(constant(1))),
  );
  const average = (value: Node) => sumOver(component, nodes.mul(share, value));
  const mean = average(own), apart = nodes.sub(own, mean);
  return {
    ...p,
    component: group,
    weight,
    mean,
    covariance: structure === "full"
      ? fullMoments(p, apart, average)
      : diagonalMoments(p, apart, average),
    coordinate,
  };
}

function fullMoments(
  { covariance, coordinate }: GaussianComponent<Node>,
  apart: Node,
  average: (value: Node) => Node,
): Covariance<Node> {
  const axes = matrixAxes({ coordinate });
  const within = entriesOf(covariance, axes);
  const matrix = average(nodes.add(within, outerSquare(apart, axes)));
  return fullCovariance(matrix, axes.row, axes.column);
}

function diagonalMoments(
  { covariance: s, coordinate }: GaussianComponent<Node>,
  apart: Node,
  average: (value: Node) => Node,
): Covariance<Node> {
  const within = s.kind === "full"
    ? rename(s.matrix, new Map([[s.column, coordinate]]))
    : s.variance;
  return { kind: "diagonal", variance: average(nodes.add(within, nodes.square(apart))) };
}

/** The number of the group of each component. */
function labelsOf(groups: Groups, k: number): Float64Array {
  const iterable: unknown = groups;
  if (
    typeof iterable !== "object" || iterable === null ||
    typeof (iterable as { readonly [Symbol.iterator]?: unknown })[Symbol.iterator] !== "function"
  ) {
    throw new TypeError(
      `Expected groups as a label for each component or as arrays of indices, got ${
        describe(groups)
      }`,
    );
  }
  const entries: readonly unknown[] = [...groups];
  const isList = entries.length > 0 && entries.every((one) => typeof one === "object");
  return isList ? fromLists(entries, k) : fromLabels(entries, k);
}

function fromLabels(entries: readonly unknown[], k: number): Float64Array {
  if (entries.length !== k) {
    throw new ShapeError(
      `Expected ${k} labels in groups, one for each component, got ${entries.length}`,
    );
  }
  const numbers = new Map<unknown, number>();
  return Float64Array.from(entries, (label, t) => {
    if (typeof label !== "string" && !(typeof label === "number" && !Number.isNaN(label))) {
      throw new TypeError(
        `Expected labels that are numbers or strings, got ${describe(label)} at groups[${t}]`,
      );
    }
    if (!numbers.has(label)) numbers.set(label, numbers.size);
    return numbers.get(label)!;
  });
}

function fromLists(entries: readonly unknown[], k: number): Float64Array {
  const labels = new Float64Array(k).fill(-1);
  for (const [g, list] of entries.entries()) {
    // what is no list of indices is refused there
    const indices = distinctIndices(list as Iterable<number>, {
      name: `groups[${g}]`,
      one: "component",
      count: k,
    });
    for (const index of indices) {
      if (labels[index] !== -1) {
        throw new DomainError(
          `Expected every component in one group, got ${index} in groups[${
            labels[index]
          }] and groups[${g}]`,
        );
      }
      labels[index] = g;
    }
  }
  const missing = labels.indexOf(-1);
  if (missing >= 0) {
    throw new ShapeError(
      `Expected every component in one group, got none with component ${missing}`,
    );
  }
  return labels;
}
