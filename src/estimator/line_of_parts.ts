import { axisOf, sharedIndexSet } from "../expr/axes.ts";
import { coord, extent, take } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { constant, nodes } from "../expr/simplify.ts";
import type { Component } from "../mixture/component_types.ts";
import type { Line } from "./allocation.ts";

/** Where draws come from, for one part of a mixture. */
export interface Place {
  /** The index within the part of the component that each draw comes from; some index for draws of other parts. */
  readonly label: Node;
  /** 1 for draws of this part, else 0; undefined where there is no other. */
  readonly isDrawn: Node | undefined;
}

/** The components of all parts one after the other, with their weights, from which labels are drawn. */
export function lineOf(components: readonly Component<Node>[]): Line {
  const [only, ...others] = components as [Component<Node>, ...Component<Node>[]];
  if (others.length === 0) return only;
  const k = components.reduce((sum, { component }) => sum + component.set.extent, 0);
  const component = axisOf(sharedIndexSet("component", "c", k));
  const places = placesOn(components, coord(component));
  const weights = components.map((i, t) => take(i.weight, i.component, places[t]!.label));
  const weight = weights.reduceRight((rest, own, t) =>
    nodes.select(places[t]!.isDrawn!, own, rest)
  );
  return { component, weight };
}

/** Which part an index on the line lies in, and where in it. */
export function placesOn(components: readonly Component<Node>[], index: Node): Place[] {
  if (components.length === 1) return [{ label: index, isDrawn: undefined }];
  const none = constant(0), one = constant(1);
  let first: Node = none;
  return components.map(({ component: { set } }) => {
    const own = nodes.sub(index, first), size = extent(set);
    first = nodes.add(first, size);
    const isDrawn = nodes.mul(nodes.lessEqual(none, own), nodes.less(own, size));
    // never beyond the part: whatever is read there is not used
    const label = nodes.max(none, nodes.min(own, nodes.sub(size, one)));
    return { label, isDrawn };
  });
}
