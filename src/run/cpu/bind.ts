import type { Kernel } from "../../../kernels/ir/kernel.ts";
import { singleKernels } from "../../../kernels/program/single.ts";
import type { Target } from "../../../kernels/wasm/tiles/generate.ts";
import { type Buffer, cellCount, type Plan, type Sizes } from "../../plan/types.ts";
import type { Heap } from "../memory/heap.ts";
import type { Slices } from "../conduct/slices.ts";
import { extentAt } from "../conduct/extent.ts";
import { adviceFor } from "./advice.ts";
import type { Bound, BoundStep } from "./bound.ts";
import { mapPages } from "./map_pages.ts";
import type { Generator } from "./native.ts";
import { isRefusal, type Refusal } from "./refusal.ts";
import { settled, type StepDraft } from "./settled.ts";
import type { Extent, Place } from "./units.ts";

/** What decides how steps run. */
export interface BindOptions {
  readonly heap: Heap;
  /** Generated code, or why there is none to be used. */
  readonly generator: Generator | Refusal;
  /** Steps of less work than this stay with the script. */
  readonly least: number;
  /** Whether sweeps may be done by unordered pairs. */
  readonly unordered: boolean;
  /** Whether sweeps leave out blocks of pairs that provably do not count; "look" finds out for the first of them, and ends there. */
  readonly skip: boolean | "look";
  /** The precision of sweeps over pairs of at least so much work, if nothing in them jumps. */
  readonly precision: "f64" | "f32";
  readonly leastSingle: number;
  /** Calls that take longer, in nanoseconds as they are estimated, are cut along their lanes. */
  readonly longest: number;
  /** Whether a step is another device's: code for it is made only if it comes back. */
  readonly isElsewhere?: ((step: number) => boolean) | undefined;
}

/** Bytes that vectors may be read past the end of a buffer: a tile has up to eight of them. */
const slack = 128;

/** Lays out the memory of a plan at given sizes, in one block, and makes the modules of its steps. */
export function* bind(
  { plan, kernels }: { readonly plan: Plan; readonly kernels: readonly Kernel[] },
  sizes: Sizes,
  options: BindOptions,
): Slices<Bound> {
  const { heap, generator, least, unordered, precision } = options;
  const { place, bytes } = layout();
  const offsets = new Map<Buffer, number>();
  for (const buffer of [...plan.inputs, ...plan.stored]) {
    offsets.set(buffer, place(8 * cellCount(buffer.dims, sizes)));
  }
  const single = precision === "f32" ? singleKernels(kernels) : new Set<Kernel>();
  const drafts: StepDraft[] = [];
  for (const [s, kernel] of kernels.entries()) {
    const extent = extentAt(kernel, sizes), own = targetFor(kernel, extent, single, options);
    // the surer of two ways is seldom needed, as is what another device does
    const isLater = plan.steps[s]!.when?.isNot0 === false || options.isElsewhere?.(s) === true;
    const about = { ...options, place, sizes, paired: unordered };
    drafts.push(
      isRefusal(own)
        ? { kernel, extent, refusal: own }
        : isLater
        ? { kernel, extent }
        : yield* own.draftStep(kernel, extent, { ...about, own: own.target }),
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
    if (isRefusal(generator) || step.work < least) return step;
    const index = steps.indexOf(step), key = `${index} ${whole}`;
    let known = doubles.get(key);
    if (known === undefined) {
      const { place, bytes } = layout(), { kernel, extent } = drafts[index]!;
      const own: Target = { ...generator.target, shape: "f64x2" };
      const paired = unordered && whole;
      const draft = yield* generator.draftStep(kernel, extent, {
        ...options,
        own,
        place,
        sizes,
        paired,
      });
      const block = heap.allocate(bytes(), advice);
      blocks.push(block);
      yield* mapPages(heap, block, bytes());
      doubles.set(key, known = settle(draft, block));
    }
    return known;
  }
  return { heap, array, steps, inDouble, map, free };
}

/** Generated code with the vectors of a step, or why it is left to the script. */
function targetFor(
  kernel: Kernel,
  { work }: Extent,
  single: ReadonlySet<Kernel>,
  { generator, least, leastSingle }: BindOptions,
): Generator | Refusal {
  if (work < least) return { reason: "the work is small" };
  if (isRefusal(generator)) return generator;
  const isSingle = work >= leastSingle && single.has(kernel);
  const shape = isSingle ? "f32x4" : "f64x2";
  return { ...generator, target: { ...generator.target, shape } };
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
