import type { Kernel } from "../../../kernels/ir.ts";
import { singleKernels } from "../../../kernels/single.ts";
import type { Shadow } from "../../../kernels/wasm/arguments.ts";
import type { Target } from "../../../kernels/wasm/generate.ts";
import { type Buffer, cellCount, type Plan, type Sizes } from "../../plan/types.ts";
import type { Heap } from "../pool/heap.ts";
import { extentAt } from "../work.ts";
import { adviceFor } from "./advice.ts";
import { type Compiled, moduleOf } from "./modules.ts";
import { type BoundPairs, draftPairs, type PairsDraft } from "./pairs.ts";
import { isRefusal, type Refusal } from "./refusal.ts";
import { type ShadowCopies, shadowCopies } from "./shadows.ts";
import {
  type Draft,
  draftPlain,
  type Extent,
  type Place,
  type Plain,
  type StepValues,
} from "./units.ts";

/** A kernel at given sizes. */
export interface BoundStep extends Extent {
  readonly kernel: Kernel;
  /** How it runs in WebAssembly; undefined if it is interpreted. */
  readonly plain: Plain | undefined;
  /** The same by unordered pairs, where that is cheaper. */
  readonly pairs: BoundPairs | undefined;
  /** The rounded copies that its kernels read, if they work in single precision. */
  readonly shadows: readonly ShadowCopies[] | undefined;
  /** Why it does not run in WebAssembly. */
  readonly refusal: Refusal | undefined;
}

/** A plan at given sizes over memory of a heap. */
export interface Bound {
  readonly heap: Heap;
  readonly array: (buffer: Buffer) => Float64Array;
  readonly steps: readonly BoundStep[];
  /**
   * The same step by generated code in double precision, made on first use; by unordered pairs too where the whole of it is
   * to run. For work that is too small to be worth a module it is the step itself.
   */
  readonly inDouble: (step: BoundStep, whole: boolean) => BoundStep;
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
}

/** Bytes that vectors may be read past the end of a buffer. */
const slack = 64;

/** Lays out the memory of a plan at given sizes, in one block. */
export function bind(
  { plan, kernels }: { readonly plan: Plan; readonly kernels: readonly Kernel[] },
  sizes: Sizes,
  { heap, target, least, unordered, precision, leastSingle }: BindOptions,
): Bound {
  const { place, bytes } = layout();
  const offsets = new Map<Buffer, number>();
  for (const buffer of [...plan.inputs, ...plan.stored]) {
    offsets.set(buffer, place(8 * cellCount(buffer.dims, sizes)));
  }
  /** A step by generated code: its modules, their memory, and the rounded copies that they read; or why it is interpreted. */
  const draftStep = (kernel: Kernel, extent: Extent, options: StepOptions): StepDraft => {
    const { own, place, paired } = options;
    const module = moduleOf(kernel, own, heap);
    if (isRefusal(module)) {
      if (own.shape === "f64x2") return { kernel, extent, refusal: module };
      return draftStep(kernel, extent, { ...options, own: { ...own, shape: "f64x2" } });
    }
    const plain = draftPlain(kernel, module, extent, { heap, place, sizes });
    const pairs = kernel.pairs === undefined || !paired
      ? undefined
      : draftPairs(kernel.pairs, extent, {
        sizes,
        heap,
        place,
        target: own,
        always: least === 0,
      });
    if (own.shape === "f64x2") return { kernel, extent, plain, pairs };
    const shadows = [{ kernel, compiled: module }, ...pairs?.parts ?? []]
      .map((part) => shadowCopies(part, { sizes, place }));
    return { kernel, extent, plain, pairs, shadows };
  };
  const single = precision === "f32" ? singleKernels(kernels) : new Set<Kernel>();
  const drafts = kernels.map((kernel, s): StepDraft => {
    const extent = extentAt(kernel, sizes), { work } = extent;
    if (work < least) return { kernel, extent, refusal: { reason: "the work is small" } };
    if (target === undefined) return { kernel, extent, refusal: { reason: "without vectors" } };
    // the surer of two ways: seldom needed
    if (plan.steps[s]!.when?.isNot0 === false) return { kernel, extent };
    const isSingle = work >= leastSingle && single.has(kernel);
    const own: Target = { ...target, shape: isSingle ? "f32x4" : "f64x2" };
    return draftStep(kernel, extent, { own, place, paired: unordered });
  });
  const start = heap.allocate(bytes(), () => adviceFor(plan, sizes));
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
  const settle = (
    { kernel, extent, plain, pairs, shadows, refusal }: StepDraft,
    from: number,
  ): BoundStep => {
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
      refusal,
    };
  };
  const steps = drafts.map((draft) => settle(draft, start));
  const blocks: number[] = [];
  const doubles = new Map<string, BoundStep>();
  const inDouble = (step: BoundStep, whole: boolean): BoundStep => {
    if (target === undefined || step.work < least) return step;
    const index = steps.indexOf(step), key = `${index} ${whole}`;
    let known = doubles.get(key);
    if (known === undefined) {
      const { place, bytes } = layout(), { kernel, extent } = drafts[index]!;
      const own: Target = { ...target, shape: "f64x2" };
      const draft = draftStep(kernel, extent, { own, place, paired: unordered && whole });
      const block = heap.allocate(bytes(), () => adviceFor(plan, sizes));
      blocks.push(block);
      doubles.set(key, known = settle(draft, block));
    }
    return known;
  };
  const free = () => {
    heap.free(start);
    for (const block of blocks) heap.free(block);
  };
  return { heap, array, steps, inDouble, free };
}

/** A step before its memory has an address. */
interface StepDraft {
  readonly kernel: Kernel;
  readonly extent: Extent;
  readonly plain?: Draft<Plain>;
  readonly pairs?: PairsDraft | undefined;
  readonly shadows?: readonly ReturnType<typeof shadowCopies>[];
  readonly refusal?: Refusal;
}

/** How generated code for a step is made: for which vectors, where its memory is reserved, and whether by unordered pairs too. */
interface StepOptions {
  readonly own: Target;
  readonly place: Place;
  readonly paired: boolean;
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
