import { type Axis, axisOf, sharedIndexSet } from "../expr/axes.ts";
import { coord, hold, reduce, take } from "../expr/build.ts";
import { markers } from "../expr/mark.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import type { UniformComponent } from "../mixture/component_types.ts";
import { logDensityRatio, logShare, partWithin } from "./box_overlaps.ts";

/** For each box i some others, the neighbours n = 0 … m − 1, that add most to −Σ ln(1 + Rᵢⱼ). */
export interface Neighbours {
  /** The axis that runs over the neighbours. */
  readonly axis: Axis;
  /** Which box the neighbour n of i is, over (i, n); −1 for none. */
  readonly index: Node;
  /** ln R of the neighbour, over (i, n); −∞ for none. */
  readonly logRatio: Node;
  /** ln f, the share of box i that lies in it, over (i, n). */
  readonly logShare: Node;
  /** Where it begins and ends within box i, as in `partWithin`; for none it ends before it begins. */
  readonly begin: Node;
  readonly end: Node;
}

/** Boxes that are alike come in the order of their numbers: their keys are this far apart. */
const apart = 2 ** -30;

/** Keys that are nearer than this are one: it is more than their rounding, which differs between sweeps. */
const near = 2 ** -34;

/**
 * The m neighbours of each box that overlap it most, by ln fᵢⱼ + min(ln Rᵢⱼ, 0), which is ln(fᵢⱼ ln(1 + Rᵢⱼ)) to within a small
 * factor. Which they are has no gradient: any choice gives bounds. Costs m + 1 sweeps over pairs, of one logarithm each.
 */
export function neighboursOf(
  i: UniformComponent<Node>,
  j: UniformComponent<Node>,
  m: number,
): Neighbours {
  const axis = axisOf(sharedIndexSet("coordinate", "n", m));
  const index = alongAxis(axis, heaviest(i, j, m));
  const isThere = nodes.lessEqual(constant(0), index);
  const at = (value: Node) => take(value, j.component, nodes.max(index, constant(0)));
  const other: UniformComponent<Node> = {
    ...j,
    component: i.component,
    weight: nodes.select(isThere, at(j.weight), constant(0)),
    center: at(j.center),
    width: at(j.width),
  };
  const { begin, end } = partWithin(i, other);
  return {
    axis,
    index,
    logRatio: logDensityRatio(i, other),
    logShare: nodes.select(isThere, logShare(i, other), constant(-Infinity)),
    begin: hold("begins", nodes.select(isThere, begin, constant(1)), "any"),
    end: hold("ends", nodes.select(isThere, end, constant(0)), "any"),
  };
}

/** The numbers of the m boxes with the largest keys, the first one first; −1 where there are no more. */
function heaviest(i: UniformComponent<Node>, j: UniformComponent<Node>, m: number): Node[] {
  const none = constant(-Infinity), number = coord(j.component);
  const isItself = nodes.equal(coord(i.component), number);
  const size = nodes.add(logShare(i, j), nodes.min(logDensityRatio(i, j), constant(0)));
  const key = nodes.sub(
    nodes.select(isItself, none, size),
    nodes.mul(constant(apart), number),
  );
  const found: Node[] = [];
  let below: Node = constant(Infinity);
  for (let n = 0; n < m; n++) {
    const isLeft = nodes.less(key, below);
    const top = reduce("max", j.component, nodes.select(isLeft, key, none));
    const floor = nodes.sub(top, constant(near));
    // keys of −∞ are none
    const isTop = nodes.mul(
      isLeft,
      nodes.mul(nodes.lessEqual(floor, key), nodes.less(none, key)),
    );
    found.push(markers.stop(
      reduce("max", j.component, nodes.select(isTop, number, constant(-1))),
    ));
    below = floor;
  }
  return found;
}

/** Values as one along an axis. */
export function alongAxis(axis: Axis, values: readonly Node[]): Node {
  return values.reduceRight((others, value, t) =>
    nodes.select(nodes.equal(coord(axis), constant(t)), value, others)
  );
}
