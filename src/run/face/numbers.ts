import { axisOf, type IndexSet } from "../../expr/axes.ts";
import { inputAt } from "../../expr/build.ts";
import { extentIn } from "../../expr/made_sets.ts";
import type { Input, Source } from "../../expr/node.ts";
import type { Sizes } from "../../plan/types.ts";
import type { Planned } from "./cache.ts";
import type { Arrays } from "../conduct/inputs.ts";
import type { DenseArray } from "../conduct/dense_array.ts";

/** The extents of a run, by the plan's index sets; a set that `sizes` lacks has what follows from the sets that it was made of. */
export function sizesOf({ sets }: Planned, sizes: Sizes = new Map()): Sizes {
  const all = new Map<IndexSet, number>();
  for (const [own, given] of sets) all.set(own, extentIn(given, sizes));
  return all;
}

/** The arrays of a run, by the plan's inputs; an input that `arrays` lacks keeps its own numbers. */
export function arraysOf({ sources }: Planned, arrays: Arrays = new Map()): Arrays {
  const all = new Map<Source, DenseArray>();
  for (const [own, given] of sources) all.set(own, arrays.get(given) ?? given);
  return all;
}

/** How the plan reads its inputs, in the caller's terms: what sizes and domains are checked by. */
export function viewsOf({ plan, sources, sets }: Planned): readonly Input[] {
  return plan.views.map(({ source, dims, domain }) =>
    inputAt(
      sources.get(source) as Source,
      dims.map(({ set, copy }) => axisOf(sets.get(set) as IndexSet, copy)),
      domain,
    )
  );
}
