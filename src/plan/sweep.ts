import { type Axis, isLong, isQuadratic } from "../expr/axes.ts";
import { axisKeys } from "../expr/intern.ts";
import type { Node } from "../expr/node.ts";
import { dependenciesOf, type Placement } from "./place.ts";
import { homeOf } from "./reading.ts";
import type { Buffer, Step, When } from "./types.ts";

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
  for (const node of placement.stored) {
    const needs = dependenciesOf(node, placement.stored), demand = placement.demands.get(node);
    const condition = demand === undefined ? [] : [homeOf(demand.condition).node];
    waiting.set(node, new Set([...needs, ...condition]));
  }
  const whenOf = (node: Node): When | undefined => {
    const demand = placement.demands.get(node);
    if (demand === undefined) return undefined;
    const { node: home, to } = homeOf(demand.condition);
    return { buffer: buffers.get(home) as Buffer, dims: to, isNot0: demand.isNot0 };
  };
  const steps: Step[] = [];
  while (waiting.size > 0) {
    const ready = [...waiting].filter(([, needs]) => ![...needs].some((n) => waiting.has(n)));
    const cheap = ready.filter(([node]) => !isOverPairs(loopOf(node)));
    const chosen = (cheap.length > 0 ? cheap : ready).map(([node]) => node);
    const keyOf = (node: Node) => `${loopKey(loopOf(node))} ${whenKey(whenOf(node))}`;
    for (const group of groupBy(chosen, keyOf)) {
      const tasks = group.map((node) => ({ node, buffer: buffers.get(node) as Buffer }));
      steps.push({ ...loopOf(group[0]!), tasks, when: whenOf(group[0]!) });
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
  // the last long axis that is not a batch fills the lanes
  return { kind: "map", rows: long.slice(0, -1), lane: long.at(-1) ?? null };
}

function loopKey(loop: Loop): string {
  return `${loop.kind} ${axisKeys(loop.rows)} ${loop.lane?.key}`;
}

function whenKey(when: When | undefined): string {
  return when === undefined ? "" : `${when.buffer.id} ${axisKeys(when.dims)} ${when.isNot0}`;
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
