import type { Buffer, Sizes } from "../../../src/plan/types.ts";
import type { Kernel, Store } from "../../ir/kernel.ts";
import { bindKernel, type BoundKernel } from "../bind.ts";
import { store, type Writing } from "../results.ts";
import { cellOffsets } from "../spans.ts";
import { accumulateTwice } from "./twofold_folds.ts";
import { twiceCode } from "./twofold_instructions.ts";
import type { LowOf } from "./twofold_spans.ts";
import type { Context } from "../context.ts";

/** A kernel in twice the working precision: what the script does, with a low part for each number. */
export function bindTwice(
  kernel: Kernel,
  sizes: Sizes,
  arrayOf: (buffer: Buffer) => Float64Array,
  lowOf: LowOf,
): BoundKernel {
  return bindKernel(kernel, sizes, arrayOf, {
    code: (instruction, context) => twiceCode(instruction, context, lowOf),
    accumulate: (accumulator, context) => accumulateTwice(accumulator, context, lowOf),
    store: (one, context) => storeTwice(one, context, lowOf),
  });
}

/** Writes both parts of a value to its buffer. */
function storeTwice(one: Store, context: Context, lowOf: LowOf): Writing {
  const { kernel, sizes, frame } = context;
  const { place, write } = store(one, context), from = context.place(one.value);
  const loops: readonly unknown[] = [kernel.lane, ...kernel.rows];
  const cells = one.into.dims.filter((axis) => !loops.includes(axis));
  const a = cellOffsets(from, cells, sizes), t = cellOffsets(place, cells, sizes);
  const low = lowOf(from.array), to = lowOf(place.array);
  return {
    place,
    write: () => {
      write();
      for (let c = 0; c < a.length; c++) {
        let j = from.at + a[c]!, k = place.at + t[c]!;
        for (let l = 0; l < frame.n; l++, j += from.stride, k += place.stride) to[k] = low[j]!;
      }
    },
  };
}
