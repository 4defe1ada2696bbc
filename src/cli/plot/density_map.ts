/** The density of a mixture in the plane, in the cells of a grid. */
import type { OneMixture } from "../one_mixture.ts";
import { logDensities, widened } from "./log_density.ts";
import { type Outlines, outlinesOf } from "./outlines.ts";
import { densestRegions, type Region } from "./regions.ts";
import { countOutside, type Range, rangeOf } from "./view.ts";

/** A density in the plane. */
export interface DensityMap {
  readonly outlines: Outlines;
  readonly ranges: readonly [Range, Range];
  readonly columns: number;
  readonly rows: number;
  /** p in the middle of each cell, less a factor; row after row, from the least values of both coordinates. */
  readonly density: Float64Array;
  /** The largest first. */
  readonly regions: readonly Region[];
  /** Components that are narrower than a cell and are drawn as wide as one. */
  readonly narrow: number;
  readonly outside: number;
}

/** The shares of the mass whose densest regions are shown. */
const shares = [0.25, 0.5, 0.75, 0.95];

/** The density in as many cells as are asked for. */
export async function densityMap(
  mixture: OneMixture,
  [columns, rows]: readonly [number, number],
  threads?: number,
): Promise<DensityMap> {
  const outlines = outlinesOf(mixture);
  const ranges = [rangeOf(outlines, 0), rangeOf(outlines, 1)] as const;
  const [[left, right], [bottom, top]] = ranges;
  const cell = [(right - left) / columns, (top - bottom) / rows] as const;
  const points = new Float64Array(2 * columns * rows);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      points[2 * (r * columns + c)] = left + (c + 0.5) * cell[0];
      points[2 * (r * columns + c) + 1] = bottom + (r + 0.5) * cell[1];
    }
  }
  const narrow = outlines.heaviest.filter((i) => leastReach(outlines, i, cell) < 1).length;
  const shown = narrow === 0 ? mixture : widened(outlines, outlines.heaviest, cell);
  const logs = await logDensities(shown, points, threads);
  const greatest = logs.reduce((most, value) => Math.max(most, value), -Infinity);
  const density = logs.map((value) => Math.exp(value - greatest));
  return {
    ...{ outlines, ranges, columns, rows, density, narrow },
    regions: densestRegions(density, shares),
    outside: countOutside(outlines, ranges),
  };
}

/** How far component i reaches where it reaches least, in cells: the square root of the lesser eigenvalue of a Gaussian's covariance. */
function leastReach(outlines: Outlines, i: number, cell: readonly [number, number]): number {
  const { rx, ry } = ellipseIn(outlines, i, [1 / cell[0], 1 / cell[1]]), least = Math.min(rx, ry);
  return outlines.familyOf(i) === "uniform" ? 2 * least : least;
}

/** The ellipse of component i where coordinates are multiplied by factors: as far as it reaches, and turned where it is correlated. */
export function ellipseIn(
  { placeOf }: Outlines,
  i: number,
  [fx, fy]: readonly [number, number],
): { readonly rx: number; readonly ry: number; readonly angle: number } {
  const { part: { covariance, reach }, index } = placeOf(i);
  if (covariance === undefined) {
    return { rx: reach(index, 0) * Math.abs(fx), ry: reach(index, 1) * Math.abs(fy), angle: 0 };
  }
  const { major, minor, angle } = ellipseOf(
    // factor by factor: a square of one may be out of range
    covariance(index, 0, 0) * fx * fx,
    covariance(index, 0, 1) * fx * fy,
    covariance(index, 1, 1) * fy * fy,
  );
  return { rx: major, ry: minor, angle };
}

/** The ellipse of one standard deviation of a covariance [xx, xy; xy, yy]: its half axes and the angle of the major one. */
export function ellipseOf(
  xx: number,
  xy: number,
  yy: number,
): { readonly major: number; readonly minor: number; readonly angle: number } {
  const middle = (xx + yy) / 2, spread = Math.hypot((xx - yy) / 2, xy);
  return {
    major: Math.sqrt(middle + spread),
    minor: Math.sqrt(Math.max(0, middle - spread)),
    angle: Math.atan2(2 * xy, xx - yy) / 2,
  };
}
