import type { AnyMixture } from "../mixture/component_types.ts";
import type { Axis } from "../expr/axes.ts";
import { coord, inputAt, sumOver } from "../expr/build.ts";
import type { Node } from "../expr/node.ts";
import { nodes } from "../expr/simplify.ts";
import { assembled } from "../mixture/assembled.ts";
import { componentOf } from "../mixture/components.ts";
import { type ChosenCoordinates, chosenCoordinates } from "../operation/chosen_coordinates.ts";
import { rowOf } from "../operation/rows/row_table.ts";

/** Some of the coordinates of a mixture, which become those of its marginal in that order. */
export interface Selection {
  /** How many there are. */
  readonly count: number;
  readonly chosen: ChosenCoordinates;
}

/** The selection of coordinates by their indices, which are no part of a plan. */
export function selectionOf(indices: readonly number[]): Selection {
  return { count: indices.length, chosen: chosenCoordinates(indices) };
}

/** A value of all coordinates at those of a selection, where it is not stored: a sum of which one term counts. */
export function picked(value: Node, coordinate: Axis, { chosen }: Selection): Node {
  const index = inputAt(chosen.indices, [chosen.axis], "any");
  return sumOver(coordinate, nodes.weigh(nodes.equal(coord(coordinate), index), value));
}

/** The distribution of some coordinates of a mixture, over the same components: `marginal` gives them axes of their own. */
export function marginalMixture(p: AnyMixture, { count, chosen }: Selection): AnyMixture {
  return assembled({
    ...p,
    dimension: count,
    parts: p.parts.map((part) => ({
      ...part,
      at: (copy) => {
        const own = componentOf(part.at(copy));
        return rowOf(own).chosen(own, chosen);
      },
    })),
  });
}
