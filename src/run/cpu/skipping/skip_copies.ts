import type { Slices } from "../../conduct/slices.ts";
import { blockEnds } from "./block_tables.ts";
import type { Ordered } from "./orders.ts";
import { puttingBack, puttingInOrder } from "./sides.ts";
import type { SkipMemory, SkippedSweep } from "./skip_memory.ts";
import { rowThresholds } from "./thresholds.ts";

/** Copies what the sweep reads, in order. */
export function* copyInOrder(
  { bound: { heap, array }, kernel }: SkippedSweep,
  { copies }: SkipMemory,
  { rows, lanes }: Ordered,
): Slices {
  for (const { buffer, axis, at, count, planes } of copies) {
    const order = axis.set === kernel.rows[0]!.set ? rows : lanes;
    yield* puttingInOrder(() => array(buffer), order, () => heap.f64(at, count * planes));
  }
}

/** Copies the results back. */
export function* copyBack(
  { bound: { heap, array }, kernel }: SkippedSweep,
  { results }: SkipMemory,
  order: Int32Array,
): Slices {
  for (const [t, { into }] of kernel.accumulators.entries()) {
    const { length } = array(into), from = () => heap.f64(results[t]!, length);
    yield* puttingBack(from, order, () => array(into));
  }
}

/** What is in doubt says nothing of what may be skipped. */
export function forgetDoubtful(
  { bound: { heap, array }, kernel, rows }: SkippedSweep,
  { flags, results }: SkipMemory,
): void {
  const doubtful = heap.u8(flags, rows);
  for (const [t, { into }] of kernel.accumulators.entries()) {
    const numbers = heap.f64(results[t]!, array(into).length);
    for (let at = 0; at < numbers.length; at++) if (doubtful[at % rows] !== 0) numbers[at] = NaN;
  }
}

/** Fills the ends of blocks and the thresholds; says whether all weights let blocks be skipped. */
export function* fillTables(sweep: SkippedSweep, memory: SkipMemory): Slices<boolean> {
  const { bound: { heap, array }, kernel, bounding, rows, lanes } = sweep;
  for (const { side, size, blocks, at } of memory.levels) {
    const count = side === "rows" ? rows : lanes;
    for (const table of bounding.tables) {
      if (table.side !== side) continue;
      const { at: from, planes } = memory.copies.find(({ buffer }) => buffer === table.source)!;
      const end = (buffer: typeof table.lo) => heap.f64(at.get(buffer)!, blocks * planes);
      blockEnds(heap.f64(from, count * planes), { count, size }, end(table.lo), end(table.hi));
      yield undefined;
    }
  }
  for (const threshold of bounding.thresholds) {
    const { accumulator, buffer } = threshold, t = kernel.accumulators.indexOf(accumulator);
    const { length } = array(accumulator.into);
    const first = heap.f64(memory.results[t]!, length);
    const limits = rowThresholds(threshold, first, lanes, array);
    if (limits === undefined) return false;
    for (const { side, size, at } of memory.levels) {
      if (side !== "rows") continue;
      const blocks = Math.ceil(rows / size) * (length / rows);
      const least = heap.f64(at.get(buffer)!, blocks);
      blockEnds(limits, { count: rows, size }, least, new Float64Array(blocks));
      yield undefined;
    }
  }
  return true;
}
