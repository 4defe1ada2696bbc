import { type Axis, axisOf, sharedIndexSet } from "../expr/axes.ts";
import { coord, dense, extent, rename, sumOver, take } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import { middleOf } from "../distance/component.ts";
import type { Component, GaussianComponent } from "../mixture/types.ts";

/** Streams of the random number generator, so that no number is used twice. */
const streams = { offset: 0, points: 1 } as const;

/** Draws from a mixture: along `sample`, the component of each draw and its point. */
export interface Draws {
  /** The axis that runs over the draws. */
  readonly sample: Axis;
  /** The index of the component that each draw comes from; it grows along the draws. */
  readonly label: Node;
  /**
   * The difference xₛ − μᵢ of each draw from the middle of each component, as (μ_J − μᵢ) + (xₛ − μ_J): a draw keeps its
   * digits however far from the origin its component lies. Gradients flow along the path of the draw.
   */
  readonly delta: Node;
}

/**
 * `samples` stratified draws. Component j gets ⌊cⱼn⌋ or ⌈cⱼn⌉ of them, by systematic resampling with one random offset, so
 * that the expected count is cⱼn exactly. Draw s has its own counters of the generator: it is the same wherever and in
 * whatever order it is computed.
 */
export function draw(i: Component, samples: number, seed: Node): Draws {
  const sample = axisOf(sharedIndexSet("row", "s", samples));
  const label = nodes.stop(labelOf(i, sample, seed));
  const at = (value: Node) => take(value, i.component, label);
  const uniform = nodes.uniform(
    seed,
    constant(streams.points),
    coord(sample),
    coord(i.coordinate),
  );
  const offset = i.family === "uniform"
    ? nodes.mul(at(i.width), nodes.sub(uniform, constant(0.5)))
    : gaussianOffset(i, at, nodes.normalQuantile(uniform));
  const middle = middleOf(i);
  return { sample, label, delta: nodes.add(nodes.sub(at(middle), middle), offset) };
}

/** The component of each draw: how many cumulative weights lie at or below (s + u)/n of the total. */
function labelOf(i: Component, sample: Axis, seed: Node): Node {
  const { component, weight } = i;
  const other = axisOf(component.set, component.copy + 1);
  const others = rename(weight, new Map([[component, other]]));
  const upTo = nodes.lessEqual(coord(other), coord(component));
  const cumulative = sumOver(other, nodes.select(upTo, others, constant(0)));
  const total = sumOver(component, weight);
  const offset = nodes.uniform(seed, constant(streams.offset), constant(0), constant(0));
  const share = nodes.div(nodes.add(coord(sample), offset), extent(sample.set));
  // below the total even after rounding, so that a last component of weight 0 is never drawn
  const position = nodes.mul(nodes.mul(share, total), constant(1 - 2 ** -52));
  const passed = sumOver(component, nodes.lessEqual(cumulative, position));
  return nodes.min(passed, nodes.sub(extent(component.set), constant(1)));
}

/** L z, or σ z. */
function gaussianOffset(i: GaussianComponent, at: (value: Node) => Node, normal: Node): Node {
  const s = i.covariance;
  if (s.kind !== "full") return nodes.mul(nodes.sqrt(at(s.variance)), normal);
  const across = (v: Node) => rename(v, new Map([[s.row, s.column]]));
  const factor = at(s.factor);
  const step = sumOver(
    s.column,
    nodes.mul(dense("lower", s.row, s.column, [factor]), across(normal)),
  );
  // The path of a draw: dx = ½ dΣ Σ⁻¹(x − μ) moves draws of N(μ, Σ) to draws of N(μ, Σ + dΣ), and needs no dL.
  const direction = nodes.sealed(dense("solve", s.row, s.column, [factor, step]));
  const along = sumOver(s.column, nodes.mul(at(s.matrix), across(direction)));
  return nodes.surrogate(nodes.sealed(step), nodes.mul(constant(0.5), along));
}
