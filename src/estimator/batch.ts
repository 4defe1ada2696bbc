import { axisOf, sharedIndexSet } from "../expr/axes.ts";
import { broadcast } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import type { MixtureWith } from "../mixture/component_types.ts";

/** `value` with the batch axis of `p`, also where it depends on none of the parameters that have one. */
export function alongBatch({ batch }: MixtureWith<object, number | undefined>, value: Node): Node {
  return batch === undefined
    ? value
    : broadcast(value, [axisOf(sharedIndexSet("batch", "b", batch))]);
}
