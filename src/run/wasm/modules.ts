import type { Kernel } from "../../../kernels/ir.ts";
import type { Target, WasmKernel } from "../../../kernels/wasm/generate.ts";
import { generateWithin } from "../../../kernels/wasm/within_limits.ts";
import type { Heap } from "../pool/heap.ts";
import { runOf } from "../pool/job.ts";
import type { PoolKernel } from "../pool/pool.ts";
import { compiledBy, isRefusal, type Refusal, whyForbidden } from "./refusal.ts";

/** A kernel that is ready to run. */
export interface Compiled extends WasmKernel, PoolKernel {
  readonly bytes: Uint8Array<ArrayBuffer>;
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
export function moduleOf(kernel: Kernel, target: Target, heap: Heap): Compiled | Refusal {
  let modules = made.get(kernel);
  if (modules === undefined) made.set(kernel, modules = new Map());
  const key = `${target.shape} ${target.relaxed} ${target.shared}`;
  const module = modules.get(key) ?? compile(kernel, target);
  // what is forbidden now may be allowed later
  if (!isRefusal(module) || module.isForbidden !== true) modules.set(key, module);
  if (isRefusal(module)) return module;
  const run = compiledBy(() => runOf(module, heap));
  return isRefusal(run) ? run : module;
}

function compile(kernel: Kernel, target: Target): Compiled | Refusal {
  const forbidden = whyForbidden();
  if (forbidden !== undefined) return forbidden;
  const generated = generateWithin(kernel, target);
  if (generated === undefined) return { reason: "the code of its formula would be too large" };
  return compiledBy(() => ({ ...generated, module: new WebAssembly.Module(generated.bytes) }));
}
