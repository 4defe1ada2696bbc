import { type Axis, isLong, isQuadratic, withoutAxes } from "../expr/axes.ts";
import { axisKeys } from "../expr/intern.ts";
import type { Node } from "../expr/node.ts";
import { dependenciesOf, type Placement } from "./place.ts";
import type { MemoryLayout } from "./layout.ts";
import type { Buffer, Step, Task } from "./types.ts";
import { whenKey, whenOf } from "./when.ts";

interface LoopNest {
  readonly kind: "sweep" | "map";
  readonly rows: readonly Axis[];
  readonly lane: Axis | null;
}

/**
 * Groups the stored values into steps: values with equal loops and no path between them share one. Steps over pairs
 * wait until nothing cheaper is left to do, so that as many values as possible fall into each.
 */
export function sweep(placement: Placement, memory: MemoryLayout): Step[] {
  const order = [...placement.stored];
  const places = new Map(order.map((node, place) => [node, place]));
  const loops = order.map(loopOf), whens = order.map((node) => whenOf(node, placement, memory));
  const users = order.map((): number[] => []), missing: number[] = [];
  for (const [place, node] of order.entries()) {
    const needs = new Set(dependenciesOf(node, placement.stored)),
      decides = whens[place]?.buffer.node;
    if (decides !== undefined) needs.add(decides);
    for (const need of needs) users[places.get(need) as number]!.push(place);
    missing.push(needs.size);
  }
  const keyOf = (place: number) => `${loopKey(loops[place]!)} ${whenKey(whens[place])}`;
  const steps: Step[] = [];
  let ready = [...order.keys()].filter((place) => missing[place] === 0);
  while (ready.length > 0) {
    const cheap = ready.filter((place) => !isOverPairs(loops[place]!));
    const chosen = cheap.length > 0 ? cheap : ready;
    for (const group of groupBy(chosen, keyOf)) {
      const tasks = group.map((place): Task => {
        const node = order[place]!;
        return { node, buffer: memory.stored.get(node) as Buffer };
      });
      steps.push({ ...loops[group[0]!]!, tasks, when: whens[group[0]!] });
    }
    const next = cheap.length > 0 ? ready.filter((place) => isOverPairs(loops[place]!)) : [];
    for (const place of chosen) {
      for (const user of users[place]!) if (--missing[user]! === 0) next.push(user);
    }
    ready = next.sort((s, t) => s - t);
  }
  return steps;
}

/** Whether a loop nest visits a number of points that is quadratic in the size of the input. */
export function isOverPairs(loop: Pick<LoopNest, "rows" | "lane">): boolean {
  return [...loop.rows, ...(loop.lane === null ? [] : [loop.lane])].filter(isQuadratic).length > 1;
}

/** The loop nest that computes a stored value. */
function loopOf(node: Node): LoopNest {
  const long = node.axes.filter(isLong);
  if (node.kind === "reduce" && isLong(node.axis)) {
    return { kind: "sweep", rows: long, lane: node.axis };
  }
  if (node.kind === "scan" && isLong(node.along)) {
    return { kind: "map", rows: withoutAxes(long, [node.along]), lane: node.along };
  }
  // the last long axis that is not a batch fills the lanes
  return { kind: "map", rows: long.slice(0, -1), lane: long.at(-1) ?? null };
}

function loopKey(loop: LoopNest): string {
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
