import { source } from "../expr/array.ts";
import type { Axis } from "../expr/axes.ts";
import { coord, inputAt, rename, sumOver } from "../expr/build.ts";
import { unknownName, UnknownNameError } from "../expr/errors.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { entriesOf, matrixAxes, outerSquare } from "../bound/gaussian_moments.ts";
import type { GaussianComponent, MixtureWith } from "../mixture/component_types.ts";
import { checkMixture } from "../mixture/components.ts";
import { type Covariance, fullCovariance } from "../mixture/covariance.ts";
import { type GroupLabels, readLabels } from "../mixture/group_labels.ts";
import type { GaussianMixture } from "../mixture/parameter_types.ts";
import { checkNames } from "../mixture/parameters.ts";
import { madeAs } from "./made_as.ts";
import { componentAxis, countedParts, firstsOf, mixtureOfParts } from "./made_mixture.ts";
import { finiteMoments } from "./part_moments.ts";

/** What is kept of the moments of a group. */
export interface CollapseOptions {
  /** "full" covariances, or "diagonal" ones: variances along coordinates. "full" if left out, but for d = 1. */
  readonly structure?: "full" | "diagonal" | undefined;
}

/**
 * The mixture of one Gaussian for each group of components, which has the weight of the group, its mean and its covariance
 * Σ wᵢ (Σᵢ + (μᵢ − m)(μᵢ − m)ᵀ): mean and covariance of the mixture stay what they are. Groups come in the order in which the first
 * of each appears, or in which they are listed. What is collapsed is a Gaussian mixture, also of other families: with the moments of their components. Lazy; costs
 * k times the number of groups, times d² for covariances.
 *
 * Throws `ShapeError` unless there is a label for each component or a component in each group, `DomainError` for labels that are neither
 * numbers nor texts, and unless each component is in one group.
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
  groups: GroupLabels,
  options: CollapseOptions = {},
): GaussianMixture<"covariances" | "variances", B> {
  checkMixture(p);
  const { components: k, dimension: d, batch } = p;
  const { structure = d === 1 ? "diagonal" : "full" } = checkNames(
    options,
    ["structure"],
    "collapsed mixture",
  );
  if (structure !== "full" && structure !== "diagonal") {
    throw new UnknownNameError(unknownName("structure", structure, ["full", "diagonal"]));
  }
  // what other functions leave to mean a group for each
  if (groups === undefined) {
    throw new TypeError(
      `Expected groups as a list of ${k} labels, one for each component, got nothing`,
    );
  }
  const { labels, count } = readLabels(groups, k, "groups");
  const firsts = firstsOf(p);
  const members = countedParts(p).map(({ p: own }, t): Members => ({
    p: finiteMoments(own),
    labels: labels.slice(...firsts[t]!),
  }));
  const merged = mergedBy(members, { group: componentAxis(count), structure });
  // the type follows from the structure, which is a text
  return madeAs(mixtureOfParts([{ p: merged, count }], { d, batch })) as GaussianMixture<
    "covariances" | "variances",
    B
  >;
}

/** Components of a part, and the number of the group of each. */
interface Members {
  readonly p: GaussianComponent<Node>;
  readonly labels: Float64Array;
}

/** One Gaussian with the moments of each group. */
function mergedBy(
  all: readonly Members[],
  { group, structure }: { readonly group: Axis; readonly structure: "full" | "diagonal" },
): GaussianComponent<Node> {
  const parts = all.map(({ p, labels }) => {
    const array = { data: labels, shape: [labels.length] };
    const label = inputAt(source(array, "groups"), [p.component], "any");
    return { p, isIn: nodes.equal(label, coord(group)) };
  });
  const among = (value: (p: GaussianComponent<Node>) => Node) =>
    parts.map(({ p, isIn }) => sumOver(p.component, nodes.mul(isIn, value(p))))
      .reduce((sum, one) => nodes.add(sum, one));
  const weight = among((p) => p.weight), members = among(() => constant(1));
  // a group of weight 0 has the moments of its components with equal weights
  const isWeighed = nodes.less(constant(0), weight);
  const average = (value: (p: GaussianComponent<Node>) => Node) =>
    parts.map(({ p, isIn }) => {
      const share = nodes.select(
        isWeighed,
        nodes.ratio(nodes.mul(isIn, p.weight), weight),
        nodes.div(isIn, members),
      );
      return sumOver(p.component, nodes.mul(share, value(p)));
    }).reduce((sum, one) => nodes.add(sum, one));
  const mean = average((p) => p.mean), [{ p: first }] = parts as [typeof parts[0]];
  const covariance = structure === "full"
    ? fullMoments(mean, average, first.coordinate)
    : diagonalMoments(mean, average);
  return { ...first, component: group, weight, mean, covariance };
}

/** The mean of a value over each group. */
type Average = (value: (p: GaussianComponent<Node>) => Node) => Node;

function fullMoments(mean: Node, average: Average, coordinate: Axis): Covariance<Node> {
  const axes = matrixAxes({ coordinate });
  const matrix = average((p) =>
    nodes.add(entriesOf(p.covariance, axes), outerSquare(nodes.sub(p.mean, mean), axes))
  );
  return fullCovariance(matrix, axes.row, axes.column);
}

function diagonalMoments(mean: Node, average: Average): Covariance<Node> {
  const variance = average(({ covariance: s, mean: own, coordinate }) => {
    const within = s.kind === "full"
      ? rename(s.matrix, new Map([[s.column, coordinate]]))
      : s.variance;
    return nodes.add(within, nodes.square(nodes.sub(own, mean)));
  });
  return { kind: "diagonal", variance };
}
