import { type Axis, isLong, isQuadratic, withoutAxes } from "../expr/axes.ts";
import { axisKeys } from "../expr/intern.ts";
import type { Node } from "../expr/node.ts";
import { dependenciesOf, type Placement } from "./place.ts";
import type { Buffer, Step } from "./types.ts";

interface Loop {
  readonly kind: "sweep" | "map";
  readonly rows: readonly Axis[];
  readonly lane: Axis | null;
}

/**
 * Groups the stored values into steps: values with equal loops and no path between them share one. Steps over pairs
 * wait until nothing cheaper is left to do, so that as many values as possible fall into each.
 */
export function sweep(placement: Placement, buffers: ReadonlyMap<Node, Buffer>): Step[] {
  const waiting = new Map<Node, ReadonlySet<Node>>();
  for (const node of placement.stored) waiting.set(node, dependenciesOf(node, placement.stored));
  const steps: Step[] = [];
  while (waiting.size > 0) {
    const ready = [...waiting].filter(([, needs]) => ![...needs].some((n) => waiting.has(n)));
    const cheap = ready.filter(([node]) => !isOverPairs(loopOf(node)));
    const chosen = (cheap.length > 0 ? cheap : ready).map(([node]) => node);
    for (const group of groupBy(chosen, (node) => loopKey(loopOf(node)))) {
      const tasks = group.map((node) => ({ node, buffer: buffers.get(node) as Buffer }));
      steps.push({ ...loopOf(group[0]!), tasks });
    }
    chosen.forEach((node) => waiting.delete(node));
  }
  return steps;
}

/** Whether a loop nest visits a number of points that is quadratic in the size of the input. */
export function isOverPairs(loop: Loop): boolean {
  return [...loop.rows, ...(loop.lane === null ? [] : [loop.lane])].filter(isQuadratic).length > 1;
}

/** The loop nest that computes a stored value. */
function loopOf(node: Node): Loop {
  const long = node.axes.filter(isLong);
  if (node.kind === "reduce" && isLong(node.axis)) {
    return { kind: "sweep", rows: long, lane: node.axis };
  }
  if (node.kind === "scan") {
    return { kind: "map", rows: withoutAxes(long, [node.along]), lane: node.along };
  }
  // the last long axis that is not a batch fills the lanes
  return { kind: "map", rows: long.slice(0, -1), lane: long.at(-1) ?? null };
}

function loopKey(loop: Loop): string {
  return `${loop.kind} ${axisKeys(loop.rows)} ${loop.lane?.key}`;
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return [...groups.values()];
}
