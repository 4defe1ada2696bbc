import { argumentsOf, type Kernel, type Memory, type Value } from "./kernel.ts";
import type { Buffer } from "../../src/plan/types.ts";

/** The values of a kernel that lie in memory. */
export function memoriesOf(kernel: Kernel): readonly Memory[] {
  const found = new Set<Memory>();
  const note = (value: Value) => {
    if (value.kind === "memory") found.add(value);
  };
  for (const instruction of kernel.levels.flat()) argumentsOf(instruction).forEach(note);
  for (const { args } of kernel.accumulators) args.forEach(note);
  for (const { value } of kernel.stores) note(value);
  return [...found];
}

/** The buffers that a kernel reads. */
export function readsOf(kernel: Kernel): ReadonlySet<Buffer> {
  return new Set(memoriesOf(kernel).map(({ buffer }) => buffer));
}

/** The buffers that a kernel writes. */
export function writesOf(kernel: Kernel): readonly Buffer[] {
  return [...kernel.accumulators, ...kernel.stores].map(({ into }) => into);
}
