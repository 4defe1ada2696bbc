import { bindKernel, type BoundKernel } from "../../../kernels/script/bind.ts";
import type { Sizes } from "../../plan/types.ts";
import type { RowRange } from "../conduct/needed.ts";
import { additionsAtOnce, type Slices } from "../conduct/slices.ts";
import type { Bound, BoundStep } from "./bound.ts";

/** The scripts of steps over bound memory. */
export function scriptsOf({ heap, array }: Bound, sizes: Sizes): (step: BoundStep) => BoundKernel {
  const scripts = new Map<BoundStep, { readonly buffer: unknown; readonly script: BoundKernel }>();
  return (step) => {
    const { buffer } = heap.memory;
    let known = scripts.get(step);
    // memory that grew without being shared has new views
    if (known?.buffer !== buffer) {
      known = { buffer, script: bindKernel(step.kernel, sizes, array) };
      scripts.set(step, known);
    }
    return (known as NonNullable<typeof known>).script;
  };
}

/** Rows of a step by the script. */
export function* interpreted(script: BoundKernel, ranges: readonly RowRange[]): Slices {
  // what no row changes
  if (ranges[0]![0] > 0) script.start();
  for (const [first, end] of ranges) {
    yield* script.runInSlices({ first, end }, additionsAtOnce);
  }
}
