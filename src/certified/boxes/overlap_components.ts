import type { EdgeGrid } from "./edge_grid.ts";
import type { WorkBudget } from "./work_budget.ts";

/**
 * The connected components of the graph whose edges are boxes that overlap along all of `coordinates` (touching does not count):
 * lists of boxes. Boxes of two components share no point of positive density, so that their entropies add up.
 *
 * Sweeps along the first of the coordinates with a list of the boxes that are open. Nothing is found once the budget is spent.
 */
export function overlapComponents(
  grid: EdgeGrid,
  { boxes, coordinates }: {
    readonly boxes: readonly number[];
    readonly coordinates: readonly number[];
  },
  budget: WorkBudget,
): readonly (readonly number[])[] {
  const { d, lower, upper } = grid, along = coordinates[0]!, others = coordinates.slice(1);
  const groups = new Groups(boxes.length);
  let open: number[] = [];
  for (const one of inOrderOf(boxes, (box) => lower[box * d + along]!)) {
    const begin = lower[boxes[one]! * d + along]!;
    open = open.filter((other) => upper[boxes[other]! * d + along]! > begin);
    for (const other of open) {
      if (overlap(grid, boxes[one]!, boxes[other]!, others)) groups.unite(one, other);
    }
    if (!budget.spend(open.length + 1)) return [];
    open.push(one);
  }
  return groups.lists().map((list) => list.map((one) => boxes[one]!));
}

/** The coordinates, those first along which the boxes cover the least part of what they reach over. */
export function coordinatesInOrder(
  { d, lower, upper, places }: EdgeGrid,
  boxes: readonly number[],
): readonly number[] {
  const crowded = places.map(({ near }, a) => {
    let first = Infinity, last = -Infinity, covered = 0;
    for (const box of boxes) {
      const from = near[lower[box * d + a]!]!, to = near[upper[box * d + a]!]!;
      first = Math.min(first, from);
      last = Math.max(last, to);
      covered += to - from;
    }
    return covered / (last - first);
  });
  return crowded.map((_, a) => a).sort((a, b) => crowded[a]! - crowded[b]! || a - b);
}

/** Whether two boxes overlap along all of some coordinates. */
function overlap(
  { d, lower, upper }: EdgeGrid,
  i: number,
  j: number,
  coordinates: readonly number[],
): boolean {
  return coordinates.every((a) =>
    lower[i * d + a]! < upper[j * d + a]! && lower[j * d + a]! < upper[i * d + a]!
  );
}

/** The indices of some boxes by a whole number of each. */
function inOrderOf(boxes: readonly number[], key: (box: number) => number): number[] {
  const count = boxes.length;
  // one number for both: whole numbers below 2⁵³
  const keys = Float64Array.from(boxes, (box, at) => key(box) * count + at).sort();
  return Array.from(keys, (both) => both % count);
}

/** Disjoint sets, by union and find with halved paths. */
class Groups {
  readonly #parent: Int32Array;

  constructor(count: number) {
    this.#parent = Int32Array.from({ length: count }, (_, i) => i);
  }

  #find(i: number): number {
    const parent = this.#parent;
    while (parent[i] !== i) i = parent[i] = parent[parent[i]!]!;
    return i;
  }

  unite(i: number, j: number): void {
    this.#parent[this.#find(i)] = this.#find(j);
  }

  lists(): number[][] {
    const lists = new Map<number, number[]>();
    this.#parent.forEach((_, i) => {
      const root = this.#find(i), list = lists.get(root);
      if (list === undefined) lists.set(root, [i]);
      else list.push(i);
    });
    return [...lists.values()];
  }
}
