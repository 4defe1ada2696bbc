import type { Buffer, Sizes } from "../../src/plan/types.ts";
import type { Kernel } from "../ir/kernel.ts";
import { bindKernel, type BoundKernel, inDoubles } from "./bind.ts";
import { accumulateOpen } from "./results.ts";

/** A sweep whose rows go on from `states` and leave theirs there, instead of results: run it over any rows and lanes. */
export function bindOpen(
  kernel: Kernel,
  sizes: Sizes,
  arrayOf: (buffer: Buffer) => Float64Array,
  states: readonly Float64Array[],
): BoundKernel {
  const of = new Map(kernel.accumulators.map((accumulator, t) => [accumulator, states[t]!]));
  return bindKernel(kernel, sizes, arrayOf, {
    ...inDoubles,
    accumulate: (accumulator, context) =>
      accumulateOpen(accumulator, context, of.get(accumulator) as Float64Array),
  });
}
