import { type Axis, axisOf, sharedIndexSet } from "../expr/axes.ts";
import { broadcast, reduce } from "../expr/build.ts";
import { alongCoordinates } from "../expr/coordinates.ts";
import { ShapeError } from "../expr/errors.ts";
import type { Node } from "../expr/node.ts";
import type { Operand } from "../expr/shape_types.ts";
import { nodes } from "../expr/simplify.ts";
import { logDensityFrom, middleOf } from "../distance/component.ts";
import type { Component, MixtureWith } from "../mixture/component_types.ts";
import { type Part, partsOf } from "../mixture/parts.ts";
import { logAddExp } from "../expr/log_add_exp.ts";

/** A part of a mixture, seen from points. */
export interface PartAtPoints {
  readonly component: Component<Node>;
  /** The points, with the coordinate axis. */
  readonly x: Node;
  /** x − μᵢ, the difference of the points from the middle of each component. */
  readonly delta: Node;
  /** ln pᵢ(x), at each point for each component. */
  readonly logDensity: Node;
  /** ln Σᵢ cᵢ pᵢ(x) over the components of the part. */
  readonly logTotal: Node;
}

/** A mixture and the points at which it is asked for. */
export interface MixtureAtPoints {
  readonly parts: readonly PartAtPoints[];
  /** ln p(x) at each point. */
  readonly logDensity: Node;
  /** The coordinate axis of points and mixture. */
  readonly coordinate: Axis;
  /** A value at the points with all their axes, also where it depends on none of them. */
  readonly alongAll: (value: Node, ...more: readonly Axis[]) => Node;
}

/** The components of a mixture at points: an array, an input or an expression. */
export function atPoints(
  p: MixtureWith<object, number | undefined>,
  points: Operand,
): MixtureAtPoints {
  const parts = partsOf(p), { coordinate } = parts[0]!.pair[0];
  const batch = p.batch === undefined ? [] : [axisOf(sharedIndexSet("batch", "b", p.batch))];
  const x = alongCoordinates(points, "x", { coordinate, batch: batch[0] });
  const seen = parts.map((part) => partAt(part, x));
  const own = [...x.axes.filter((axis) => axis !== coordinate), ...batch];
  return {
    parts: seen,
    logDensity: seen.map(({ logTotal }) => logTotal).reduce(logAddExp),
    coordinate,
    alongAll: (value, ...more) => broadcast(value, [...own, ...more]),
  };
}

function partAt({ pair }: Part, x: Node): PartAtPoints {
  // points may themselves run over the components, as their means do
  const component = pair.find((side) => !x.axes.includes(side.component));
  if (component === undefined) {
    throw new ShapeError(
      `Expected points that run over the components of the mixture once at the most, got some over their pairs`,
    );
  }
  const delta = nodes.sub(x, middleOf(component)), logDensity = logDensityFrom(component, delta);
  const logTotal = reduce("logSumExp", component.component, logDensity, component.weight);
  return { component, x, delta, logDensity, logTotal };
}
