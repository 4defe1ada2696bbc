import type { Kernel, Register, Store } from "../../../kernels/ir/kernel.ts";
import { bindKernel } from "../../../kernels/script/bind.ts";
import type { Slot, ValueSlot } from "../../../kernels/wgsl/slots.ts";
import { type Buffer, cellCount, type Sizes } from "../../plan/types.ts";
import type { ArrayOf } from "../digits/ranges.ts";

/** A value that no row of a sweep changes, by its slot. */
export type ValueOf = (slot: ValueSlot) => number;

/** Beyond this, and nearer to 0 than its reciprocal, a value leaves products no room in the range of floats. */
const largestValue = 2 ** 100;

/**
 * What no row of a sweep changes (the log-determinant of a covariance that all share), in double precision; or why it does not
 * go into single precision.
 */
export function constantsOf(
  kernel: Kernel,
  slots: readonly Slot[],
  { sizes, arrayOf }: { readonly sizes: Sizes; readonly arrayOf: ArrayOf },
): { readonly valueOf: ValueOf } | { readonly reason: string } {
  const wanted = slots.filter((slot) => slot.form === "value");
  const arrays = new Map<Buffer, Float64Array>();
  const stores = new Map<Register, Store>();
  for (const { register } of wanted) {
    if (stores.has(register)) continue;
    const { cells } = register;
    const into: Buffer = { id: -1 - register.id, dims: cells, order: cells.map((_axis, t) => t) };
    stores.set(register, { value: register, into });
    arrays.set(into, new Float64Array(cellCount(cells, sizes)));
  }
  const once: Kernel = {
    rows: [],
    lane: null,
    levels: [kernel.levels[0], [], []],
    accumulators: [],
    stores: [...stores.values()],
  };
  if (stores.size > 0) {
    bindKernel(once, sizes, (buffer) => arrays.get(buffer) ?? arrayOf(buffer)).run(0, 1);
  }
  const valueOf: ValueOf = ({ register, cell }) => arrays.get(stores.get(register)!.into)![cell]!;
  for (const slot of wanted) {
    const x = valueOf(slot), size = Math.abs(x);
    if (x === 0 || size === Infinity || (size < largestValue && size > 1 / largestValue)) continue;
    return { reason: `a number that all its rows share is ${x.toPrecision(2)}` };
  }
  return { valueOf };
}
