import type { Kernel } from "../../../kernels/ir/kernel.ts";
import { singleKernels } from "../../../kernels/program/single.ts";
import type { Target } from "../../../kernels/wasm/tiles/generate.ts";
import { type Buffer, cellCount, type Plan, type Sizes } from "../../plan/types.ts";
import type { Heap } from "../memory/heap.ts";
import type { Slices } from "../conduct/slices.ts";
import { extentAt } from "../conduct/extent.ts";
import { adviceFor } from "./advice.ts";
import { draftStep, settled, type StepDraft } from "./drafts.ts";
import { mapPages } from "./map_pages.ts";
import type { BoundPairs } from "./bound_pairs.ts";
import { isRefusal, type Refusal } from "./refusal.ts";
import type { RoundedCopies } from "./rounded_copies.ts";
import type { Extent, Place, Plain } from "./units.ts";

/** A kernel at given sizes. */
export interface BoundStep extends Extent {
  readonly kernel: Kernel;
  /** How it runs in WebAssembly; undefined if it is interpreted. */
  readonly plain: Plain | undefined;
  /** The same by unordered pairs, where that is cheaper. */
  readonly pairs: BoundPairs | undefined;
  /** The rounded copies that its kernels read, if they work in single precision. */
  readonly roundedCopies: readonly RoundedCopies[] | undefined;
  /** Why it does not run in WebAssembly. */
  readonly refusal: Refusal | undefined;
}

/** A plan at given sizes over memory of a heap. */
export interface Bound {
  readonly heap: Heap;
  /** The numbers of a buffer; another view once memory that is not shared has grown. */
  readonly array: (buffer: Buffer) => Float64Array;
  readonly steps: readonly BoundStep[];
  /**
   * The same step by generated code in double precision, made on first use; by unordered pairs too where the whole of it is
   * to run. For work that is too small to be worth a module it is the step itself.
   */
  readonly inDouble: (step: BoundStep, whole: boolean) => Slices<BoundStep>;
  /** Has the operating system map its memory, once, before it is computed in. */
  readonly map: () => Slices;
  readonly free: () => void;
}

/** What decides how steps run. */
export interface BindOptions {
  readonly heap: Heap;
  /** The engine's vectors, or why there are none to be used. */
  readonly target: Target | Refusal;
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
  const { heap, target, least, unordered, precision } = options;
  const { place, bytes } = layout();
  const offsets = new Map<Buffer, number>();
  for (const buffer of [...plan.inputs, ...plan.stored]) {
    offsets.set(buffer, place(8 * cellCount(buffer.dims, sizes)));
  }
  const single = precision === "f32" ? singleKernels(kernels) : new Set<Kernel>();
  const drafts: StepDraft[] = [];
  for (const [s, kernel] of kernels.entries()) {
    const extent = extentAt(kernel, sizes), own = targetFor(kernel, extent, single, options);
    // the surer of two ways: seldom needed
    const isLater = plan.steps[s]!.when?.isNot0 === false;
    drafts.push(
      isRefusal(own)
        ? { kernel, extent, refusal: own }
        : isLater
        ? { kernel, extent }
        : yield* draftStep(kernel, extent, { ...options, own, place, sizes, paired: unordered }),
    );
  }
  const advice = () => adviceFor(plan, sizes);
  const start = heap.allocate(bytes(), advice);
  const blocks = [start];
  const free = () => blocks.splice(0).forEach((block) => heap.free(block));
  let isMapped = false;
  function* map(): Slices {
    if (!isMapped) yield* mapPages(heap, start, bytes());
    isMapped = true;
  }
  const array = arraysAt(heap, sizes, (buffer) => start + (offsets.get(buffer) as number));
  const settle = (draft: StepDraft, from: number): BoundStep =>
    settled(draft, from, sizes, (buffer) => start + (offsets.get(buffer) as number));
  const steps = drafts.map((draft) => settle(draft, start));
  const doubles = new Map<string, BoundStep>();
  function* inDouble(step: BoundStep, whole: boolean): Slices<BoundStep> {
    if (isRefusal(target) || step.work < least) return step;
    const index = steps.indexOf(step), key = `${index} ${whole}`;
    let known = doubles.get(key);
    if (known === undefined) {
      const { place, bytes } = layout(), { kernel, extent } = drafts[index]!;
      const own: Target = { ...target, shape: "f64x2" };
      const paired = unordered && whole;
      const draft = yield* draftStep(kernel, extent, { ...options, own, place, sizes, paired });
      const block = heap.allocate(bytes(), advice);
      blocks.push(block);
      yield* mapPages(heap, block, bytes());
      doubles.set(key, known = settle(draft, block));
    }
    return known;
  }
  return { heap, array, steps, inDouble, map, free };
}

/** The vectors of a step, or why it is left to the script. */
function targetFor(
  kernel: Kernel,
  { work }: Extent,
  single: ReadonlySet<Kernel>,
  { target, least, leastSingle }: BindOptions,
): Target | Refusal {
  if (work < least) return { reason: "the work is small" };
  if (isRefusal(target)) return target;
  const isSingle = work >= leastSingle && single.has(kernel);
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

/** A block of memory while it is laid out. */
export function layout(): { readonly place: Place; readonly bytes: () => number } {
  let bytes = 0;
  const place = (size: number): number => {
    const at = bytes;
    bytes += Math.ceil(size / 64) * 64 + slack;
    return at;
  };
  return { place, bytes: () => bytes };
}
