import type { Node, Source } from "../expr/node.ts";
import { nodesAtOnce, type Slices } from "../expr/slices.ts";
import { disjointSets } from "./disjoint_sets.ts";
import type { Graph } from "./graph.ts";

/** Outputs that share work with each other, directly or through others, and with no output beside them. */
export interface ConnectedComponent {
  readonly outputs: readonly Node[];
  /** How many nodes are computed for them. */
  readonly size: number;
}

/** The components of a graph, in the order of their first outputs. */
export function* componentsOf(graph: Graph): Slices<ConnectedComponent[]> {
  const { view, nodes, starts, parts, outputs, computes, ties } = graph;
  const sets = disjointSets(nodes.length);
  const arrays = new Map<Source, number>();
  for (const [t, node] of nodes.entries()) {
    if (t % nodesAtOnce === 0) yield undefined;
    for (let p = starts[t]!; p < starts[t + 1]!; p++) {
      if (ties[parts[p]!] === 1) sets.join(t, parts[p]!);
    }
    // an array that is read at several axes is one
    const array = node.kind === "input" ? node.source : view.passed(node)?.input;
    if (array === undefined || ties[t] === 0) continue;
    const known = arrays.get(array);
    if (known === undefined) arrays.set(array, t);
    else sets.join(known, t);
  }
  const components = new Map<number, { outputs: Node[]; size: number }>();
  yield undefined;
  for (const output of outputs) {
    const root = sets.rootOf(output), component = components.get(root);
    if (component === undefined) components.set(root, { outputs: [nodes[output]!], size: 0 });
    else component.outputs.push(nodes[output]!);
  }
  for (const t of nodes.keys()) {
    if (t % (8 * nodesAtOnce) === 0) yield undefined;
    // what is no tie may be computed for several components
    const component = computes[t] === 1 ? components.get(sets.rootOf(t)) : undefined;
    if (component !== undefined) component.size++;
  }
  return [...components.values()];
}
