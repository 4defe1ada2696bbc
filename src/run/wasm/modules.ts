import type { Kernel } from "../../../kernels/ir.ts";
import { generate, type Target, type WasmKernel } from "../../../kernels/wasm/generate.ts";
import type { PoolKernel } from "../pool/pool.ts";

/** A kernel that is ready to run. */
export interface Compiled extends WasmKernel, PoolKernel {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const made = new WeakMap<Kernel, Map<string, Compiled>>();

/** The module of a kernel, made on first use: as plans are kept by structure, new sizes never make another. */
export function moduleOf(kernel: Kernel, target: Target): Compiled {
  let modules = made.get(kernel);
  if (modules === undefined) made.set(kernel, modules = new Map());
  const key = `${target.shape} ${target.relaxed} ${target.shared}`;
  let compiled = modules.get(key);
  if (compiled === undefined) {
    const generated = generate(kernel, target);
    compiled = { ...generated, module: new WebAssembly.Module(generated.bytes) };
    modules.set(key, compiled);
  }
  return compiled;
}
