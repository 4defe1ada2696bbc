import {
  type BoundingKernel,
  boundingKernel,
} from "../../../../kernels/bounding/bounding_kernel.ts";
import { sizeKernel } from "../../../../kernels/bounding/size_kernel.ts";
import { laneBlocks, rowBlocks } from "../../../../kernels/wasm/tiles/skipping_driver.ts";
import { workOf } from "../../../../kernels/program/cost.ts";
import { DeviceError } from "../../../expr/errors.ts";
import type { Requests } from "../../conduct/runners.ts";
import type { Sizes } from "../../../plan/types.ts";
import type { Bound, BoundStep } from "../bound.ts";
import { engine } from "../engine.ts";
import { type Compiled, moduleOf } from "../modules.ts";
import { isMostlyDoubtful, redo } from "../redo.ts";
import { isRefusal } from "../refusal.ts";
import type { Plain, Unit } from "../units.ts";
import { orderedFor, type Orders } from "./orders.ts";
import { skipMemory, type SkippedSweep } from "./skip_memory.ts";
import { copyBack, copyInOrder, fillTables, forgetDoubtful } from "./skip_copies.ts";
import { driverUnit, seedUnit, survivingShare } from "./skip_units.ts";
import { type CompiledSkipping, skippingModuleOf } from "./skipping_modules.ts";

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
    const status = yield driverUnit(skippingModule, memory);
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
