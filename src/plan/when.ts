import { axisKeys } from "../expr/intern.ts";
import type { Node } from "../expr/node.ts";
import type { MemoryLayout } from "./layout.ts";
import type { Placement } from "./place.ts";
import { homeOf } from "./reading.ts";
import type { Buffer, When } from "./types.ts";

/** Which rows of a stored value are needed: undefined for all. What decides it is stored, or is an input itself. */
export function whenOf(
  node: Node,
  { demands }: Placement,
  { inputs, stored }: MemoryLayout,
): When | undefined {
  const demand = demands.get(node);
  if (demand === undefined) return undefined;
  const { condition, isNot0 } = demand;
  if (condition.kind === "input") {
    const buffer = inputs.find(({ source }) => source === condition.source) as Buffer;
    return { buffer, dims: condition.dims, isNot0 };
  }
  const { node: home, to } = homeOf(condition);
  return { buffer: stored.get(home) as Buffer, dims: to, isNot0 };
}

/** Equal for equal rows. */
export function whenKey(when: When | undefined): string {
  return when === undefined ? "" : `${when.buffer.id} ${axisKeys(when.dims)} ${when.isNot0}`;
}
