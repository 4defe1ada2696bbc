import { shapeText } from "./array.ts";
import type { Axis } from "./axes.ts";
import { rename } from "./build.ts";
import { ShapeError } from "./errors.ts";
import type { Node } from "./node.ts";

/**
 * Two expressions on common axes, so that they combine element by element: where their shapes are equal, an axis of an
 * `input` of its own, or one that runs over points, takes the name of the axis that it meets. Points or draws and components stay apart, as a
 * density has both; two components of a pair keep theirs (i and i′), and axes
 * that a value lacks are repeated. An input of fewer axes meets the last ones of the other side.
 *
 * Throws `ShapeError` where the shapes do not fit and no axis is common, and for two batches.
 */
export function align(x: Node, y: Node): [Node, Node] {
  const [b, c] = [batchOf(x), batchOf(y)];
  if (b !== undefined && c !== undefined && b !== c) {
    throw new ShapeError(
      `Expected two operands of one batch, got batches of ${b.set.extent} and ${c.set.extent}`,
    );
  }
  if (x.axes.length !== y.axes.length) {
    const apart = x.axes.length > 0 && y.axes.length > 0 &&
      !x.axes.some((axis) => y.axes.includes(axis));
    const all = [...x.axes, ...y.axes];
    const areApart = !all.some(isInput) && all.some(isComponent);
    if (!apart || areApart || !all.some(isFree)) return [x, y];
    return x.axes.length > y.axes.length ? [x, toLastAxes(y, x)] : [toLastAxes(x, y), y];
  }
  const ofX = new Map<Axis, Axis>(), ofY = new Map<Axis, Axis>();
  x.axes.forEach((axis, t) => {
    const other = y.axes[t]!;
    if (axis === other || !(isFree(axis) || isFree(other))) return;
    if (isComponent(axis) && !isInput(other) || isComponent(other) && !isInput(axis)) return;
    if (axis.set.extent !== other.set.extent) throw differ(x, y);
    if (freedom(other) >= freedom(axis)) ofY.set(other, axis);
    else ofX.set(axis, other);
  });
  return [rename(x, ofX), rename(y, ofY)];
}

/** An input of fewer axes on the last axes of the other side, as arrays broadcast. */
function toLastAxes(small: Node, large: Node): Node {
  const last = large.axes.slice(-small.axes.length);
  const fits = small.axes.every((axis, t) =>
    isFree(axis) && axis.set.extent === last[t]!.set.extent
  );
  if (!fits) throw differ(small, large);
  return rename(small, new Map(small.axes.map((axis, t) => [axis, last[t]!])));
}

function batchOf({ axes }: Node): Axis | undefined {
  return axes.find(({ set }) => set.role === "batch");
}

function isFree(axis: Axis): boolean {
  return freedom(axis) > 0;
}

/** Whether an axis is that of an input of its own. */
function isInput(axis: Axis): boolean {
  return axis.set.role === "free";
}

function isComponent(axis: Axis): boolean {
  return axis.set.role === "component";
}

/** How readily an axis takes another name: those of inputs first, then those that run over points or draws. */
function freedom({ set: { role } }: Axis): number {
  return role === "free" ? 2 : role === "row" ? 1 : 0;
}

function differ(x: Node, y: Node): ShapeError {
  const [left, right] = [x, y].map(({ axes }) => shapeText(axes.map(({ set }) => set.extent)));
  return new ShapeError(`Expected two operands of one shape, got ${left} and ${right}`);
}
