import type { Kernel } from "../../../kernels/ir/kernel.ts";
import type { Schedule } from "../../../kernels/wgsl/sheet.ts";
import type { Facts } from "../../../kernels/wgsl/facts.ts";
import { printSweep, type Sweep } from "../../../kernels/wgsl/print.ts";

/** The texts of a kernel by schedule, kept as long as the kernel: printing takes a millisecond or more. */
const known = new WeakMap<Kernel, Map<string, Sweep>>();

/** The WGSL of a kernel that is placed on the GPU. */
export function printedSweep(kernel: Kernel, facts: Facts, schedule: Schedule): Sweep {
  let texts = known.get(kernel);
  if (texts === undefined) known.set(kernel, texts = new Map());
  const key = JSON.stringify(schedule);
  let sweep = texts.get(key);
  if (sweep === undefined) {
    const printed = printSweep(kernel, facts, schedule);
    if ("reason" in printed) {
      throw new Error(`A sweep that was placed on the GPU: ${printed.reason}`);
    }
    texts.set(key, sweep = printed);
  }
  return sweep;
}
