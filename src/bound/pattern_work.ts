import type { Asked } from "./named_bounds.ts";

/** With more boxes the patterns of 8 neighbours, 768 numbers a box, take a hundred megabytes. */
const mostBoxes = 20_000;

/** Whether membership patterns are looked at. */
export function hasPatterns({ p, effort }: Asked): boolean {
  return effort === "tight" || (p.batch ?? 1) * p.components <= mostBoxes;
}
