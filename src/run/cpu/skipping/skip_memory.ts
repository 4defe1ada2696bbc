import type { BoundingKernel } from "../../../../kernels/bounding/bounding_kernel.ts";
import { usesOf } from "../../../../kernels/ir/uses.ts";
import type { Kernel } from "../../../../kernels/ir/kernel.ts";
import { type Argument, argumentNumbers } from "../../../../kernels/wasm/frame/argument_block.ts";
import {
  driverArguments,
  laneBlocks,
  rowBlocks,
  tests,
} from "../../../../kernels/wasm/tiles/skipping_driver.ts";
import { type Buffer, cellCount, type Sizes } from "../../../plan/types.ts";
import type { Heap } from "../../memory/heap.ts";
import { layout } from "../bind.ts";
import type { Bound } from "../bound.ts";
import type { Compiled } from "../modules.ts";
import { isLong } from "../../../expr/axes.ts";
import { type Planes, planesOf } from "./sides.ts";
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

/** Blocks whose ends are kept: rows at three levels, lanes at two. */
interface Level {
  readonly side: "rows" | "lanes";
  readonly size: number;
  readonly blocks: number;
  /** Where the ends, and the thresholds, lie: by buffer of the bounding kernel. */
  readonly at: ReadonlyMap<Buffer, number>;
}

/** The memory of such a sweep, in one block. */
export interface SkipMemory {
  /** What the sweep reads, in order, and where. */
  readonly copies: readonly (Planes & { readonly at: number })[];
  /** The results of the accumulators, in order. */
  readonly results: readonly number[];
  readonly levels: readonly Level[];
  readonly flags: number;
  readonly seedArgs: number;
  readonly seedScratch: number;
  readonly scratch: number;
  /** How much of it a thread needs. */
  readonly scratchBytes: number;
  /** The arguments of the driver that computes, and those of drivers that count, each with its double. */
  readonly driver: number;
  readonly counters: readonly { readonly args: number; readonly count: number }[];
  readonly free: () => void;
}

/** So many blocks of rows are counted before all are computed. */
export const countedBlocks = 8;

/** Undefined where something that the sweep reads cannot be put in order. */
export function skipMemory(
  sweep: SkippedSweep,
  { skipping, seed }: SkippedModules,
): SkipMemory | undefined {
  const { bound: { heap, array }, sizes, kernel, bounding, rows, lanes } = sweep;
  const { place, bytes } = layout(),
    blocksOf = (count: number, size: number) => Math.ceil(count / size);
  const copies: (Planes & { at: number })[] = [];
  for (const buffer of readInAnyWay(kernel)) {
    if (!buffer.dims.some(isLong)) continue;
    const planes = planesOf(buffer, sizes);
    if (planes === undefined) return undefined;
    copies.push({ ...planes, at: place(8 * planes.count * planes.planes) });
  }
  const results = kernel.accumulators.map(({ into }) => place(8 * cellCount(into.dims, sizes)));
  const planesIn = (buffer: Buffer) =>
    cellCount(buffer.dims.filter((axis) => !isLong(axis)), sizes);
  const levelOf = (side: Level["side"], size: number): Level => {
    const blocks = blocksOf(side === "rows" ? rows : lanes, size);
    const buffers = bounding.tables.flatMap((one) => one.side === side ? [one.lo, one.hi] : []);
    if (side === "rows") buffers.push(...bounding.thresholds.map(({ buffer }) => buffer));
    const at = new Map(buffers.map((buffer) => [buffer, place(8 * blocks * planesIn(buffer))]));
    return { side, size, blocks, at };
  };
  const levels = [
    ...rowBlocks.map((size) => levelOf("rows", size)),
    ...laneBlocks.map((size) => levelOf("lanes", size)),
  ];
  const [coarse, fine] = laneBlocks.map((size) => blocksOf(lanes, size));
  const listBytes = 8 * (Math.ceil(fine! / 2) + 2);
  const testScratch = lines(skipping.sweep.scratchBytes);
  const lists = testScratch + lines(skipping.test.scratchBytes);
  const scratchBytes = lists + (tests.length + 1) * listBytes;
  const places = {
    flags: place(rows),
    seedArgs: place(4 * seed.args.length),
    seedScratch: place(seed.scratchBytes),
    scratch: place(scratchBytes),
    sweepArgs: place(4 * skipping.sweep.args.length),
    tests: tests.map(() => place(4 * skipping.test.args.length)),
    driver: place(4 * driverArguments.length),
    counters: Array.from({ length: countedBlocks }, () => ({
      args: place(4 * driverArguments.length),
      count: place(8),
    })),
  };
  const start = heap.allocate(bytes());
  const moved = new Map(copies.map(({ buffer, at }) => [buffer, start + at]));
  const own = new Map(kernel.accumulators.map(({ into }, t) => [into, start + results[t]!]));
  const pointer = (buffer: Buffer) =>
    own.get(buffer) ?? moved.get(buffer) ?? array(buffer).byteOffset;
  const flags = { flags: start + places.flags, flagsPerRow: 1 };
  const write = (
    at: number,
    args: readonly Argument[],
    at_: (buffer: Buffer) => number,
    its = sizes,
  ) =>
    heap.i32(start + at, args.length).set(
      argumentNumbers(args, { sizes: its, pointer: at_, ...flags }),
    );
  write(places.seedArgs, seed.args, pointer);
  write(places.sweepArgs, skipping.sweep.args, pointer);
  tests.forEach((test, t) => {
    const ofRows = levels[test.rows]!, ofLanes = levels[rowBlocks.length + test.lanes]!;
    const at = (buffer: Buffer) => {
      const found = ofRows.at.get(buffer) ?? ofLanes.at.get(buffer);
      return found === undefined ? pointer(buffer) : start + found;
    };
    const its: Sizes = new Map([
      ...sizes,
      [bounding.rows.set, ofRows.blocks],
      [bounding.lanes.set, ofLanes.blocks],
    ]);
    write(places.tests[t]!, skipping.test.args, at, its);
  });
  const drive = (at: number, count: number) => {
    const values: { readonly [K in (typeof driverArguments)[number]]: number } = {
      sweep: start + places.sweepArgs,
      test0: start + places.tests[0]!,
      test1: start + places.tests[1]!,
      test2: start + places.tests[2]!,
      test3: start + places.tests[3]!,
      testScratch,
      lists,
      listBytes,
      coarse: coarse!,
      fine: fine!,
      lanes,
      rows,
      count,
    };
    heap.i32(start + at, driverArguments.length).set(driverArguments.map((name) => values[name]));
  };
  drive(places.driver, 0);
  places.counters.forEach(({ args, count }) => drive(args, start + count));
  const movedBy = (at: number) => start + at;
  return {
    copies: copies.map((one) => ({ ...one, at: start + one.at })),
    results: results.map(movedBy),
    levels: levels.map((one) => ({
      ...one,
      at: new Map([...one.at].map(([buffer, at]) => [buffer, start + at])),
    })),
    flags: start + places.flags,
    seedArgs: start + places.seedArgs,
    seedScratch: start + places.seedScratch,
    scratch: start + places.scratch,
    scratchBytes,
    driver: start + places.driver,
    counters: places.counters.map(({ args, count }) => ({
      args: start + args,
      count: start + count,
    })),
    free: () => heap.free(start),
  };
}

/** What a kernel reads, in the fast ways of what is guarded too. */
function readInAnyWay(kernel: Kernel): ReadonlySet<Buffer> {
  const args = usesOf(kernel).flatMap(({ args }) => args);
  return new Set(args.flatMap((arg) => arg.kind === "memory" ? [arg.buffer] : []));
}

function lines(bytes: number): number {
  return Math.ceil(bytes / 64) * 64;
}

/** The planes of a buffer at an address. */
export function planesAt(
  heap: Heap,
  at: number,
  { count, planes }: Pick<Planes, "count" | "planes">,
) {
  return heap.f64(at, count * planes);
}
