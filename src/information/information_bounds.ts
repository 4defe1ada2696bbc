import type { AnyMixture } from "../mixture/component_types.ts";
import type { Node } from "../expr/node.ts";
import { nodeOf } from "../expr/node_of.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { entropyBounds } from "../bound/entropy_bounds.ts";
import { type Effort, littleWork } from "../bound/named_bounds.ts";
import { outward } from "../bound/outward.ts";
import { conditionalEntropy } from "../estimator/conditional.ts";
import { partsOf } from "../mixture/parts.ts";
import type { Bracket } from "./bracket.ts";
import { conditionalBracket, differenceOf } from "./bracket_difference.ts";
import { groupAffinityLower, groupDivergenceUpper } from "./group_tables.ts";
import { groupedPair } from "./grouped_pair.ts";
import { groupEntropy, type Groups, mostInTables } from "./groups.ts";
import { divergenceUpper, elkEstimate, pairsLower } from "./pair_bounds.ts";
import { pairCells } from "./pair_cells.ts";
import { coordinatesLower, discriminantLower, lineBracket } from "./projections.ts";

/** The name of a lower bound on what X and a group tell about each other. */
export type InformationLowerName =
  | "none"
  | "difference"
  | "affinities"
  | "pairs"
  | "line"
  | "discriminants"
  | "coordinates"
  | "cells";

/** The name of an upper bound on what X and a group tell about each other. */
export type InformationUpperName =
  | "groupEntropy"
  | "difference"
  | "divergences"
  | "groupDivergences"
  | "line"
  | "cells";

/** Bounds on I(X; G) by name, with an estimate that is none. */
export interface InformationBounds {
  readonly lowers: readonly (readonly [InformationLowerName, Node])[];
  readonly uppers: readonly (readonly [InformationUpperName, Node])[];
  readonly estimate: Node | undefined;
  /** H(G) */
  readonly groupEntropy: Node;
}

/** Discriminants of more groups than this are left out. */
const mostDiscriminants = 16;

/** Of more coordinates than this none is looked at by itself. */
const mostCoordinates = 16;

/** All bounds on I(X; G) that a mixture has at an effort, moved outward by what rounding may have made of them. */
export function informationBounds(
  p: AnyMixture,
  groups: Groups,
  effort: Effort,
): InformationBounds {
  const entropy = groupEntropy(p, groups), none = constant(0);
  const lowers: [InformationLowerName, Node][] = [["none", none]];
  const uppers: [InformationUpperName, Node][] = [["groupEntropy", entropy]];
  if (groups.count === 1) return { lowers, uppers, estimate: none, groupEntropy: none };
  // what bounds −H(G|X) bounds I less H(G)
  const above = (x: Node) => outward(p, nodes.add(entropy, x), "up");
  const below = (x: Node) => outward(p, nodes.add(entropy, x), "down");
  const difference = differenceAt(p, groups, effort), isOne = partsOf(p).length === 1;
  if (difference !== undefined) {
    lowers.push(["difference", difference.lower]);
    uppers.push(["difference", difference.upper]);
  }
  const found = isOne ? projections(p, groups, effort) : [];
  for (const [name, { lower, upper }] of found) {
    lowers.push([name, below(lower)]);
    if (name === "line" && upper !== undefined) uppers.push([name, above(upper)]);
  }
  if (effort === "linear" || !isOne) {
    return { lowers, uppers, estimate: undefined, groupEntropy: entropy };
  }
  const pair = groupedPair(p, groups), { i } = pair;
  uppers.push(["divergences", above(divergenceUpper(pair))]);
  if (groups.count <= mostInTables) {
    lowers.push(["affinities", below(groupAffinityLower(pair, groups))]);
    uppers.push(["groupDivergences", above(groupDivergenceUpper(pair, groups))]);
  }
  const affords = affordsOf(p, effort);
  if (i.family === "uniform" || (i.family === "gaussian" && affords(101 * p.dimension))) {
    lowers.push(["pairs", below(pairsLower(pair))]);
  }
  const cells = cellsFor(p, effort);
  if (i.family === "gaussian" && cells !== undefined) {
    const { lower, upper } = pairCells(pair, cells);
    lowers.push(["cells", below(lower)]);
    uppers.push(["cells", above(upper)]);
  }
  const estimate = nodes.add(entropy, elkEstimate(pair));
  return { lowers, uppers, estimate, groupEntropy: entropy };
}

/** Whether so many steps for each pair of components are little work, or tight bounds were asked for. */
function affordsOf(p: AnyMixture, effort: Effort): (steps: number) => boolean {
  const pairs = (p.batch ?? 1) * p.components ** 2;
  return (steps) => effort === "tight" || pairs * steps <= littleWork;
}

/** The most pairs of components, for all groups and mixtures together, that bounds of each group are computed for. */
const mostPairs = 2 ** 22;

/** I = h(X) − H(X|G) by the bounds on both, where the groups are few or single components. */
function differenceAt(p: AnyMixture, groups: Groups, effort: Effort): Bracket | undefined {
  const { lower, upper } = entropyBounds(p, { effort });
  const whole = { lower: nodeOf(lower), upper: nodeOf(upper) };
  if (groups.isSingle) {
    const exact = nodeOf(conditionalEntropy(p));
    const moved = { lower: outward(p, exact, "down"), upper: outward(p, exact, "up") };
    return differenceOf(whole, moved);
  }
  const work = groups.count * (p.batch ?? 1) * (effort === "linear" ? 1 : p.components) *
    p.components;
  if (effort !== "tight" && work > mostPairs) return undefined;
  return differenceOf(whole, conditionalBracket(p, groups, effort));
}

/** The most distribution functions, for all groups, that the projections take. */
const mostFunctions = 2 ** 20;

/** The bounds by cells on lines, of Gaussians in few groups. */
function projections(
  p: AnyMixture,
  groups: Groups,
  effort: Effort,
): [InformationLowerName, { readonly lower: Node; readonly upper?: Node }][] {
  const { i, label } = groupedPair(p, groups);
  if (i.family !== "gaussian" || groups.count > mostInTables) return [];
  const d = p.dimension, each = (p.batch ?? 1) * p.components * groups.count;
  const piecesFor = (lines: number) =>
    effort === "tight" || each * lines * 1024 <= mostFunctions ? 1024 : 256;
  if (d === 1) return [["line", lineBracket(i, label, groups, piecesFor(1))]];
  const found: [InformationLowerName, { readonly lower: Node }][] = [];
  if (groups.count <= mostDiscriminants) {
    const pieces = piecesFor(groups.count);
    found.push(["discriminants", { lower: discriminantLower(i, label, groups, pieces) }]);
  }
  if (d <= mostCoordinates) {
    found.push(["coordinates", { lower: coordinatesLower(i, label, groups, piecesFor(d)) }]);
  }
  return found;
}

/** Into how many cells a coordinate is cut; on a line all components have cells in common. */
function cellsFor(p: AnyMixture, effort: Effort): number | undefined {
  const d = p.dimension, choices = d === 2 ? [48, 32, 16, 8] : d === 3 ? [12, 8, 4] : [];
  const affords = affordsOf(p, effort);
  return choices.find((cells) => affords(8 * cells ** d)) ??
    (effort === "tight" ? choices[0] : undefined);
}
