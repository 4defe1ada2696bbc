import type { Kernel } from "../../../kernels/ir/kernel.ts";
import type { Target, WasmKernel } from "../../../kernels/wasm/tiles/generate.ts";
import { generatingWithin } from "../../../kernels/wasm/tiles/within_limits.ts";
import type { Heap } from "../memory/heap.ts";
import { runOf } from "../threads/job.ts";
import type { PoolKernel } from "../threads/pool.ts";
import type { Slices } from "../conduct/slices.ts";
import { compiledBy, isRefusal, type Refusal, whyForbidden } from "./refusal.ts";

/** A kernel that is ready to run. */
export interface Compiled extends Omit<WasmKernel, "parts">, PoolKernel {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly shape: Target["shape"];
}

/** A kernel and its module. */
export interface KernelModule {
  readonly kernel: Kernel;
  readonly compiled: Compiled;
}

const made = new WeakMap<Kernel, Map<string, Compiled | Refusal>>();

/**
 * The module of a kernel, made on first use and ready to run over a heap, or why there is none. As plans are kept by
 * structure, new sizes never make another.
 */
export function* moduleOf(kernel: Kernel, target: Target, heap: Heap): Slices<Compiled | Refusal> {
  let modules = made.get(kernel);
  if (modules === undefined) made.set(kernel, modules = new Map());
  const key = `${target.shape} ${target.relaxed} ${target.shared} ${target.open ?? false}`;
  const compiled = modules.get(key) ?? (yield* compile(kernel, target));
  // another evaluation may have made it meanwhile: the first one stays
  const module = modules.get(key) ?? compiled;
  // what is forbidden now may be allowed later
  if (!isRefusal(module) || module.isForbidden !== true) modules.set(key, module);
  if (isRefusal(module)) return module;
  const run = compiledBy(() => runOf(module, heap));
  return isRefusal(run) ? run : module;
}

function* compile(kernel: Kernel, target: Target): Slices<Compiled | Refusal> {
  const forbidden = whyForbidden();
  if (forbidden !== undefined) return forbidden;
  const generated = yield* generatingWithin(kernel, target);
  if (generated === undefined) return { reason: "the code of its formula would be too large" };
  yield undefined;
  const { bytes, args, scratchBytes, schedule } = generated, { shape } = target;
  const module = compiledBy(() => new WebAssembly.Module(bytes));
  yield undefined;
  return isRefusal(module) ? module : { bytes, args, scratchBytes, schedule, shape, module };
}
