import { DeviceError } from "../../expr/errors.ts";
import { messageOf } from "../conduct/message.ts";
import { quietly } from "./quietly.ts";

/** What is there to compute on besides the CPU. */
export interface GpuInfo {
  /** Whether there is a WebGPU device. */
  readonly available: boolean;
  /** Why there is none. */
  readonly reason?: string;
  /** The maker of the GPU, as far as the browser or driver tells. */
  readonly vendor?: string | undefined;
  /** The family of the GPU. */
  readonly architecture?: string | undefined;
  /** Its name and driver. */
  readonly description?: string | undefined;
  /** Whether it is a program on the CPU that behaves like a GPU: for tests, not for speed. */
  readonly isFallback?: boolean;
  /** The limits that decide how work is cut up, in bytes. */
  readonly limits?: { readonly buffer: number; readonly binding: number };
}

/** An adapter, and how it was found. */
export interface FoundAdapter {
  readonly adapter: GPUAdapter;
  readonly info: GpuInfo;
}

/** The package that brings WebGPU to Node; named at run time, so that no bundler and no type checker looks for it. */
const nodePackage = ["web", "gpu"].join("");

/** The default adapter of Deno, the browser or, in Node, the package `webgpu`. Throws `DeviceError` where there is none. */
export async function findAdapter(): Promise<FoundAdapter> {
  const gpu = await findGpu();
  let adapter: GPUAdapter | null;
  try {
    adapter = await quietly(async () =>
      await gpu.requestAdapter({ powerPreference: "high-performance" })
    );
  } catch (error) {
    throw new DeviceError(
      `Asking for a WebGPU adapter failed: ${messageOf(error)}; use device "cpu"`,
    );
  }
  if (adapter === null) {
    throw new DeviceError(
      `There is no WebGPU adapter: no GPU driver was found, or the browser blocks it; use device "cpu"`,
    );
  }
  try {
    return { adapter, info: describeAdapter(adapter) };
  } catch (error) {
    throw new DeviceError(
      `The WebGPU adapter does not say what it is: ${messageOf(error)}; use device "cpu"`,
    );
  }
}

let ofNode: GPU | undefined;

async function findGpu(): Promise<GPU> {
  const own = (globalThis as { navigator?: { gpu?: GPU } }).navigator?.gpu;
  if (own !== undefined) return own;
  const isNode = "process" in globalThis && !("Deno" in globalThis);
  if (!isNode) {
    throw new DeviceError(
      `This browser or runtime has no WebGPU (navigator.gpu is not there); use device "cpu"`,
    );
  }
  try {
    const dawn = await import(nodePackage) as {
      create: (options: string[]) => GPU;
      globals: object;
    };
    Object.assign(globalThis, dawn.globals);
    // Dawn crashes if this object is collected while its devices are in use
    return ofNode ??= dawn.create([]);
  } catch (error) {
    const why = codeOf(error) === "ERR_MODULE_NOT_FOUND"
      ? "is not installed"
      : `could not be loaded: ${messageOf(error)}`;
    throw new DeviceError(
      `Node has WebGPU through the package "webgpu" only, which ${why}; run "npm install webgpu", or use device "cpu"`,
    );
  }
}

function codeOf(error: unknown): unknown {
  return (error as { readonly code?: unknown } | undefined)?.code;
}

function describeAdapter(adapter: GPUAdapter): GpuInfo {
  const { limits } = adapter;
  // older browsers tell nothing of their adapter
  const info: Partial<GPUAdapterInfo> = adapter.info ?? {};
  const fallback = (info as { isFallbackAdapter?: boolean }).isFallbackAdapter ??
    (adapter as { isFallbackAdapter?: boolean }).isFallbackAdapter ?? false;
  const text = [info.vendor, info.architecture, info.device, info.description].join(" ");
  return {
    available: true,
    vendor: info.vendor,
    architecture: info.architecture,
    description: info.description || info.device,
    isFallback: fallback || /llvmpipe|swiftshader|software/i.test(text),
    limits: {
      buffer: limits.maxBufferSize,
      binding: limits.maxStorageBufferBindingSize,
    },
  };
}
