import type { Kernel } from "../../../kernels/ir.ts";
import { argumentNumbers } from "../../../kernels/wasm/arguments.ts";
import type { Target } from "../../../kernels/wasm/generate.ts";
import { flagLanes } from "../../../kernels/wasm/tiles.ts";
import { workOf } from "../../../kernels/work.ts";
import { type Buffer, cellCount, extentOf, type Plan, type Sizes } from "../../plan/types.ts";
import type { Heap } from "../pool/heap.ts";
import type { Piece } from "../pool/pool.ts";
import { type Compiled, moduleOf } from "./modules.ts";

/** A kernel at given sizes. */
export interface BoundStep {
  readonly kernel: Kernel;
  readonly rows: number;
  readonly lanes: number;
  /** About how many additions it costs. */
  readonly work: number;
  /** How it runs in WebAssembly; undefined for work that is too small to be worth a module. */
  readonly native?: {
    readonly compiled: Compiled;
    readonly args: number;
    readonly flags: number;
    readonly flagsPerRow: number;
    readonly scratch: number;
  };
}

/** A plan at given sizes over memory of a heap. */
export interface Bound {
  readonly heap: Heap;
  readonly address: (buffer: Buffer) => number;
  readonly array: (buffer: Buffer) => Float64Array;
  readonly steps: readonly BoundStep[];
  readonly free: () => void;
}

/** Bytes that vectors may be read past the end of a buffer. */
const slack = 64;

/** A kernel of more work a point, in additions, is too long to be written out. */
const mostWrittenOut = 6000;

/** Lays out the memory of a plan at given sizes, in one block. Steps of less work than `least` stay with the script. */
export function bind(
  { plan, kernels }: { readonly plan: Plan; readonly kernels: readonly Kernel[] },
  sizes: Sizes,
  { heap, target, least }: {
    readonly heap: Heap;
    readonly target: Target | undefined;
    readonly least: number;
  },
): Bound {
  let bytes = 0;
  const place = (size: number): number => {
    const at = bytes;
    bytes += Math.ceil(size / 64) * 64 + slack;
    return at;
  };
  const offsets = new Map<Buffer, number>();
  for (const buffer of [...plan.inputs, ...plan.stored]) {
    offsets.set(buffer, place(8 * cellCount(buffer.dims, sizes)));
  }
  const drafts = kernels.map((kernel) => {
    const rows = kernel.rows.reduce((product, axis) => product * extentOf(axis, sizes), 1);
    const lanes = kernel.lane === null ? 1 : extentOf(kernel.lane, sizes);
    const work = workOf(kernel, 0) + rows * (workOf(kernel, 1) + lanes * workOf(kernel, 2));
    const isLong = workOf(kernel, 1) + workOf(kernel, 2) > mostWrittenOut;
    if (target === undefined || work < least || isLong) return { kernel, rows, lanes, work };
    const compiled = moduleOf(kernel, target);
    const flagsPerRow = kernel.accumulators.length > 0 ? 1 : Math.ceil(lanes / flagLanes);
    const native = {
      compiled,
      args: place(4 * compiled.args.length),
      flags: place(rows * flagsPerRow),
      flagsPerRow,
      scratch: place(compiled.scratchBytes),
    };
    return { kernel, rows, lanes, work, native };
  });
  const start = heap.allocate(bytes);
  const address = (buffer: Buffer) => start + (offsets.get(buffer) as number);
  const arrays = new Map<Buffer, Float64Array>();
  const array = (buffer: Buffer): Float64Array => {
    let known = arrays.get(buffer);
    // memory that grew without being shared has a new buffer
    if (known?.buffer !== heap.memory.buffer) {
      known = heap.f64(address(buffer), cellCount(buffer.dims, sizes));
      arrays.set(buffer, known);
    }
    return known as Float64Array;
  };
  const steps = drafts.map((draft): BoundStep => {
    const { native } = draft;
    if (native === undefined) return draft;
    const moved = {
      ...native,
      args: start + native.args,
      flags: start + native.flags,
      scratch: start + native.scratch,
    };
    const numbers = argumentNumbers(native.compiled.args, {
      sizes,
      pointer: address,
      flags: moved.flags,
      flagsPerRow: moved.flagsPerRow,
    });
    heap.i32(moved.args, numbers.length).set(numbers);
    heap.u8(moved.flags, draft.rows * moved.flagsPerRow).fill(0);
    return { ...draft, native: moved };
  });
  return {
    heap,
    address,
    array,
    steps,
    free: () => heap.free(start),
  };
}

/** How many additions a call of a kernel should hold, about: half a millisecond. */
const callWork = 5e6;

/** The parts of a step that threads share out: rows of a sweep, lanes of a map. They depend on the sizes alone. */
export function piecesOf({ kernel, rows, lanes, work, native }: BoundStep): Piece[] {
  if (native === undefined) return [];
  const { args } = native;
  const isMap = kernel.accumulators.length === 0;
  const parts = Math.max(1, Math.min(256, Math.ceil(work / callWork)));
  if (isMap && rows < parts && kernel.lane !== null) {
    const size = Math.ceil(lanes / parts / flagLanes) * flagLanes;
    return ranges(lanes, size).map(([laneFirst, laneEnd]) => ({
      args,
      rowFirst: 0,
      rowEnd: rows,
      laneFirst,
      laneEnd,
    }));
  }
  const size = Math.ceil(rows / parts / 4) * 4;
  return ranges(rows, size).map(([rowFirst, rowEnd]) => ({
    args,
    rowFirst,
    rowEnd,
    laneFirst: 0,
    laneEnd: lanes,
  }));
}

/** How many rows of a step one call computes. */
export function rowsAtOnce({ rows, work }: BoundStep): number {
  return Math.max(4, Math.ceil(callWork / (work / rows) / 4) * 4);
}

function ranges(count: number, size: number): [number, number][] {
  const list: [number, number][] = [];
  for (let first = 0; first < count; first += size) {
    list.push([first, Math.min(count, first + size)]);
  }
  return list;
}
