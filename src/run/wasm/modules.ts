import type { Kernel } from "../../../kernels/ir.ts";
import { generate, type Target, type WasmKernel } from "../../../kernels/wasm/generate.ts";
import type { PoolKernel } from "../pool/pool.ts";
import type { Slices } from "../slices.ts";

/** A kernel that is ready to run. */
export interface Compiled extends WasmKernel, PoolKernel {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly shape: Target["shape"];
}

const made = new WeakMap<Kernel, Map<string, Compiled>>();

/** The module of a kernel, made on first use: as plans are kept by structure, new sizes never make another. */
export function* moduleOf(kernel: Kernel, target: Target): Slices<Compiled> {
  let modules = made.get(kernel);
  if (modules === undefined) made.set(kernel, modules = new Map());
  const key = `${target.shape} ${target.relaxed} ${target.shared}`;
  const known = modules.get(key);
  if (known !== undefined) return known;
  const generated = generate(kernel, target);
  yield undefined;
  const { bytes, args, scratchBytes, schedule } = generated;
  yield undefined;
  const module = new WebAssembly.Module(bytes);
  const compiled = { bytes, args, scratchBytes, schedule, shape: target.shape, module };
  // another evaluation may have made it meanwhile: the first one stays
  if (!modules.has(key)) modules.set(key, compiled);
  yield undefined;
  return modules.get(key) ?? compiled;
}
