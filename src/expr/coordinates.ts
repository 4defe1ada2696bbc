import { describe, shapeText } from "./array.ts";
import { type Axis, axisOf, type IndexSet, indexSet, isAxis } from "./axes.ts";
import { rename } from "./build.ts";
import { ShapeError } from "./errors.ts";
import type { Node } from "./node.ts";
import { expression } from "./operand.ts";
import type { Operand } from "./shape_types.ts";

/** The axes of a component that points meet. */
export interface PointAxes {
  /** The axis of its d coordinates. */
  readonly coordinate: Axis;
  /** The axis of its batch, if it has one. */
  readonly batch?: Axis | undefined;
}

/**
 * Points along the coordinates of a component: an expression that has that axis, or an array or input whose last axis it
 * becomes. Before it may stand one axis for the points, and before that one for the batch. On the line a number is a point.
 *
 * Throws `ShapeError` for points of another dimension or another batch.
 */
export function alongCoordinates(
  points: Operand,
  name: string,
  { coordinate, batch }: PointAxes,
): Node {
  const x = expression(points, name), last = x.axes.at(-1), d = coordinate.set.extent;
  if (x.axes.length === 0 && d === 1) return x;
  const isAlong = last !== undefined && (x.axes.includes(coordinate) ||
    last.set === coordinate.set || last.set.role === "free" && last.set.extent === d);
  if (!isAlong) throw otherShape(x, name, { coordinate, batch });
  const names = new Map<Axis, Axis>();
  if (!x.axes.includes(coordinate)) names.set(last, coordinate);
  const ofBatch = x.axes.find(({ set }) => set.role === "batch");
  const free = x.axes.filter((axis) => axis.set.role === "free" && !names.has(axis));
  const [first] = free;
  if (first !== undefined && free.length > 1 && batch !== undefined && ofBatch === undefined) {
    names.set(first, batch);
  }
  const theirs = ofBatch ?? (names.get(first as Axis) === batch ? first : undefined);
  if (
    theirs !== undefined && batch !== undefined && theirs.set.extent !== batch.set.extent
  ) {
    throw new ShapeError(
      `Expected ${name} for a batch of ${batch.set.extent} mixtures, got ${
        shapeOf(x)
      }, for one of ${theirs.set.extent}`,
    );
  }
  for (const axis of free) if (!names.has(axis)) names.set(axis, rowsOf(axis));
  return rename(x, names);
}

/** A value whose last axis, if it is that of an array and as long, is the coordinate axis that it lacks. */
export function metCoordinates(value: Node, coordinate: Axis): Node {
  const { axes } = value, last = axes.at(-1);
  const isApart = !axes.includes(coordinate) && last?.set.role === "free" &&
    last.set.extent === coordinate.set.extent;
  return isApart ? rename(value, new Map([[last, coordinate]])) : value;
}

/** The sets of points by the sets of the inputs that hold them. */
const rows = new WeakMap<IndexSet, IndexSet>();

/** The axis over the points of an input: values at points lie along it, before those along components. */
function rowsOf({ set, copy }: Axis): Axis {
  let own = rows.get(set);
  if (own === undefined) rows.set(set, own = indexSet("row", set.letter, set.extent));
  return axisOf(own, copy);
}

function shapeOf(x: Node): string {
  return shapeText(x.axes.map(({ set }) => set.extent));
}

function otherShape(x: Node, name: string, { coordinate, batch }: PointAxes): ShapeError {
  const d = coordinate.set.extent, shapes = ["[d]", "[n, d]"];
  if (batch !== undefined) shapes.push("[b, n, d]");
  const hint = d === 1 && x.axes.length === 1
    ? `: ${x.axes[0]!.set.extent} points on the line have the shape [n, 1]`
    : "";
  return new ShapeError(
    `Expected ${name} of shape ${shapes.slice(0, -1).join(", ")} or ${
      shapes.at(-1)
    } with d = ${d}, as the component has, got ${shapeOf(x)}${hint}`,
  );
}

/** The coordinate axis of a component; what a program gives in its place is refused. */
export function checkCoordinate(axis: unknown): Axis {
  if (isAxis(axis) && axis.set.role === "coordinate") return axis;
  throw new TypeError(
    `Expected the coordinate axis of a component, as p.at(0).coordinate is one, got ${
      isAxis(axis) ? `an axis of ${axis.set.extent} ${axis.set.role} indices` : describe(axis)
    }`,
  );
}
