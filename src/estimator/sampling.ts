import { type Axis, axisOf, sharedIndexSet } from "../expr/axes.ts";
import { coord, dense, rename, sumOver, take } from "../expr/build.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { middleOf } from "../distance/component.ts";
import type { Component, GaussianComponent } from "../mixture/component_types.ts";
import { allocate, allocateEvenly } from "./allocation.ts";
import {
  certaintyOfReplicates,
  firstCoordinate,
  furtherCoordinates,
  replicatesOf,
} from "./sobol.ts";
import { type Certainty, certaintyOf } from "./strata.ts";
import { streamsOf } from "./streams.ts";

/** Where the numbers of draws come from: independent random ones, or Sobol's sequence, scrambled at random. */
export type Sequence = "random" | "sobol";

/** Draws from a mixture: along `sample`, the component of each draw and its point. */
export interface MixtureSample {
  /** The axis that runs over the draws. */
  readonly sample: Axis;
  /** The index of the component that each draw comes from. */
  readonly label: Node;
  /** The weight of each draw in a mean. */
  readonly weight: Node;
  /** μ_J, the middle of the component that each draw comes from. */
  readonly middle: Node;
  /** xₛ − μ_J. Gradients flow along the path of the draw. */
  readonly offset: Node;
  /**
   * The difference xₛ − μᵢ of each draw from the middle of each component, as (μ_J − μᵢ) + (xₛ − μ_J): a draw keeps its
   * digits however far from the origin its component lies. Gradients flow along the path of the draw.
   */
  readonly delta: Node;
  /** What is known of the error of the mean of values, one for each draw. */
  readonly certaintyOf: (values: Node) => Certainty;
}

/** How many draws there are, and of what. */
export interface Drawing {
  readonly samples: number;
  readonly seed: Node;
  readonly sequence: Sequence;
  /** Which of several samples that are independent of each other, though they have one seed: 0 if left out. */
  readonly which?: number;
}

/**
 * Draws, allocated to the components. Draw s has its own counters of the generator: it is the same wherever and in whatever
 * order it is computed.
 */
export function draw(
  i: Component<Node>,
  { samples, seed, sequence, which = 0 }: Drawing,
): MixtureSample {
  const sample = axisOf(sharedIndexSet("row", "s", samples));
  const points = sequence === "sobol" ? evenPoints : randomPoints;
  const { uniform, certaintyOf, ...allocation } = points(i, sample, { seed, which });
  const label = markers.stop(allocation.label), weight = markers.stop(allocation.weight);
  const at = (value: Node) => take(value, i.component, label);
  const offset = i.family === "uniform"
    ? nodes.mul(at(i.width), nodes.sub(uniform, constant(0.5)))
    : gaussianOffset(i, at, nodes.normalQuantile(uniform));
  const middle = at(middleOf(i));
  const delta = nodes.add(nodes.sub(middle, middleOf(i)), offset);
  return { sample, label, weight, middle, offset, delta, certaintyOf };
}

/** The component of each draw, its weight, and its uniform numbers, one a coordinate. */
interface Points extends Pick<MixtureSample, "label" | "weight" | "certaintyOf"> {
  readonly uniform: Node;
}

/** Where the numbers of a sample come from. */
interface Numbers {
  readonly seed: Node;
  readonly which: number;
}

function randomPoints(i: Component<Node>, sample: Axis, { seed, which }: Numbers): Points {
  const own = streamsOf(which);
  const { label, weight } = allocate(i, sample, { seed, streams: own });
  const stream = constant(own.points);
  return {
    label,
    weight,
    uniform: nodes.uniform(seed, stream, coord(sample), coord(i.coordinate)),
    certaintyOf: (values) => certaintyOf(sample, weight, values),
  };
}

function evenPoints(i: Component<Node>, sample: Axis, { seed, which }: Numbers): Points {
  const replicates = replicatesOf(sample, which);
  const numbers = { seed, streams: streamsOf(which) };
  return {
    label: allocateEvenly(i, firstCoordinate(replicates, seed), numbers),
    weight: replicates.weight,
    uniform: furtherCoordinates(replicates, seed, { sample, coordinate: i.coordinate }),
    certaintyOf: (values) => certaintyOfReplicates(sample, replicates, values),
  };
}

/** L z, or σ z. */
function gaussianOffset(i: GaussianComponent<Node>, at: (value: Node) => Node, normal: Node): Node {
  const s = i.covariance;
  if (s.kind !== "full") return nodes.mul(nodes.sqrt(at(s.variance)), normal);
  const across = (v: Node) => rename(v, new Map([[s.row, s.column]]));
  const factor = at(s.factor);
  const step = sumOver(
    s.column,
    nodes.mul(dense("lower", s.row, s.column, [factor]), across(normal)),
  );
  // The path of a draw: dx = ½ dΣ Σ⁻¹(x − μ) moves draws of N(μ, Σ) to draws of N(μ, Σ + dΣ), and needs no dL.
  const direction = markers.sealed(dense("solve", s.row, s.column, [factor, step]));
  const along = sumOver(s.column, nodes.mul(at(s.matrix), across(direction)));
  return markers.surrogate(markers.sealed(step), nodes.mul(constant(0.5), along));
}
