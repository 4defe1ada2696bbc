import { type Axis, isLong } from "../expr/axes.ts";
import type { Node } from "../expr/node.ts";
import type { Placement } from "./place.ts";
import type { Buffer } from "./types.ts";

/** The memory of a plan: a buffer for each input array and each stored value, in structure-of-arrays order. */
export interface MemoryLayout {
  readonly inputs: readonly Buffer[];
  readonly stored: ReadonlyMap<Node, Buffer>;
}

/** Gives every input and every stored value its buffer. */
export function layout(placement: Placement): MemoryLayout {
  let id = 0;
  const inputs = placement.inputs.map((input): Buffer => ({
    id: id++,
    dims: input.dims,
    order: memoryOrder(input.dims),
    source: input.source,
    domain: input.domain,
  }));
  const stored = new Map<Node, Buffer>();
  for (const node of placement.stored) {
    stored.set(node, { id: id++, dims: node.axes, order: memoryOrder(node.axes), node });
  }
  return { inputs, stored };
}

/** Batches first, then coordinates, then the other long axes: the last of these is contiguous and fills the lanes. */
function memoryOrder(dims: readonly Axis[]): number[] {
  const place = (axis: Axis) => axis.set.role === "batch" ? 0 : isLong(axis) ? 2 : 1;
  return dims.map((_axis, t) => t).sort((s, t) => place(dims[s]!) - place(dims[t]!) || s - t);
}
