import type { Node } from "../expr/node.ts";
import { nodesAtOnce, type Slices } from "../expr/slices.ts";
import { disjointSets } from "./disjoint_sets.ts";
import type { Graph } from "./graph.ts";
import { reachOf } from "./reachable.ts";

/** So many nodes of their own make the outputs of a chunk: what all of them read is computed once a chunk. */
const chunkSize = 300;

/**
 * The outputs of a graph, which share work, in chunks: those that share a value which few others ask for stay together, and
 * neighbours fill up a chunk.
 */
export function* chunksOf(graph: Graph): Slices<readonly (readonly Node[])[]> {
  const chunks: Node[][] = [];
  let size = Infinity;
  for (const cluster of yield* clustersOf(graph)) {
    if (size + cluster.size > chunkSize) {
      chunks.push([]);
      size = 0;
    }
    const chunk = chunks[chunks.length - 1]!;
    for (const output of cluster.outputs) chunk.push(output);
    size += cluster.size;
  }
  return chunks;
}

/** Outputs that share what few others ask for, and how many nodes are computed for few outputs. */
interface Cluster {
  readonly outputs: Node[];
  size: number;
}

function* clustersOf(graph: Graph): Slices<Cluster[]> {
  const { nodes, outputs, computes, ties } = graph;
  const sets = disjointSets(outputs.length);
  const own = new Int32Array(outputs.length);
  for (const [t, reach] of (yield* reachOf(graph)).entries()) {
    if (t % nodesAtOnce === 0) yield undefined;
    if (reach === "many" || computes[t] === 0) continue;
    const [first = 0, ...others] = reach;
    own[first]!++;
    if (ties[t] === 1) { for (const other of others) sets.join(first, other); }
  }
  const clusters = new Map<number, Cluster>();
  for (const [place, output] of outputs.entries()) {
    const root = sets.rootOf(place);
    let cluster = clusters.get(root);
    if (cluster === undefined) clusters.set(root, cluster = { outputs: [], size: 0 });
    cluster.outputs.push(nodes[output]!);
    cluster.size += own[place]!;
  }
  return [...clusters.values()];
}
