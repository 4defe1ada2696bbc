import type { ScaledBoxes } from "./scaled_boxes.ts";

/** Told of cells in which the density is constant: their volume, and the density. */
export type CellVisitor = (volume: number, density: number) => void;

/**
 * The cells that boxes cut out of a line along coordinate `a`, each times `volume`. A binary tree adds up the densities of the
 * boxes that cover a cell: all terms are positive, and what a narrow box added is gone without a trace where it ends.
 */
export function lineCells(
  { grid: { d, lower, upper }, height, length }: ScaledBoxes,
  { boxes, a, volume }: {
    readonly boxes: readonly number[];
    readonly a: number;
    readonly volume: number;
  },
  visit: CellVisitor,
): void {
  const n = boxes.length;
  const edges = new Float64Array(2 * n);
  boxes.forEach((box, at) => {
    edges[at] = lower[box * d + a]! * 2 * n + at;
    edges[n + at] = upper[box * d + a]! * 2 * n + n + at;
  });
  edges.sort();
  const heights = new HeightTree(n);
  let from = 0, open = 0;
  for (const both of edges) {
    const edge = both % (2 * n), at = edge % n, place = (both - edge) / (2 * n);
    if (place > from && open > 0) visit(volume * length(a, from, place), heights.sum);
    from = place;
    open += edge < n ? 1 : -1;
    heights.set(at, edge < n ? height(boxes[at]!) : 0);
  }
}

/** Numbers that change one at a time, and their sum. */
class HeightTree {
  readonly #sums: Float64Array;
  readonly #first: number;

  constructor(count: number) {
    let first = 1;
    while (first < count) first *= 2;
    this.#first = first;
    this.#sums = new Float64Array(2 * first);
  }

  set(at: number, value: number): void {
    const sums = this.#sums;
    let node = this.#first + at;
    sums[node] = value;
    for (node >>= 1; node > 0; node >>= 1) sums[node] = sums[2 * node]! + sums[2 * node + 1]!;
  }

  get sum(): number {
    return this.#sums[1]!;
  }
}
