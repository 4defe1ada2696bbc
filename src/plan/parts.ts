import type { Node, Source } from "../expr/node.ts";
import { atOnce, nodesAtOnce, type Slices } from "../expr/slices.ts";
import { chunksOf } from "./chunks.ts";
import { componentsOf } from "./connected.ts";
import { cutAtShared } from "./cut.ts";
import { computedCount, type Graph, graphAbove, graphOf } from "./graph.ts";
import { type GraphView, wholeView } from "./view.ts";

/** Where a value goes: to outputs, by their places, and to inputs of later parts. */
export type Goals = readonly (number | Source)[];

/** Outputs that are computed together, by one plan. */
export interface PlanPart {
  readonly nodes: readonly Node[];
  /** Where the value of each node goes. */
  readonly goals: readonly Goals[];
  /** What it reads of parts of lower levels. */
  readonly view: GraphView;
  readonly level: number;
}

/**
 * Outputs for which more nodes are computed are taken apart. All estimators of one mixture with all their gradients have 600.
 */
export const mostNodes = 1000;

/**
 * Takes outputs apart, if they are many: into what shares no work; where a few values serve many outputs, into these
 * values and what is left without them; and what then still hangs together, into chunks.
 */
export function partsOf(outputs: readonly Node[]): readonly PlanPart[] {
  return atOnce(parting(outputs));
}

/** The same in slices. */
export function* parting(outputs: readonly Node[]): Slices<readonly PlanPart[]> {
  const goals = outputs.map((_output, place): Goals => [place]);
  const whole = [{ nodes: outputs, goals, view: wholeView, level: 0 }];
  if (outputs.length < 2) return whole;
  const graph = yield* graphOf([...new Set(outputs)], wholeView);
  yield undefined;
  if (computedCount(graph) <= mostNodes) return whole;
  const goalsOf = merged(outputs, goals);
  yield undefined;
  return yield* apart(graph, goalsOf);
}

function* apart(graph: Graph, goalsOf: ReadonlyMap<Node, Goals>): Slices<PlanPart[]> {
  const part = (nodes: readonly Node[], view = wholeView, level = 0): PlanPart => ({
    nodes,
    goals: nodes.map((node) => goalsOf.get(node) as Goals),
    view,
    level,
  });
  const parts: PlanPart[] = [];
  for (const { outputs, size } of yield* componentsOf(graph)) {
    if (size <= mostNodes || outputs.length === 1) {
      parts.push(part(outputs));
      continue;
    }
    const { trunk, view } = yield* cutAtShared(yield* graphAbove(outputs, graph));
    const left = yield* graphOf(outputs, view);
    const isRead = new Set<Source>();
    for (const [t, node] of left.nodes.entries()) {
      if (t % nodesAtOnce === 0) yield undefined;
      const passed = view.passed(node);
      if (passed !== undefined) isRead.add(passed.input);
    }
    const read = trunk.filter(({ input }) => isRead.has(input));
    const goals = new Map(read.map(({ node, input }): [Node, Goals] => [node, [input]]));
    const below = yield* apart(yield* graphOf([...goals.keys()], wholeView), goals);
    const level = below.reduce((level, part) => Math.max(level, part.level + 1), 0);
    for (const one of below) parts.push(one);
    for (const { outputs, size } of yield* componentsOf(left)) {
      const chunks = size <= mostNodes
        ? [outputs]
        : yield* chunksOf(yield* graphAbove(outputs, left));
      for (const nodes of chunks) parts.push(part(nodes, view, level));
    }
  }
  return parts;
}

/** The goals of each node, if one is asked for more than once. */
function merged(nodes: readonly Node[], goals: readonly Goals[]): Map<Node, Goals> {
  const all = new Map<Node, Goals>();
  nodes.forEach((node, t) => all.set(node, [...all.get(node) ?? [], ...goals[t]!]));
  return all;
}
