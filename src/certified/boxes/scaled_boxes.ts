import { type BoxParameters, distanceBetween } from "./box_edges.ts";
import type { EdgeGrid } from "./edge_grid.ts";
import { coordinatesInOrder } from "./overlap_components.ts";

/**
 * Boxes that hang together, in units of their own: the largest width along each coordinate. Volumes and densities are products
 * over many coordinates, which stay within the range of numbers so.
 */
export interface ScaledBoxes {
  readonly grid: EdgeGrid;
  readonly boxes: readonly number[];
  /** The coordinates in the order in which they are cut. */
  readonly order: readonly number[];
  /** The unit of each coordinate. */
  readonly units: readonly number[];
  /** cᵢ/|Vᵢ| of the box with this number. */
  readonly height: (box: number) => number;
  /** The volume of a box along the coordinates from the t-th on. */
  readonly volume: (box: number, t: number) => number;
  /** The length between two places along a coordinate. */
  readonly length: (a: number, from: number, to: number) => number;
}

/** Volumes of boxes that hang together may differ by this much in their logarithms before products leave the range of numbers. */
const mostLogRatio = 500;

/** Boxes that hang together in their units; undefined where their volumes differ by more than numbers hold. */
export function scaledBoxes(
  grid: EdgeGrid,
  boxes: readonly number[],
  { weights, widths }: BoxParameters,
): ScaledBoxes | undefined {
  const { d } = grid, order = coordinatesInOrder(grid, boxes);
  const units: number[] = [];
  let logRatio = 0;
  for (let a = 0; a < d; a++) {
    let most = 0, least = Infinity;
    for (const box of boxes) {
      most = Math.max(most, widths[box * d + a]!);
      least = Math.min(least, widths[box * d + a]!);
    }
    units.push(most);
    logRatio += Math.log(most / least);
  }
  if (!(logRatio <= mostLogRatio)) return undefined;
  const local = new Map(boxes.map((box, at) => [box, at]));
  const volumes = new Float64Array(boxes.length * (d + 1)).fill(1);
  boxes.forEach((box, at) => {
    for (let t = d - 1; t >= 0; t--) {
      const a = order[t]!, here = at * (d + 1) + t;
      volumes[here] = volumes[here + 1]! * (widths[box * d + a]! / units[a]!);
    }
  });
  const volume = (box: number, t: number) => volumes[local.get(box)! * (d + 1) + t]!;
  return {
    grid,
    boxes,
    order,
    units,
    volume,
    height: (box) => weights[box]! / volume(box, 0),
    length: (a, from, to) => {
      const places = grid.places[a]!;
      return distanceBetween(places, from, places, to) / units[a]!;
    },
  };
}
