import type { Kernel } from "../../../kernels/ir.ts";
import type { Target } from "../../../kernels/wasm/generate.ts";
import { workOf } from "../../../kernels/work.ts";
import { type Buffer, cellCount, extentOf, type Plan, type Sizes } from "../../plan/types.ts";
import type { Heap } from "../pool/heap.ts";
import { moduleOf } from "./modules.ts";
import { type BoundPairs, draftPairs } from "./pairs.ts";
import { draftPlain, type Extent, type Plain } from "./units.ts";

/** A kernel at given sizes. */
export interface BoundStep extends Extent {
  readonly kernel: Kernel;
  /** How it runs in WebAssembly; undefined for work that is too small to be worth a module. */
  readonly plain?: Plain;
  /** The same by unordered pairs, where that is cheaper. */
  readonly pairs?: BoundPairs;
}

/** A plan at given sizes over memory of a heap. */
export interface Bound {
  readonly heap: Heap;
  readonly array: (buffer: Buffer) => Float64Array;
  readonly steps: readonly BoundStep[];
  readonly free: () => void;
}

/** What decides how steps run. */
export interface BindOptions {
  readonly heap: Heap;
  /** The engine's vectors; undefined where it has none. */
  readonly target: Target | undefined;
  /** Steps of less work than this stay with the script. */
  readonly least: number;
  /** Whether sweeps may be done by unordered pairs. */
  readonly unordered: boolean;
}

/** Bytes that vectors may be read past the end of a buffer. */
const slack = 64;

/** A kernel of more work a point, in additions, is too long to be written out. */
const mostWrittenOut = 6000;

/** Lays out the memory of a plan at given sizes, in one block. */
export function bind(
  { plan, kernels }: { readonly plan: Plan; readonly kernels: readonly Kernel[] },
  sizes: Sizes,
  { heap, target, least, unordered }: BindOptions,
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
    const extent = { rows, lanes, work };
    const isLong = workOf(kernel, 1) + workOf(kernel, 2) > mostWrittenOut;
    if (target === undefined || work < least || isLong) return { kernel, extent };
    const plain = draftPlain(kernel, moduleOf(kernel, target), extent, { heap, place });
    const pairs = kernel.pairs === undefined || !unordered
      ? undefined
      : draftPairs(kernel.pairs, extent, { heap, place, target });
    return { kernel, extent, plain, pairs };
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
  const values = { sizes, pointer: address };
  const steps = drafts.map(({ kernel, extent, plain, pairs }): BoundStep => {
    const bound = pairs?.settle(start, values);
    return {
      kernel,
      ...extent,
      work: bound?.work ?? extent.work,
      plain: plain?.settle(start, values),
      pairs: bound,
    };
  });
  return { heap, array, steps, free: () => heap.free(start) };
}
