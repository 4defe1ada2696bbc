import type { Kernel } from "../../../kernels/ir/kernel.ts";
import type { Schedule } from "../../../kernels/wgsl/sheet.ts";
import { type Facts, factsOf } from "../../../kernels/wgsl/facts.ts";
import { printSweep, type Sweep, type Unprinted } from "../../../kernels/wgsl/print.ts";
import type { Plan } from "../../plan/types.ts";

/** The texts of a kernel by schedule, kept as long as the kernel: printing takes a millisecond or more. */
const texts = new WeakMap<Kernel, Map<string, Sweep | Unprinted>>();
const facts = new WeakMap<Plan, Facts>();
let count = 0;

/** The WGSL of a kernel of a plan, or why there is none; printed once for each schedule. */
export function printing(kernel: Kernel, plan: Plan, schedule: Schedule): Sweep | Unprinted {
  let own = texts.get(kernel);
  if (own === undefined) texts.set(kernel, own = new Map());
  const key = JSON.stringify(schedule);
  let text = own.get(key);
  if (text === undefined) {
    count++;
    own.set(key, text = printSweep(kernel, factsFor(plan), schedule));
  }
  return text;
}

/** The WGSL of a kernel that is placed on the GPU. */
export function printedSweep(kernel: Kernel, plan: Plan, schedule: Schedule): Sweep {
  const printed = printing(kernel, plan, schedule);
  if ("reason" in printed) throw new Error(`A sweep that was placed on the GPU: ${printed.reason}`);
  return printed;
}

/** What is known of the numbers of a plan without looking at them, kept as long as the plan. */
export function factsFor(plan: Plan): Facts {
  let own = facts.get(plan);
  if (own === undefined) facts.set(plan, own = factsOf(plan));
  return own;
}

/** How many texts were printed so far: a plan that is too small for a GPU, or runs again, adds none. */
export function printedCount(): number {
  return count;
}
