import {
  type BoxParameters,
  distanceBetween,
  edgesOf,
  orderOfPlaces,
  type Places,
} from "./box_edges.ts";

/**
 * The edges of boxes in order: an edge is the number of its place among all along its coordinate, and edges that coincide have
 * one place. What meets what is then a matter of whole numbers.
 */
export interface EdgeGrid {
  /** How many boxes. */
  readonly k: number;
  /** How many coordinates. */
  readonly d: number;
  /** The places of the lower edges, [k · d]. */
  readonly lower: Int32Array;
  /** The places of the upper edges, [k · d]. */
  readonly upper: Int32Array;
  /** For each coordinate, where the places are. */
  readonly places: readonly Places[];
}

/** The grid that the edges of all boxes cut. */
export function edgeGrid(parameters: BoxParameters): EdgeGrid {
  const d = parameters.dimension, k = parameters.weights.length;
  const edges = edgesOf(parameters);
  const lower = new Int32Array(k * d), upper = new Int32Array(k * d);
  const places = Array.from({ length: d }, (_, a) => {
    const all: Places = {
      near: Float64Array.from(
        { length: 2 * k },
        (_, e) => (e < k ? edges.lower : edges.upper).near[e % k * d + a]!,
      ),
      rest: Float64Array.from(
        { length: 2 * k },
        (_, e) => (e < k ? edges.lower : edges.upper).rest[e % k * d + a]!,
      ),
    };
    return rank(all, (edge, place) => {
      (edge < k ? lower : upper)[edge % k * d + a] = place;
    });
  });
  return { k, d, lower, upper, places };
}

/** The different ones of some places in order; `found` is told which of them each one is. */
function rank(all: Places, found: (edge: number, place: number) => void): Places {
  const near: number[] = [], rest: number[] = [];
  let before: number | undefined;
  for (const edge of orderOfPlaces(all)) {
    if (before === undefined || distanceBetween(all, before, all, edge) > 0) {
      near.push(all.near[edge]!);
      rest.push(all.rest[edge]!);
    }
    before = edge;
    found(edge, near.length - 1);
  }
  return { near: Float64Array.from(near), rest: Float64Array.from(rest) };
}
