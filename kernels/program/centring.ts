import { isLong } from "../../src/expr/axes.ts";
import type { Buffer } from "../../src/plan/types.ts";
import type { Kernel, Memory, Value } from "../ir/kernel.ts";
import { usesOf } from "../ir/uses.ts";

/** Buffers that a kernel only subtracts from each other, entry by entry: means of rows and of lanes, data and centres. */
export type CentredGroup = readonly Buffer[];

/**
 * The group of each buffer of which a kernel takes nothing but differences within the group. Subtracting one centre a
 * coordinate from all of them, before they are rounded to single precision, leaves every difference as it is and makes
 * the numbers small: means near 10⁶ keep the digits of their distances.
 */
export function centredGroups(kernel: Kernel): ReadonlyMap<Buffer, CentredGroup> {
  const groups = new Map<Buffer, Set<Buffer>>();
  const spoiled = new Set<Buffer>();
  for (const { args, isDifference } of usesOf(kernel)) {
    if (isDifference && areAligned(args)) {
      const merged = new Set(args.flatMap(({ buffer }) => [...groups.get(buffer) ?? [buffer]]));
      for (const buffer of merged) groups.set(buffer, merged);
    } else {
      for (const arg of args) if (arg.kind === "memory") spoiled.add(arg.buffer);
    }
  }
  return new Map(
    [...groups].filter(([, group]) => ![...group].some((buffer) => spoiled.has(buffer)))
      .map(([buffer, group]) => [buffer, [...group]]),
  );
}

/** Whether two values are numbers in memory with the same short axes in the same order, so that one centre serves both. */
export function areAligned(args: readonly Value[]): args is readonly [Memory, Memory] {
  const [x, y] = args;
  if (x?.kind !== "memory" || y?.kind !== "memory") return false;
  const a = shortDims(x), b = shortDims(y);
  return a.length === b.length && a.every((axis, t) => axis === b[t]) &&
    new Set(a).size === a.length;
}

function shortDims({ dims }: Memory) {
  return dims.filter((axis) => !isLong(axis));
}
