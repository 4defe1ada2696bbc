import { type Axis, axisOf, sharedIndexSet } from "../expr/axes.ts";
import { coord, extent, take } from "../expr/build.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { middleOf } from "../distance/component.ts";
import type { Component } from "../mixture/component_types.ts";
import { familyOf } from "../mixture/families/family_of.ts";
import type { Uniforms } from "../mixture/families/family_row.ts";
import type { Part } from "../mixture/parts.ts";
import { allocate, allocateEvenly, allocateIndependently, type Line } from "./allocation.ts";
import type { Sequence } from "./draw_options.ts";
import { lineOf, type Place, placesOn } from "./line_of_parts.ts";
import {
  certaintyOfReplicates,
  firstCoordinate,
  furtherCoordinates,
  replicatesOf,
} from "./sobol.ts";
import { type Certainty, certaintyOf } from "./strata.ts";
import { streamsOf } from "./streams.ts";

/** The draws as the components of one part see them. */
export interface PartSample extends Place {
  /** The components of the part. */
  readonly i: Component<Node>;
  /**
   * The difference xₛ − μᵢ of each draw from the middle of each component, as (μ_J − μᵢ) + (xₛ − μ_J): a draw keeps its
   * digits however far from the origin its component lies. Gradients flow along the path of the draw.
   */
  readonly delta: Node;
}

/** Draws from a mixture, along `sample`. */
export interface MixtureSample {
  /** The axis that runs over the draws. */
  readonly sample: Axis;
  /** The component that each draw comes from, by its place among all components. */
  readonly label: Node;
  /** The weight of each draw in a mean. */
  readonly weight: Node;
  /** μ_J, the middle of the component that each draw comes from. */
  readonly middle: Node;
  /** xₛ − μ_J. Gradients flow along the path of the draw. */
  readonly offset: Node;
  /** What the draws are to each part of the mixture. */
  readonly parts: readonly PartSample[];
  /** What is known of the error of the mean of values, one for each draw. */
  readonly certaintyOf: (values: Node) => Certainty;
}

/** How many draws there are, and of what. */
export interface Drawing {
  readonly samples: number;
  readonly seed: Node;
  /** One of Monte Carlo's sequences, or independent draws, the component of each drawn by itself. */
  readonly sequence: Sequence | "independent";
  /** Which of several samples that are independent of each other, though they have one seed: 0 if left out. */
  readonly which?: number;
}

/**
 * Draws, allocated to the components of all parts. Draw s has its own counters of the generator: it is the same wherever and in
 * whatever order it is computed.
 */
export function draw(
  parts: readonly Part[],
  { samples, seed, sequence, which = 0 }: Drawing,
): MixtureSample {
  const sample = axisOf(sharedIndexSet("row", "s", samples));
  const components = parts.map(({ pair: [i] }) => i), { coordinate } = components[0]!;
  const points = pointsBy[sequence];
  const { uniform, certaintyOf, ...allocation } = points(lineOf(components), sample, {
    ...{ seed, coordinate, which },
  });
  const label = markers.stop(allocation.label), weight = markers.stop(allocation.weight);
  const places = placesOn(components, label);
  const uniforms: Uniforms = {
    first: uniform,
    further: () =>
      nodes.uniform(seed, constant(streamsOf(which).further), coord(sample), coord(coordinate)),
  };
  const at = (value: (i: Component<Node>) => Node) => ofDraw(components, places, value);
  const middle = at(middleOf);
  const offset = chosen(
    places,
    components.map((i, t) => familyOf(i).offset(i, readerOf(i, places[t]!), uniforms)),
  );
  return {
    ...{ sample, label, weight, middle, offset, certaintyOf },
    parts: components.map((i, t) => ({
      ...places[t]!,
      i,
      delta: nodes.add(nodes.sub(middle, middleOf(i)), offset),
    })),
  };
}

/** A value of the component that each draw comes from. */
export function ofDraw(
  components: readonly Component<Node>[],
  places: readonly Place[],
  value: (i: Component<Node>) => Node,
): Node {
  return chosen(places, components.map((i, t) => readerOf(i, places[t]!)(value(i))));
}

/** The values of a part's components at the one that each draw comes from. */
function readerOf(i: Component<Node>, { label }: Place): (value: Node) => Node {
  return (value) => take(value, i.component, label);
}

/** Of values for each draw, one by part, that of the part which the draw comes from. */
function chosen(places: readonly Place[], values: readonly Node[]): Node {
  return values.reduceRight((rest, value, t) => nodes.select(places[t]!.isDrawn!, value, rest));
}

/** The component of each draw, its weight, and its uniform numbers, one a coordinate. */
interface Points extends Pick<MixtureSample, "weight" | "certaintyOf"> {
  /** The place of the component of each draw on the line. */
  readonly label: Node;
  readonly uniform: Node;
}

interface Source {
  readonly seed: Node;
  readonly coordinate: Axis;
  readonly which: number;
}

function randomPoints(line: Line, sample: Axis, { seed, coordinate, which }: Source): Points {
  const own = streamsOf(which);
  const { label, weight } = allocate(line, sample, { seed, streams: own });
  return {
    label,
    weight,
    uniform: nodes.uniform(seed, constant(own.points), coord(sample), coord(coordinate)),
    certaintyOf: (values) => certaintyOf(sample, weight, values),
  };
}

function evenPoints(line: Line, sample: Axis, { seed, coordinate, which }: Source): Points {
  const replicates = replicatesOf(sample, which);
  return {
    label: allocateEvenly(line, firstCoordinate(replicates, seed), {
      ...{ seed, streams: streamsOf(which) },
    }),
    weight: replicates.weight,
    uniform: furtherCoordinates(replicates, seed, { sample, coordinate }),
    certaintyOf: (values) => certaintyOfReplicates(sample, replicates, values),
  };
}

function independentPoints(line: Line, sample: Axis, { seed, coordinate, which }: Source): Points {
  const own = streamsOf(which), index = coord(sample);
  const weight = nodes.div(constant(1), extent(sample.set));
  return {
    label: allocateIndependently(
      line,
      nodes.uniform(seed, constant(own.position), index, constant(0)),
    ),
    weight,
    uniform: nodes.uniform(seed, constant(own.points), index, coord(coordinate)),
    certaintyOf: (values) => certaintyOf(sample, weight, values),
  };
}

const pointsBy = {
  random: randomPoints,
  sobol: evenPoints,
  independent: independentPoints,
} as const;
