import type { Kernel } from "../../../../kernels/ir/kernel.ts";
import { TooManyLocals } from "../../../../kernels/wasm/bytes/assembler.ts";
import {
  generatingSkipping,
  type SkippingModule,
} from "../../../../kernels/wasm/tiles/skipping_module.ts";
import type { Heap } from "../../memory/heap.ts";
import { runOf } from "../../threads/job.ts";
import type { PoolKernel } from "../../threads/pool.ts";
import type { Slices } from "../../conduct/slices.ts";
import { engine } from "../engine.ts";
import { compiledBy, isRefusal, whyForbidden } from "../refusal.ts";

/** A sweep with its tests, ready to run. */
export interface CompiledSkipping extends Pick<SkippingModule, "sweep" | "test">, PoolKernel {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const made = new WeakMap<Kernel, Map<boolean, CompiledSkipping | undefined>>();
/** What a function may have: larger sweeps are not skipped in. */
const mostLocals = 40_000;

/** The module of a sweep with the tests of its blocks, made on first use; undefined where there is none. */
export function* skippingModuleOf(
  kernel: Kernel,
  bounding: Kernel,
  heap: Heap,
): Slices<CompiledSkipping | undefined> {
  const { shared } = heap;
  let modules = made.get(kernel);
  if (modules === undefined) made.set(kernel, modules = new Map());
  if (!modules.has(shared)) {
    const compiled = yield* compile({ kernel, bounding }, shared);
    if (!modules.has(shared)) modules.set(shared, compiled);
  }
  const compiled = modules.get(shared);
  if (compiled === undefined) return undefined;
  return isRefusal(compiledBy(() => runOf(compiled, heap))) ? undefined : compiled;
}

function* compile(
  skipped: { readonly kernel: Kernel; readonly bounding: Kernel },
  shared: boolean,
): Slices<CompiledSkipping | undefined> {
  if (whyForbidden() !== undefined) return undefined;
  try {
    const { relaxed } = engine();
    const { bytes, sweep, test } = yield* generatingSkipping(
      skipped,
      { relaxed, shared },
      mostLocals,
    );
    yield undefined;
    const module = compiledBy(() => new WebAssembly.Module(bytes));
    return isRefusal(module) ? undefined : { bytes, sweep, test, module };
  } catch (error) {
    // values are written where they are first needed: a long chain of them is deeper than the stack
    if (error instanceof TooManyLocals || error instanceof RangeError) return undefined;
    throw error;
  }
}
