import {
  type Instruction,
  type Kernel,
  type Register,
  type Value,
  valuesOf,
} from "../ir/kernel.ts";
import type { Buffer } from "../../src/plan/types.ts";
import { isWorth } from "./unordered_pairs.ts";

/** The part of a kernel that computes some of its buffers: the instructions that those need, in their order. */
export function partOf(kernel: Kernel, into: ReadonlySet<Buffer>): Kernel {
  const plain = prune(kernel, into);
  const { symmetric, rest } = kernel.pairs ?? {};
  const paired = symmetric && prune(symmetric, into);
  if (paired === undefined || paired.accumulators.length === 0) return plain;
  const others = rest && prune(rest, into);
  const pairs = { symmetric: paired, rest: others?.accumulators.length ? others : undefined };
  return isWorth(pairs, plain) ? { ...plain, pairs } : plain;
}

function prune(kernel: Kernel, into: ReadonlySet<Buffer>): Kernel {
  const { rows, lane, mirrors } = kernel;
  const isMine = ({ into: buffer }: { readonly into: Buffer }) => into.has(buffer);
  const accumulators = kernel.accumulators.filter(isMine);
  const stores = kernel.stores.filter(isMine);
  const mirrored = mirrors?.filter((_values, t) => isMine(kernel.accumulators[t]!));
  const needed = new Set<Register>();
  const need = (value: Value): void => {
    if (value.kind !== "memory") needed.add(value.kind === "view" ? value.of : value);
  };
  for (const { args } of accumulators) args.forEach(need);
  for (const { value } of stores) need(value);
  for (const args of mirrored ?? []) args.forEach(need);
  // what an instruction reads stands before it, in its level or a lower one
  const keep = (list: readonly Instruction[]): Instruction[] =>
    list.toReversed().filter((instruction) => {
      if (!needed.has(instruction.out)) return false;
      valuesOf(instruction).forEach(need);
      return true;
    }).reverse();
  const lanes = keep(kernel.levels[2]), row = keep(kernel.levels[1]), once = keep(kernel.levels[0]);
  const part = { rows, lane, levels: [once, row, lanes] as const, accumulators, stores };
  return mirrored === undefined ? part : { ...part, mirrors: mirrored };
}
