import type { Axis } from "../expr/axes.ts";
import { coord, extent, orderOf, reduce, runningSum, sumOver, take } from "../expr/build.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { strata } from "./strata.ts";
import type { Streams } from "./streams.ts";

/** Where the numbers of an allocation come from. */
interface Numbers {
  readonly seed: Node;
  readonly streams: Streams;
}

/** Components along an axis, and their weights. */
export interface Line {
  readonly component: Axis;
  readonly weight: Node;
}

/** Which component each draw comes from, and what it counts. */
export interface Allocation {
  /** The index of the component of each draw. */
  readonly label: Node;
  /** The weight of each draw in a mean: c_J over the number of draws of component J, or 1/n. They sum to 1. */
  readonly weight: Node;
}

/**
 * n draws for the components of a mixture, in pairs. The components stand in a random order, so that nothing depends on
 * the order in which they were given.
 *
 * With at least eight draws for each component, each gets two, and its share of the rest, in whole pairs: draws of a
 * component are then weighed by cⱼ/nⱼ, and the weights cⱼ add no noise. With fewer, the line of cumulative weights is cut
 * into strata of two draws each, which fall where they fall: a component gets cⱼn of them in expectation, and each has
 * the weight 1/n. Either way the mean is unbiased, and so is the variance that the pairs tell.
 */
export function allocate(
  { component, weight }: Line,
  sample: Axis,
  { seed, streams }: Numbers,
): Allocation {
  const n = extent(sample.set);
  const order = randomOrder(component, weight, { seed, streams });
  const inOrder = markers.stop(take(weight, component, order));
  const share = nodes.div(inOrder, sumOver(component, inOrder));
  const { isStratified, draws } = wholePairs(share, component, n);
  const mass = nodes.select(isStratified, draws, nodes.mul(n, share));
  const upTo = runningSum(component, mass);
  const { first, size } = strata(sample);
  const random = nodes.uniform(seed, constant(streams.position), coord(sample), constant(0));
  // below the end of its stratum, too
  const end = nodes.mul(nodes.add(first, size), constant(below));
  const position = nodes.min(nodes.add(first, nodes.mul(size, random)), end);
  const passed = passedBy(position, upTo, component);
  const at = (values: Node) => take(values, component, passed);
  return {
    label: at(order),
    weight: nodes.select(isStratified, at(nodes.ratio(share, draws)), nodes.div(constant(1), n)),
  };
}

/**
 * The component of each draw whose place on the line of cumulative weights, its length being 1, is given: the components
 * stand in a random order there, too.
 */
export function allocateEvenly(
  { component, weight }: Line,
  place: Node,
  numbers: Numbers,
): Node {
  const order = randomOrder(component, weight, numbers);
  const upTo = runningSum(component, markers.stop(take(weight, component, order)));
  const position = nodes.mul(place, reduce("max", component, upTo));
  return take(order, component, passedBy(position, upTo, component));
}

/** The component of each draw by a uniform number of its own: what it is does not depend on how many draws there are. */
export function allocateIndependently({ component, weight }: Line, place: Node): Node {
  const upTo = runningSum(component, markers.stop(weight));
  return passedBy(nodes.mul(place, reduce("max", component, upTo)), upTo, component);
}

/** A little less than 1. */
const below = 1 - 2 ** -52;

/** How many components end before a position on their line; not the last one that has a weight, after rounding too. */
function passedBy(position: Node, upTo: Node, component: Axis): Node {
  const end = nodes.mul(reduce("max", component, upTo), constant(below));
  return sumOver(component, nodes.lessEqual(upTo, nodes.min(position, end)));
}

/**
 * The components in a random order, those of weight 0 last: the others stand as if they were alone, so that a component
 * of weight 0 changes no draw.
 */
function randomOrder(component: Axis, weight: Node, { seed, streams }: Numbers): Node {
  const isDrawn = nodes.less(constant(0), markers.stop(weight));
  const stream = constant(streams.order);
  const key = nodes.uniform(seed, stream, runningSum(component, isDrawn), constant(0));
  return orderOf(component, nodes.select(isDrawn, key, constant(1)));
}

/** Draws a component, from which on each gets a number of its own. */
const leastDraws = 8;

/**
 * Whether there are draws enough for each component of positive share to have its own, and how many that are: two, a share
 * of the others in whole pairs, and what that leaves as one pair more for the first of them; the last takes an odd one.
 */
function wholePairs(share: Node, component: Axis, n: Node) {
  const isDrawn = nodes.less(constant(0), share);
  const drawn = sumOver(component, isDrawn);
  const two = constant(2);
  const spare = nodes.sub(n, nodes.mul(two, drawn));
  const pairs = nodes.floor(nodes.mul(constant(0.5), nodes.mul(spare, share)));
  const even = nodes.mul(isDrawn, nodes.add(two, nodes.mul(two, pairs)));
  const left = nodes.sub(n, sumOver(component, even));
  const leftPairs = nodes.floor(nodes.mul(constant(0.5), left));
  const rank = runningSum(component, isDrawn);
  const extra = nodes.add(
    nodes.mul(two, nodes.lessEqual(rank, leftPairs)),
    nodes.mul(nodes.sub(left, nodes.mul(two, leftPairs)), nodes.equal(rank, drawn)),
  );
  return {
    isStratified: nodes.lessEqual(nodes.mul(constant(leastDraws), drawn), n),
    draws: nodes.add(even, nodes.mul(isDrawn, extra)),
  };
}
