import { source } from "../expr/array.ts";
import type { Node, Source } from "../expr/node.ts";
import { nodesAtOnce, type Slices } from "../expr/slices.ts";
import type { Graph } from "./graph.ts";
import { storageRule, storedBy } from "./place.ts";
import { homeOf } from "./reading.ts";
import { reachOf } from "./reachable.ts";
import { type GraphView, type PassedValue, viewWith } from "./view.ts";

/** A graph in two: values that many outputs have in common, and the outputs over these. */
export interface SharedCut {
  readonly trunk: readonly { readonly node: Node; readonly input: Source }[];
  /** How the outputs look at the graph: they read the trunk. */
  readonly view: GraphView;
}

/**
 * Cuts a graph over its own inputs at the stored values that many of its outputs read: they are computed once, and what is
 * left falls apart. These are values that a plan of the whole stores, too, so the cut changes no number.
 */
export function* cutAtShared(graph: Graph): Slices<SharedCut> {
  const { view, nodes, starts, parts } = graph;
  const isShared = (yield* reachOf(graph)).map((reach) => reach === "many");
  yield undefined;
  // an input needs no name, so a name would go, and with it the check of the numbers that have it
  const shared = new Set<Node>(), named = new Set<Node>();
  for (const [t, node] of nodes.entries()) {
    if (t % nodesAtOnce === 0) yield undefined;
    if (isShared[t]) shared.add(node);
    if (node.kind === "hold") named.add(node.args[0]);
  }
  const isStorable = storageRule(nodes.filter((node) => node.kind === "input"));
  const inputs = new Map<Node, Source>(), passed = new Map<Node, PassedValue>();
  for (const [t, node] of nodes.entries()) {
    if (t % nodesAtOnce === 0) yield undefined;
    if (!isShared[t] && !parts.subarray(starts[t], starts[t + 1]).some((p) => isShared[p])) {
      continue;
    }
    for (const value of storedBy(node, view.partsOf(node), isStorable)) {
      if (passed.has(value) || named.has(value) || !shared.has(value)) continue;
      const { node: home, to } = homeOf(value);
      const input = inputs.get(home) ?? source({ data: new Float64Array(0), shape: [] }, "stored");
      inputs.set(home, input);
      passed.set(value, { input, dims: to });
    }
  }
  return {
    trunk: [...inputs].map(([node, input]) => ({ node, input })),
    view: viewWith(passed),
  };
}
