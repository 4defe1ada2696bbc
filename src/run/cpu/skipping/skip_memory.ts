import type { BoundingKernel } from "../../../../kernels/bounding/bounding_kernel.ts";
import { usesOf } from "../../../../kernels/ir/uses.ts";
import type { Kernel } from "../../../../kernels/ir/kernel.ts";
import {
  type Argument,
  argumentNumbers,
  type ArgumentValues,
} from "../../../../kernels/wasm/frame/argument_block.ts";
import {
  driverArguments,
  laneBlocks,
  rowBlocks,
  tests,
} from "../../../../kernels/wasm/tiles/skipping_driver.ts";
import { type Buffer, cellCount, type Sizes } from "../../../plan/types.ts";
import { layout } from "../bind.ts";
import type { Bound } from "../bound.ts";
import type { Compiled } from "../modules.ts";
import type { Place } from "../units.ts";
import { rangeBytes } from "../../../../kernels/wasm/tiles/ranges.ts";
import { isLong } from "../../../expr/axes.ts";
import { type LongPlanes, planesOf } from "./sides.ts";
import type { CompiledSkipping } from "./skipping_modules.ts";

/** What a sweep is that blocks are skipped in. */
export interface SkippedSweep {
  readonly bound: Pick<Bound, "heap" | "array">;
  readonly sizes: Sizes;
  readonly kernel: Kernel;
  readonly bounding: BoundingKernel;
  readonly rows: number;
  readonly lanes: number;
}

/** The modules that it runs. */
export interface SkippedModules {
  readonly skipping: CompiledSkipping;
  /** What runs rows along their first few lanes. */
  readonly seed: Compiled;
}

/** Blocks of one size: where the ends of what is read along them lie, and thresholds, by buffer of the bounding kernel. */
export interface BlockLevel {
  readonly side: "rows" | "lanes";
  readonly size: number;
  readonly blocks: number;
  readonly at: ReadonlyMap<Buffer, number>;
}

/** The memory of such a sweep, in one block. */
export interface SkipMemory {
  /** What the sweep reads, in order, and where. */
  readonly copies: readonly (LongPlanes & { readonly at: number })[];
  /** The results of the accumulators, in order. */
  readonly results: readonly number[];
  /** Rows at three levels, lanes at two. */
  readonly levels: readonly BlockLevel[];
  readonly flags: number;
  readonly seedArgs: number;
  readonly seedScratch: number;
  readonly sweepArgs: number;
  readonly testArgs: readonly number[];
  readonly scratch: number;
  /** How much of it a thread needs. */
  readonly scratchBytes: number;
  /** The arguments of the driver that computes, and those of drivers that count, each with its double. */
  readonly driver: number;
  readonly counters: readonly { readonly args: number; readonly count: number }[];
}

/** Where scratch memory of a thread has what. */
interface ScratchPlaces {
  readonly testScratch: number;
  readonly lists: number;
  readonly listBytes: number;
  readonly bytes: number;
}

/** So many blocks of rows are counted before all are computed. */
export const countedBlocks = 8;

/** Lays out the memory, and gives it its arguments; undefined where something that the sweep reads cannot be put in order. */
export function skipMemory(
  sweep: SkippedSweep,
  modules: SkippedModules,
): (SkipMemory & { readonly free: () => void }) | undefined {
  const { bound: { heap }, kernel, sizes } = sweep;
  const copied: LongPlanes[] = [];
  for (const buffer of readInAnyWay(kernel)) {
    if (!buffer.dims.some(isLong)) continue;
    const planes = planesOf(buffer, sizes);
    if (planes === undefined) return undefined;
    copied.push(planes);
  }
  const scratch = scratchPlaces(sweep, modules.skipping);
  const placing = (place: Place) => places(sweep, modules, { copied, scratch, place });
  // laid out once to know its size, and again where it lies
  const { place, bytes } = layout();
  placing(place);
  const start = heap.allocate(bytes()), again = layout();
  const memory = placing((size) => start + again.place(size));
  writeAll(sweep, modules, memory, scratch);
  return { ...memory, free: () => heap.free(start) };
}

function scratchPlaces(
  { lanes }: SkippedSweep,
  { sweep, test }: CompiledSkipping,
): ScratchPlaces {
  const testScratch = lines(sweep.scratchBytes);
  const lists = testScratch + lines(test.scratchBytes);
  // every other block at most begins a range
  const listBytes = rangeBytes * (Math.ceil(lanes / laneBlocks[1] / 2) + 2);
  return { testScratch, lists, listBytes, bytes: lists + (tests.length + 1) * listBytes };
}

function places(
  { sizes, kernel, bounding, rows, lanes }: SkippedSweep,
  { skipping, seed }: SkippedModules,
  { copied, scratch, place }: {
    readonly copied: readonly LongPlanes[];
    readonly scratch: ScratchPlaces;
    readonly place: Place;
  },
): SkipMemory {
  const level = (side: BlockLevel["side"], size: number): BlockLevel => {
    const blocks = Math.ceil((side === "rows" ? rows : lanes) / size);
    const ends = bounding.tables.flatMap((one) => one.side === side ? [one.lo, one.hi] : []);
    const limits = side === "rows" ? bounding.thresholds.map(({ buffer }) => buffer) : [];
    const at = new Map([...ends, ...limits].map((buffer) => {
      const cells = cellCount(buffer.dims.filter((axis) => !isLong(axis)), sizes);
      return [buffer, place(8 * blocks * cells)];
    }));
    return { side, size, blocks, at };
  };
  return {
    copies: copied.map((one) => ({ ...one, at: place(8 * one.count * one.planes) })),
    results: kernel.accumulators.map(({ into }) => place(8 * cellCount(into.dims, sizes))),
    levels: [
      ...rowBlocks.map((size) => level("rows", size)),
      ...laneBlocks.map((size) => level("lanes", size)),
    ],
    flags: place(rows),
    seedArgs: place(4 * seed.args.length),
    seedScratch: place(seed.scratchBytes),
    sweepArgs: place(4 * skipping.sweep.args.length),
    testArgs: tests.map(() => place(4 * skipping.test.args.length)),
    scratch: place(scratch.bytes),
    scratchBytes: scratch.bytes,
    driver: place(4 * driverArguments.length),
    counters: Array.from({ length: countedBlocks }, () => ({
      args: place(4 * driverArguments.length),
      count: place(8),
    })),
  };
}

/** Writes the arguments of all functions. */
function writeAll(
  sweep: SkippedSweep,
  { skipping, seed }: SkippedModules,
  memory: SkipMemory,
  scratch: ScratchPlaces,
): void {
  const { bound: { heap, array }, sizes, kernel, bounding } = sweep;
  const moved = new Map<Buffer, number>([
    ...memory.copies.map(({ buffer, at }): [Buffer, number] => [buffer, at]),
    ...kernel.accumulators.map(({ into }, t): [Buffer, number] => [into, memory.results[t]!]),
  ]);
  const pointer = (buffer: Buffer) => moved.get(buffer) ?? array(buffer).byteOffset;
  const write = (
    at: number,
    args: readonly Argument[],
    own: Pick<ArgumentValues, "sizes" | "pointer">,
  ) => {
    const values = { ...own, flags: memory.flags, flagsPerRow: 1 };
    heap.i32(at, args.length).set(argumentNumbers(args, values));
  };
  write(memory.seedArgs, seed.args, { sizes, pointer });
  write(memory.sweepArgs, skipping.sweep.args, { sizes, pointer });
  tests.forEach((test, t) => {
    const rows = memory.levels[test.rows]!, lanes = memory.levels[rowBlocks.length + test.lanes]!;
    write(memory.testArgs[t]!, skipping.test.args, {
      sizes: new Map([
        ...sizes,
        [bounding.rows.set, rows.blocks],
        [bounding.lanes.set, lanes.blocks],
      ]),
      pointer: (buffer) => rows.at.get(buffer) ?? lanes.at.get(buffer) ?? pointer(buffer),
    });
  });
  writeDriver(sweep, memory, scratch, { args: memory.driver, count: 0 });
  for (const counter of memory.counters) writeDriver(sweep, memory, scratch, counter);
}

function writeDriver(
  { bound: { heap }, rows, lanes }: SkippedSweep,
  { sweepArgs, testArgs }: SkipMemory,
  { testScratch, lists, listBytes }: ScratchPlaces,
  { args, count }: { readonly args: number; readonly count: number },
): void {
  const [test0, test1, test2, test3] = testArgs as [number, number, number, number];
  const [coarse, fine] = laneBlocks.map((size) => Math.ceil(lanes / size)) as [number, number];
  const values: { readonly [K in (typeof driverArguments)[number]]: number } = {
    ...{ sweep: sweepArgs, test0, test1, test2, test3 },
    ...{ testScratch, lists, listBytes, coarse, fine, lanes, rows, count },
  };
  heap.i32(args, driverArguments.length).set(driverArguments.map((name) => values[name]));
}

/** What a kernel reads, in the fast ways of what is guarded too. */
function readInAnyWay(kernel: Kernel): ReadonlySet<Buffer> {
  const args = usesOf(kernel).flatMap(({ args }) => args);
  return new Set(args.flatMap((arg) => arg.kind === "memory" ? [arg.buffer] : []));
}

function lines(bytes: number): number {
  return Math.ceil(bytes / 64) * 64;
}
