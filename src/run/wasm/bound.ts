import type { Kernel } from "../../../kernels/ir.ts";
import { suitsSingle } from "../../../kernels/single.ts";
import type { Shadow } from "../../../kernels/wasm/arguments.ts";
import type { Target } from "../../../kernels/wasm/generate.ts";
import { workOf } from "../../../kernels/work.ts";
import { type Buffer, cellCount, extentOf, type Plan, type Sizes } from "../../plan/types.ts";
import type { Heap } from "../pool/heap.ts";
import type { Slices } from "../slices.ts";
import { draftStep, type StepDraft } from "./drafts.ts";
import type { Compiled } from "./modules.ts";
import type { BoundPairs } from "./pairs.ts";
import type { ShadowCopies } from "./shadows.ts";
import type { Extent, Place, Plain, StepValues } from "./units.ts";

/** A kernel at given sizes. */
export interface BoundStep extends Extent {
  readonly kernel: Kernel;
  /** How it runs in WebAssembly; undefined for work that is too small to be worth a module. */
  readonly plain: Plain | undefined;
  /** The same by unordered pairs, where that is cheaper. */
  readonly pairs: BoundPairs | undefined;
  /** The rounded copies that its kernels read, if they work in single precision. */
  readonly shadows: readonly ShadowCopies[] | undefined;
}

/** A plan at given sizes over memory of a heap. */
export interface Bound {
  readonly heap: Heap;
  /** The numbers of a buffer; another view once memory that is not shared has grown. */
  readonly array: (buffer: Buffer) => Float64Array;
  readonly steps: readonly BoundStep[];
  /** The same step in double precision, made on first use; by unordered pairs too where the whole of it is to run. */
  readonly inDouble: (step: BoundStep, whole: boolean) => Slices<BoundStep>;
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
  /** The precision of sweeps over pairs of at least so much work, if nothing in them jumps. */
  readonly precision: "f64" | "f32";
  readonly leastSingle: number;
  /** Calls that take longer, in nanoseconds as they are estimated, are cut along their lanes. */
  readonly longest: number;
}

/** Bytes that vectors may be read past the end of a buffer. */
const slack = 64;

/** Lays out the memory of a plan at given sizes, in one block, and makes the modules of its steps. */
export function* bind(
  { plan, kernels }: { readonly plan: Plan; readonly kernels: readonly Kernel[] },
  sizes: Sizes,
  options: BindOptions,
): Slices<Bound> {
  const { heap, target, unordered } = options;
  const { place, bytes } = layout();
  const offsets = new Map<Buffer, number>();
  for (const buffer of [...plan.inputs, ...plan.stored]) {
    offsets.set(buffer, place(8 * cellCount(buffer.dims, sizes)));
  }
  const drafts: StepDraft[] = [];
  for (const kernel of kernels) {
    const extent = extentIn(kernel, sizes), own = targetFor(kernel, extent, options);
    drafts.push(
      own === undefined
        ? { kernel, extent }
        : yield* draftStep(kernel, extent, { ...options, own, place, sizes, paired: unordered }),
    );
  }
  const start = heap.allocate(bytes());
  const blocks = [start];
  const free = () => blocks.splice(0).forEach((block) => heap.free(block));
  try {
    yield* touch(heap, start, bytes());
  } catch (error) {
    free();
    throw error;
  }
  const array = arraysAt(heap, sizes, (buffer) => start + (offsets.get(buffer) as number));
  const settle = (draft: StepDraft, from: number): BoundStep =>
    settled(draft, from, sizes, (buffer) => start + (offsets.get(buffer) as number));
  const steps = drafts.map((draft) => settle(draft, start));
  const doubles = new Map<string, BoundStep>();
  function* inDouble(step: BoundStep, whole: boolean): Slices<BoundStep> {
    const index = steps.indexOf(step), key = `${index} ${whole}`;
    let known = doubles.get(key);
    if (known === undefined) {
      const { place, bytes } = layout(), { kernel, extent } = drafts[index]!;
      const own: Target = { ...target as Target, shape: "f64x2" };
      const paired = unordered && whole;
      const draft = yield* draftStep(kernel, extent, { ...options, own, place, sizes, paired });
      const block = heap.allocate(bytes());
      blocks.push(block);
      yield* touch(heap, block, bytes());
      doubles.set(key, known = settle(draft, block));
    }
    return known;
  }
  return { heap, array, steps, inDouble, free };
}

function extentIn(kernel: Kernel, sizes: Sizes): Extent {
  const rows = kernel.rows.reduce((product, axis) => product * extentOf(axis, sizes), 1);
  const lanes = kernel.lane === null ? 1 : extentOf(kernel.lane, sizes);
  const work = workOf(kernel, 0) + rows * (workOf(kernel, 1) + lanes * workOf(kernel, 2));
  return { rows, lanes, work };
}

/** The vectors of a step; undefined where it is left to the script. */
function targetFor(
  kernel: Kernel,
  { work }: Extent,
  { target, least, precision, leastSingle }: BindOptions,
): Target | undefined {
  if (target === undefined || work < least) return undefined;
  const isSingle = precision === "f32" && work >= leastSingle && suitsSingle(kernel);
  return { ...target, shape: isSingle ? "f32x4" : "f64x2" };
}

/** Views of buffers, made anew where memory that is not shared has grown. */
function arraysAt(heap: Heap, sizes: Sizes, address: (buffer: Buffer) => number): Bound["array"] {
  const arrays = new Map<Buffer, Float64Array>();
  return (buffer) => {
    let known = arrays.get(buffer);
    if (known === undefined || known.buffer !== heap.memory.buffer) {
      known = heap.f64(address(buffer), cellCount(buffer.dims, sizes));
      arrays.set(buffer, known);
    }
    return known;
  };
}

/** A step whose memory starts at `from`. */
function settled(
  { kernel, extent, plain, pairs, shadows }: StepDraft,
  from: number,
  sizes: Sizes,
  address: (buffer: Buffer) => number,
): BoundStep {
  const placed = shadows?.map((one) => one.settle(from));
  const pointer = (buffer: Buffer, shadow: Shadow, compiled: Compiled) =>
    placed?.find((one) => one.compiled === compiled)?.addressOf(buffer, shadow) ??
      address(buffer);
  const values: StepValues = { sizes, pointer };
  const bound = pairs?.settle(from, values);
  return {
    kernel,
    ...extent,
    work: bound?.work ?? extent.work,
    plain: plain?.settle(from, values),
    pairs: bound,
    shadows: placed,
  };
}

/** Bytes of the smallest page that an operating system maps, and how many of them a slice maps. */
const mapped = 4096, mappedAtOnce = 2048;

/**
 * Makes the operating system map a block in slices. A page is mapped when it is first written to, which takes about a
 * microsecond, and the first lanes of a kernel may write to every page of its results.
 */
function* touch(heap: Heap, start: number, bytes: number): Slices {
  for (let first = 0; first < bytes; first += mapped * mappedAtOnce) {
    if (first > 0) yield undefined;
    const count = Math.min(bytes - first, mapped * mappedAtOnce);
    const part = heap.u8(start + first, count);
    for (let at = 0; at < count; at += mapped) part[at] = 0;
  }
}

/** A block of memory while it is laid out. */
function layout(): { readonly place: Place; readonly bytes: () => number } {
  let bytes = 0;
  const place = (size: number): number => {
    const at = bytes;
    bytes += Math.ceil(size / 64) * 64 + slack;
    return at;
  };
  return { place, bytes: () => bytes };
}
