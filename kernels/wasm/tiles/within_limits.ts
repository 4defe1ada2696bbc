import type { Kernel } from "../../ir/kernel.ts";
import { sizeOf } from "../../program/size.ts";
import { TooManyLocals } from "../bytes/assembler.ts";
import type { Schedule } from "../frame/frame.ts";
import { generating, type Target, type WasmKernel } from "./generate.ts";
import { scheduleOf } from "../frame/schedule.ts";

/** What a function may have: engines allow 50,000 locals and 7,654,321 bytes (WebAssembly JavaScript Interface, limits). */
const mostLocals = 40_000, mostBytes = 7_000_000;

/**
 * The module of a kernel that engines will compile, in the layout that the schedule chooses or else in a smaller one;
 * undefined for what is too large in any: one value, as long a formula as a program.
 */
export function generateWithin(kernel: Kernel, target: Target): WasmKernel | undefined {
  const slices = generatingWithin(kernel, target);
  for (;;) {
    const slice = slices.next();
    if (slice.done === true) return slice.value;
  }
}

/** The same in slices: tiles of the code, and the binary of the module. */
export function* generatingWithin(
  kernel: Kernel,
  target: Target,
): Generator<undefined, WasmKernel | undefined, unknown> {
  if (sizeOf(kernel) > 2 * mostLocals) return undefined;
  const chosen = scheduleOf(kernel, target.shape);
  const smaller: Schedule[] = [
    ...(chosen.rolled ? [] : [{ ...chosen, rolled: true }]),
    { rows: 1, vectors: 1, rolled: true },
  ];
  for (const schedule of [chosen, ...smaller]) {
    const made = yield* attempt(kernel, target, schedule);
    yield undefined;
    if (made !== undefined && made.bytes.length <= mostBytes) return made;
  }
  return undefined;
}

/** Values are written where they are first needed: what a long chain of them needs is deeper than the stack. */
function* attempt(
  kernel: Kernel,
  target: Target,
  schedule: Schedule,
): Generator<undefined, WasmKernel | undefined, unknown> {
  try {
    return yield* generating(kernel, target, schedule, mostLocals);
  } catch (error) {
    if (error instanceof TooManyLocals || isTooDeep(error)) return undefined;
    throw error;
  }
}

function isTooDeep(error: unknown): boolean {
  // Firefox has an error of its own for it
  return error instanceof RangeError || (error instanceof Error && error.name === "InternalError");
}
