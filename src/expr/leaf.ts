import { type Axis, type IndexSet, unionAxes } from "./axes.ts";
import { axisKeys, intern } from "./intern.ts";
import type { Domain, Input, Node, Source } from "./node.ts";

/** The running index along `axis`. */
export function coord(axis: Axis): Node {
  return intern(`coord ${axis.key}`, { kind: "coord", axes: [axis], axis });
}

/** The number of indices in `set`. */
export function extent(set: IndexSet): Node {
  return intern(`extent ${set.id}`, { kind: "extent", axes: [], set });
}

/** An input array, read with `dims[t]` along its dimension t; the same axis twice reads a diagonal. */
export function inputAt(source: Source, dims: readonly Axis[], domain: Domain): Input {
  const axes = unionAxes(dims, []);
  return intern<Input>(`input ${source.id} ${domain} ${axisKeys(dims)}`, {
    kind: "input",
    axes,
    source,
    dims,
    domain,
  });
}
