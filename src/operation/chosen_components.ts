import { source } from "../expr/array.ts";
import type { Axis } from "../expr/axes.ts";
import { inputAt, take } from "../expr/build.ts";
import type { Node, Source } from "../expr/node.ts";

/** Some of the indices of a set, all different. */
export interface ChosenIndices {
  /** How many there are. */
  readonly count: number;
  /** A value along an axis of the set, along an axis that runs over the chosen ones. */
  readonly at: (value: Node, from: Axis, to: Axis) => Node;
  /** The place of each index among the chosen ones, −1 for others. */
  readonly place: (from: Axis) => Node;
}

/** The chosen ones of k indices. Both directions are known, so that gradients cost as much as values. */
export function chosenIndices(indices: readonly number[], k: number): ChosenIndices {
  const data = new Float64Array(k).fill(-1), count = indices.length;
  indices.forEach((index, t) => data[index] = t);
  const places: { -readonly [K in keyof Source]: Source[K] } = source(
    { data, shape: [k] },
    "the choice of components",
  );
  const chosen: Source = {
    ...source({ data: Float64Array.from(indices), shape: [count] }, "the chosen components"),
    inverse: places,
  };
  places.inverse = chosen;
  return {
    count,
    at: (value, from, to) => take(value, from, inputAt(chosen, [to], "any")),
    place: (from) => inputAt(places, [from], "any"),
  };
}
