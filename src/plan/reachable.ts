import { nodesAtOnce, type Slices } from "../expr/slices.ts";
import type { Graph } from "./graph.ts";

/** The places of the outputs that a value serves, from the least on; "many" if they are too many to be told. */
export type OutputsServed = readonly number[] | "many";

/** More outputs than this are not taken together only because they ask for one value. */
const mostReached = 64;

/** For every node of a graph the outputs that it serves. */
export function* reachOf(
  { nodes, starts, parts, outputs }: Graph,
): Slices<readonly OutputsServed[]> {
  const reach = new Array<OutputsServed>(nodes.length).fill([]);
  outputs.forEach((output, place) => reach[output] = united(reach[output]!, [place]));
  yield undefined;
  for (let t = nodes.length - 1; t >= 0; t--) {
    for (let p = starts[t]!; p < starts[t + 1]!; p++) {
      reach[parts[p]!] = united(reach[parts[p]!]!, reach[t]!);
    }
    if (t % nodesAtOnce === 0) yield undefined;
  }
  return reach;
}

function united(a: OutputsServed, b: OutputsServed): OutputsServed {
  if (a === b || a === "many" || b.length === 0) return a;
  if (b === "many" || a.length === 0) return b;
  const all = [...new Set([...a, ...b])].sort((s, t) => s - t);
  if (all.length === a.length) return a;
  return all.length > mostReached ? "many" : all;
}
