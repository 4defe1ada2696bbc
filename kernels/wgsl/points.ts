import type { Axis } from "../../src/expr/axes.ts";

/** An index along each short axis. */
export type Point = ReadonlyMap<Axis, number>;

/** Every point of some short axes, row-major. */
export function pointsOf(axes: readonly Axis[]): Point[] {
  let points: Point[] = [new Map()];
  for (const axis of axes) {
    points = points.flatMap((point) =>
      Array.from({ length: axis.set.extent }, (_, index) => new Map(point).set(axis, index))
    );
  }
  return points;
}

/** The place of a point among those of `axes`, row-major. */
export function placeOf(point: Point, axes: readonly Axis[]): number {
  return axes.reduce((at, axis) => at * axis.set.extent + indexAt(point, axis), 0);
}

/** The index along an axis. */
export function indexAt(point: Point, axis: Axis): number {
  return point.get(axis) ?? 0;
}

/** A point with some more indices. */
export function withIndices(point: Point, ...more: readonly (readonly [Axis, number])[]): Point {
  return new Map([...point, ...more]);
}
