import { type Axis, axisOf, sharedIndexSet } from "../expr/axes.ts";
import { inputOver } from "../expr/array.ts";
import { coord, extent, sumOver } from "../expr/build.ts";
import { DomainError } from "../expr/errors.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { directionsOf, mostDimensions } from "./directions.ts";
import { type Certainty, stepsOf } from "./strata.ts";

/** The most coordinates that a point of the sequence has besides the one that picks its component. */
export const mostCoordinates = mostDimensions - 1;

/** How many independent scramblings there are of the sequence, if there are so many draws. */
const mostReplicates = 16;

/** Draws in replicates: each is the beginning of a Sobol sequence, scrambled by itself. Draw s is in replicate s mod R. */
export interface Replicates {
  /** How many replicates there are: R. */
  readonly count: number;
  /** The replicate of each draw. */
  readonly replicate: Node;
  /** Which scrambling each draw gets: that of its replicate, others for each of several samples. */
  readonly scrambling: Node;
  /** The place of each draw in its replicate. */
  readonly index: Node;
  /** The weight of each draw in a mean: 1/R over the number of draws of its replicate. */
  readonly weight: Node;
}

/** The replicates of the draws along an axis, in one of several samples of one seed. */
export function replicatesOf(sample: Axis, which: number): Replicates {
  const count = Math.min(mostReplicates, sample.set.extent), all = constant(count);
  const n = extent(sample.set), s = coord(sample);
  const index = nodes.floor(nodes.div(s, all));
  const replicate = nodes.sub(s, nodes.mul(all, index));
  // ⌈(n − r)/R⌉
  const behind = nodes.sub(nodes.sub(n, constant(1)), replicate);
  const size = nodes.add(nodes.floor(nodes.div(behind, all)), constant(1));
  const scrambling = which === 0
    ? replicate
    : nodes.add(replicate, constant(mostReplicates * which));
  return {
    count,
    replicate,
    scrambling,
    index,
    weight: nodes.div(constant(1), nodes.mul(all, size)),
  };
}

/** The first coordinate of each draw, which picks its component. */
export function firstCoordinate({ index, scrambling }: Replicates, seed: Node): Node {
  // digits in base two of van der Corput's sequence are those of the index
  return nodes.scramble(index, seed, scrambling, constant(0));
}

/**
 * The further coordinates of each draw: the digits of an index' point are the exclusive or of the direction numbers of its
 * bits, and are scrambled (Owen 1995), so that each point is uniform and all together are as even as Sobol's.
 *
 * Throws `DomainError` for more coordinates than there are direction numbers.
 */
export function furtherCoordinates(
  { index, scrambling, count }: Replicates,
  seed: Node,
  { sample, coordinate }: { readonly sample: Axis; readonly coordinate: Axis },
): Node {
  const d = coordinate.set.extent;
  if (d >= mostDimensions) {
    throw new DomainError(
      `Expected a mixture of at most ${
        mostDimensions - 1
      } coordinates for sequence "sobol", got one of ${d}: sequence "random" takes any number`,
    );
  }
  const points = Math.ceil(sample.set.extent / count);
  const bits = Math.max(1, Math.ceil(Math.log2(points)));
  const above = (t: number) => nodes.floor(nodes.mul(constant(2 ** -t), index));
  const bit = (t: number) => nodes.sub(above(t), nodes.mul(constant(2), above(t + 1)));
  const terms = Array.from(
    { length: bits },
    (_, t) => nodes.mul(bit(t), directions(coordinate, t)),
  );
  const digits = terms.reduce((x, y) => nodes.xor(x, y));
  return nodes.scramble(digits, seed, scrambling, nodes.add(coord(coordinate), constant(1)));
}

const leaves = new Map<string, WeakRef<Node>>();

/** What bit t of an index adds to the digits of each further coordinate: one leaf for all mixtures of so many coordinates. */
function directions(coordinate: Axis, t: number): Node {
  const key = `${coordinate.key} ${t}`, known = leaves.get(key)?.deref();
  if (known !== undefined) return known;
  const d = coordinate.set.extent;
  const data = Float64Array.from({ length: d }, (_, a) => directionsOf(a + 1)[t]!);
  const leaf = inputOver({ data, shape: [d] }, `direction${t}`, [coordinate]);
  leaves.set(key, new WeakRef(leaf));
  return leaf;
}

/**
 * The certainty of Σ wₛ gₛ by the scatter of the R means of replicates: se² = Σ (gᵣ − ḡ)² / R(R − 1), with R − 1 degrees of
 * freedom. To it comes one step more than was seen, of draws or of means of replicates, whichever is smaller.
 */
export function certaintyOfReplicates(
  sample: Axis,
  { count, replicate, index, weight }: Replicates,
  values: Node,
): Certainty {
  const each = axisOf(sharedIndexSet("coordinate", "r", count));
  const isOwn = nodes.equal(replicate, coord(each));
  const share = sumOver(sample, nodes.mul(isOwn, nodes.mul(weight, values)));
  const mean = nodes.div(sumOver(each, share), constant(count));
  const apart = nodes.sub(share, mean), squares = sumOver(each, nodes.square(apart));
  const cubes = sumOver(each, nodes.mul(nodes.square(apart), nodes.abs(apart)));
  const { step } = stepsOf(sample, weight, { values, next: partnerOf(sample, index, count) });
  const more = nodes.min(step, nodes.ratio(cubes, squares));
  const variance = nodes.mul(constant(count / (count - 1)), squares);
  return {
    standardError: nodes.sqrt(nodes.add(variance, nodes.square(more))),
    degreesOfFreedom: constant(count - 1),
  };
}

/** For each draw the other one of its replicate in a pair of places; itself if there is none. */
function partnerOf(sample: Axis, index: Node, count: number): Node {
  const s = coord(sample), half = nodes.mul(constant(0.5), index);
  const isFirst = nodes.equal(nodes.floor(half), half);
  const other = nodes.add(s, nodes.select(isFirst, constant(count), constant(-count)));
  return nodes.select(nodes.less(other, extent(sample.set)), other, s);
}
