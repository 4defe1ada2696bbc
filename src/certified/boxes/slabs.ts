import type { EdgeGrid } from "./edge_grid.ts";
import { overlap, overlapComponents } from "./overlap_components.ts";
import type { WorkBudget } from "./work_budget.ts";

/** Told of boxes that hang together in all of a slab, and of the places where it begins and ends. */
export type SlabVisitor = (boxes: readonly number[], from: number, to: number) => void;

/** Boxes of a slab that hang together along the other coordinates, since a place. */
interface Group {
  readonly boxes: readonly number[];
  readonly since: number;
}

/**
 * Cuts boxes into slabs along coordinate `a`, and each slab into the boxes that hang together along `others`. Where a box begins or
 * ends only its own group changes: all others go on, so that what is visited is as little as it can be.
 */
export function slabs(
  grid: EdgeGrid,
  { boxes, a, others, budget }: {
    readonly boxes: readonly number[];
    readonly a: number;
    readonly others: readonly number[];
    readonly budget: WorkBudget;
  },
  visit: SlabVisitor,
): void {
  const { d, lower, upper } = grid, n = boxes.length;
  const groupOf = new Map<number, Group>();
  const end = ({ boxes: members, since }: Group, now: number) => {
    for (const box of members) groupOf.delete(box);
    if (since < now) visit(members, since, now);
  };
  const begin = (group: Group) => {
    for (const box of group.boxes) groupOf.set(box, group);
  };
  const enter = (box: number, now: number) => {
    const touched = new Set<Group>();
    for (const [other, group] of groupOf) {
      if (!touched.has(group) && overlap(grid, box, other, others)) touched.add(group);
    }
    for (const group of touched) end(group, now);
    begin({ boxes: [box, ...[...touched].flatMap((group) => group.boxes)], since: now });
  };
  const leave = (box: number, now: number) => {
    const group = groupOf.get(box)!;
    end(group, now);
    const left = group.boxes.filter((other) => other !== box);
    const parts = overlapComponents(grid, { boxes: left, coordinates: others }, budget);
    for (const part of parts) begin({ boxes: part, since: now });
  };
  // at one place boxes end before others begin
  const events = new Float64Array(2 * n);
  boxes.forEach((box, at) => {
    events[at] = (2 * lower[box * d + a]! + 1) * n + at;
    events[n + at] = 2 * upper[box * d + a]! * n + at;
  });
  for (const event of events.sort()) {
    const box = boxes[event % n]!, place = (event - event % n) / n, now = Math.floor(place / 2);
    if (!budget.spend(groupOf.size + 1)) return;
    if (place % 2 === 1) enter(box, now);
    else leave(box, now);
  }
}
