import {
  type BoundingKernel,
  boundingKernel,
} from "../../../../kernels/bounding/bounding_kernel.ts";
import { sizeKernel } from "../../../../kernels/bounding/size_kernel.ts";
import { laneBlocks, rowBlocks } from "../../../../kernels/wasm/tiles/skipping_driver.ts";
import { workOf } from "../../../../kernels/program/cost.ts";
import { DeviceError } from "../../../expr/errors.ts";
import type { Requests } from "../../conduct/runners.ts";
import type { Slices } from "../../conduct/slices.ts";
import type { Piece } from "../../threads/pool.ts";
import type { Sizes } from "../../../plan/types.ts";
import type { Bound, BoundStep } from "../bound.ts";
import { engine } from "../engine.ts";
import { type Compiled, moduleOf } from "../modules.ts";
import { isMostlyDoubtful, redo } from "../redo.ts";
import { isRefusal } from "../refusal.ts";
import type { Plain, Unit } from "../units.ts";
import { blockEnds } from "./block_tables.ts";
import { type Ordered, orderedFor, type Orders, seedRows } from "./orders.ts";
import { countedBlocks, type SkipMemory, skipMemory, type SkippedSweep } from "./skip_memory.ts";
import { type CompiledSkipping, skippingModuleOf } from "./skipping_modules.ts";
import { puttingBack, puttingInOrder } from "./sides.ts";
import { rowThresholds } from "./thresholds.ts";

/** Sweeps of fewer lanes, or rows, are done whole. */
export const leastLanes = 8000, leastRows = 512;
/** What is left must cost less than this part of the whole. */
const worthwhile = 0.8;

/** A step of a plan over memory. */
export interface SkipSetting {
  readonly bound: Bound;
  readonly sizes: Sizes;
  readonly orders: Orders;
  /** Whether it is only looked at what would be skipped. */
  readonly onlyLooks: boolean;
}

/** What was found of the blocks of a sweep when it ran last. */
export interface SkipDecision {
  /** Which part of the pairs is left. */
  readonly share: number;
  readonly isSkipped: boolean;
}

/** A step over memory is known by what it runs. */
const decisions = new WeakMap<Plain, SkipDecision>();

/** What was found of a sweep when it ran last; undefined where its blocks were not looked at. */
export function skipDecision({ plain }: BoundStep): SkipDecision | undefined {
  return plain && decisions.get(plain);
}

/** Whether blocks of a sweep are looked at. */
export function mayBeSkipped({ kernel, rows, lanes, plain }: BoundStep): boolean {
  return lanes >= leastLanes && rows >= leastRows && plain?.compiled.shape === "f64x2" &&
    typeof boundingKernel(kernel) !== "string";
}

/** A step by generated code. */
type PlainStep = BoundStep & { readonly plain: Plain };

/**
 * Runs a sweep without the blocks of pairs that provably do not count, where that is worth it; says whether it did: if not, nothing
 * has changed.
 */
export function* skipping(setting: SkipSetting, step: PlainStep): Requests<Unit, boolean> {
  const { bound, sizes, orders, onlyLooks } = setting, { kernel, rows, lanes, plain } = step;
  const bounding = boundingKernel(kernel);
  if (!mayBeSkipped(step) || typeof bounding === "string") return false;
  decisions.delete(plain);
  const ordered = yield* orderedFor(bounding, kernel, { array: bound.array, sizes, orders });
  if (ordered === undefined) return false;
  const hasSums = kernel.accumulators.some(({ op }) => op === "sum" || op === "dot");
  const { heap } = bound;
  const skippingModule = yield* skippingModuleOf(kernel, bounding.kernel, heap);
  const target = { shape: "f64x2" as const, relaxed: engine().relaxed, shared: heap.shared };
  const seed = hasSums ? yield* moduleOf(sizeKernel(kernel), target, heap) : plain.compiled;
  if (skippingModule === undefined || isRefusal(seed)) return false;
  const sweep: SkippedSweep = { bound, sizes, kernel, bounding, rows, lanes };
  const memory = memoryFor(sweep, { skipping: skippingModule, seed });
  if (memory === undefined) return false;
  try {
    yield* copyInOrder(sweep, memory, ordered);
    heap.u8(memory.flags, rows).fill(0);
    if ((yield seedUnit(memory, ordered.seeds, seed)) !== 0) forgetDoubtful(sweep, memory);
    if (!(yield* fillTables(sweep, memory))) return false;
    const share = yield* survivingShare(sweep, memory, skippingModule);
    const isSkipped = isWorthIt(step, bounding, share);
    decisions.set(plain, { share, isSkipped });
    if (!isSkipped || onlyLooks) return false;
    heap.u8(memory.flags, rows).fill(0);
    const status = yield driverUnit(skippingModule, memory, blockPieces(memory));
    if (
      status !== 0 &&
      isMostlyDoubtful(bound, step, { ...plain, flags: memory.flags, flagsPerRow: 1 })
    ) {
      return false;
    }
    yield* copyBack(sweep, memory, ordered.rows);
    if (status !== 0) {
      const flags = heap.u8(memory.flags, rows), own = heap.u8(plain.flags, rows);
      for (let t = 0; t < rows; t++) own[ordered.rows[t]!] = flags[t]!;
      yield* redo(bound, step, plain, sizes);
    }
    return true;
  } finally {
    memory.free();
  }
}

function memoryFor(
  sweep: SkippedSweep,
  modules: { readonly skipping: CompiledSkipping; readonly seed: Compiled },
): ReturnType<typeof skipMemory> {
  try {
    return skipMemory(sweep, modules);
  } catch (error) {
    // without room for copies all blocks are done, in no more memory than there is
    if (error instanceof DeviceError) return undefined;
    throw error;
  }
}

/** Copies what the sweep reads, in order. */
function* copyInOrder(
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
function* copyBack(
  { bound: { heap, array }, kernel }: SkippedSweep,
  { results }: SkipMemory,
  order: Int32Array,
): Slices {
  for (const [t, { into }] of kernel.accumulators.entries()) {
    const { length } = array(into), from = () => heap.f64(results[t]!, length);
    yield* puttingBack(from, order, () => array(into));
  }
}

/** Rows along the lanes that lie next to them. */
function seedUnit(
  { seedArgs, seedScratch }: SkipMemory,
  seeds: Ordered["seeds"],
  compiled: Compiled,
): Unit {
  const pieces = seeds.map((seed): Piece => ({ args: seedArgs, ...seed }));
  return {
    compiled,
    pieces,
    scratch: seedScratch,
    rowsAtOnce: seedRows,
    lanesAtOnce: undefined,
    share: 0,
  };
}

/** What is in doubt says nothing of what may be skipped. */
function forgetDoubtful(
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
function* fillTables(sweep: SkippedSweep, memory: SkipMemory): Slices<boolean> {
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

/** Counts the pairs that a few blocks of rows leave; gives their part of all. */
function* survivingShare(
  { bound: { heap }, rows, lanes }: SkippedSweep,
  { counters, scratch, scratchBytes }: SkipMemory,
  compiled: CompiledSkipping,
): Requests<Unit, number> {
  const blocks = Math.ceil(rows / rowBlocks[0]);
  const looked = new Set(
    counters.map((_, t) => Math.floor((t + 0.5) * blocks / countedBlocks)),
  );
  let all = 0;
  const pieces = [...looked].map((block, t): Piece => {
    all += (Math.min(rows, (block + 1) * rowBlocks[0]) - block * rowBlocks[0]) * lanes;
    heap.f64(counters[t]!.count, 1)[0] = 0;
    return {
      args: counters[t]!.args,
      rowFirst: block,
      rowEnd: block + 1,
      laneFirst: 0,
      laneEnd: 0,
    };
  });
  yield unitOf(compiled, { pieces, scratch, scratchBytes, share: 0 });
  const counted = pieces.reduce((sum, _, t) => sum + heap.f64(counters[t]!.count, 1)[0]!, 0);
  return counted / all;
}

/** Whether the pairs that are left, and the tests, cost less than all pairs do. */
function isWorthIt(
  { kernel, pairs, rows, lanes }: PlainStep,
  bounding: BoundingKernel,
  share: number,
): boolean {
  const pair = workOf(kernel, 2);
  // about as many blocks fail the last test as pass it
  const tests = 2 * workOf(bounding.kernel, 2) / (rowBlocks[2] * laneBlocks[1]);
  const whole = pairs?.work ?? rows * lanes * pair;
  return share * (pair + tests) * rows * lanes < worthwhile * whole;
}

/** Blocks of rows, a few together. */
function blockPieces({ driver, levels }: SkipMemory): Piece[] {
  const { blocks } = levels[0]!, size = Math.ceil(blocks / 1024), pieces: Piece[] = [];
  for (let rowFirst = 0; rowFirst < blocks; rowFirst += size) {
    const rowEnd = Math.min(blocks, rowFirst + size);
    pieces.push({ args: driver, rowFirst, rowEnd, laneFirst: 0, laneEnd: 0 });
  }
  return pieces;
}

function driverUnit(
  compiled: CompiledSkipping,
  { scratch, scratchBytes }: SkipMemory,
  pieces: readonly Piece[],
): Unit {
  return unitOf(compiled, { pieces, scratch, scratchBytes });
}

function unitOf(
  kernel: CompiledSkipping,
  { pieces, scratch, scratchBytes, share }: {
    readonly pieces: readonly Piece[];
    readonly scratch: number;
    readonly scratchBytes: number;
    readonly share?: number;
  },
): Unit {
  return {
    compiled: kernel,
    pieces,
    scratch,
    scratchBytes,
    rowsAtOnce: 1,
    lanesAtOnce: undefined,
    ...share === undefined ? {} : { share },
  };
}
