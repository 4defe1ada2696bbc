import { DeviceError } from "../../expr/errors.ts";
import { type DeviceInfo, findAdapter, messageOf } from "./adapter.ts";
import { BufferPool } from "./buffer_pool.ts";
import { inScopes, type Outcome } from "./scopes.ts";

/** A WebGPU device with its pipelines and buffers. */
export class GpuDevice {
  readonly device: GPUDevice;
  readonly info: DeviceInfo;
  readonly pool: BufferPool;
  /** Units of work a second, by shader: what was measured last. */
  readonly rates = new Map<string, number>();
  readonly #waiting = new Set<() => void>();
  #turn: Promise<unknown> = Promise.resolve();
  readonly #pipelines = new Map<string, Promise<GPUComputePipeline>>();
  #lost: string | undefined;

  constructor(device: GPUDevice, info: DeviceInfo) {
    this.device = device;
    this.info = info;
    this.pool = new BufferPool(device);
    device.lost.then(({ reason, message }) => {
      this.#lost = reason === "destroyed"
        ? "The GPU was given back while it was in use"
        : `The GPU was lost: ${message || "its driver was reset"}`;
      for (const wake of this.#waiting) wake();
    });
    // errors outside all scopes must not end the program
    device.addEventListener("uncapturederror", (event) => event.preventDefault());
  }

  /** Why the device is gone, if it is. */
  get lost(): string | undefined {
    return this.#lost;
  }

  /** Throws `DeviceError` if the device is gone. */
  checkAlive(): void {
    if (this.#lost !== undefined) {
      throw new DeviceError(`${this.#lost}; evaluate again, or use device "cpu"`);
    }
  }

  /** Throws `DeviceError` if the device is gone or about to be: a loss fails other work first, and is told a little later. */
  async checkLoss(): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = new Promise<void>((resolve) => timer = setTimeout(resolve, 50));
    await Promise.race([this.device.lost, later]);
    clearTimeout(timer);
    this.checkAlive();
  }

  /** The result of a promise of the device. Throws `DeviceError` if the device is lost before. */
  async orLost<T>(promise: Promise<T>): Promise<T> {
    let wake = () => {};
    const lost = new Promise<void>((resolve) => wake = resolve);
    this.#waiting.add(wake);
    try {
      await Promise.race([promise, lost]);
    } catch (error) {
      await this.checkLoss();
      throw new DeviceError(
        `The GPU did not finish its work: ${messageOf(error)}; use device "cpu"`,
      );
    } finally {
      this.#waiting.delete(wake);
    }
    this.checkAlive();
    return await promise;
  }

  /** The compute pipeline of a WGSL text, made once. Throws `DeviceError` with the compiler's words if it is rejected. */
  pipeline(code: string, entryPoint: string): Promise<GPUComputePipeline> {
    const key = `${entryPoint}\n${code}`;
    let pipeline = this.#pipelines.get(key);
    if (pipeline === undefined) {
      pipeline = this.#compile(code, entryPoint);
      pipeline.catch(() => this.#pipelines.delete(key));
      this.#pipelines.set(key, pipeline);
      const oldest = this.#pipelines.keys().next();
      if (this.#pipelines.size > mostPipelines && !oldest.done) {
        this.#pipelines.delete(oldest.value);
      }
    }
    return pipeline;
  }

  async #compile(code: string, entryPoint: string): Promise<GPUComputePipeline> {
    this.checkAlive();
    const { device } = this;
    try {
      const { result, thrown, reported } = await inScopes(
        device,
        () => this.#module(code),
        ["validation"],
      );
      if (thrown !== undefined) throw thrown.error;
      const { module, error } = result as NonNullable<typeof result>;
      if (error !== undefined || reported.validation !== undefined) {
        throw new DeviceError(rejection(code, error, reported.validation));
      }
      return await device.createComputePipelineAsync({
        layout: "auto",
        compute: { module, entryPoint },
      });
    } catch (cause) {
      if (cause instanceof DeviceError) throw cause;
      await this.checkLoss();
      throw new DeviceError(
        `The GPU's driver could not build a kernel: ${messageOf(cause)}; use device "cpu"`,
        { cause },
      );
    }
  }

  /** The module of a text, and the first thing that is wrong with it. */
  async #module(code: string) {
    const module = this.device.createShaderModule({ code });
    const { messages } = await module.getCompilationInfo();
    return { module, error: messages.find(({ type }) => type === "error") };
  }

  /**
   * Runs `work` and turns whatever the device throws, rejects with or reports about it into a `DeviceError`; an `Interruption`
   * passes as its reason. Buffers that wait to be used again are freed after a failure, for one of them may be its cause. The
   * GPU reports to the scope opened last, so only one such work runs at a time.
   */
  guarded<T>(work: () => Promise<T>): Promise<T> {
    const own = this.#turn.then(() => this.#guarded(work));
    this.#turn = own.catch(() => {});
    return own;
  }

  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    this.checkAlive();
    const { result, thrown, reported } = await inScopes(this.device, work);
    const stop = thrown?.error instanceof Interruption ? thrown.error : undefined;
    const sentence = failureOf(stop === undefined ? thrown?.error : undefined, reported);
    if (sentence === undefined && thrown === undefined) return result as T;
    if (sentence !== undefined || stop === undefined) this.pool.clear();
    if (stop !== undefined) throw stop.reason;
    await this.checkLoss();
    if (sentence === undefined) throw thrown?.error;
    throw new DeviceError(sentence, { cause: thrown?.error });
  }

  /** Frees the device and everything on it. */
  destroy(): void {
    this.pool.clear();
    this.device.destroy();
  }
}

/** What stops work from outside: a signal, or a callback that throws. */
export class Interruption {
  constructor(readonly reason: unknown) {}
}

/** What is to be said of work that failed; undefined if nothing is, or if what was thrown says it. */
function failureOf(thrown: unknown, reported: Outcome<unknown>["reported"]): string | undefined {
  const memory = reported["out-of-memory"];
  if (memory !== undefined) {
    return `The GPU is out of memory: ${memory}; use device "cpu", or fewer results at once`;
  }
  const refused = reported.validation ?? reported.internal;
  if (refused !== undefined) return `The GPU refused the work: ${refused}; use device "cpu"`;
  if (thrown === undefined || thrown instanceof DeviceError) return undefined;
  return `The GPU failed: ${messageOf(thrown)}; use device "cpu"`;
}

/** What is to be said of a text that the compiler rejects. */
function rejection(
  code: string,
  error: GPUCompilationMessage | undefined,
  reported: string | undefined,
): string {
  const where = error === undefined || error.lineNum === 0
    ? ""
    : ` (line ${error.lineNum}: ${code.split("\n")[error.lineNum - 1]?.trim()})`;
  return `The GPU's compiler rejected a kernel: ${
    error?.message ?? reported
  }${where}; please report it, and use device "cpu"`;
}

/** Programs that make new formulas for ever keep no more than these. */
const mostPipelines = 512;

let shared: Promise<GpuDevice> | undefined;

/** The device of this program, asked for once; a new one after the last was lost. Throws `DeviceError` where there is none. */
export async function requestGpu(): Promise<GpuDevice> {
  shared ??= open();
  const asked = shared;
  let gpu: GpuDevice;
  try {
    gpu = await asked;
  } catch (error) {
    if (shared === asked) shared = undefined;
    throw error;
  }
  // a loss is reported by a promise: let it be heard
  await Promise.resolve();
  if (gpu.lost === undefined) return gpu;
  if (shared === asked) shared = open();
  return shared ?? requestGpu();
}

/** The WebGPU in which "auto" found no GPU; it does not ask again, for some drivers write to stderr when they are asked. */
let without: object | undefined;

/** The GPU of this program, if there is one that is no program on the CPU. */
export async function hardwareGpu(): Promise<GpuDevice | undefined> {
  if (without === ownWebgpu()) return undefined;
  try {
    const gpu = await requestGpu();
    if (gpu.info.isFallback !== true) return gpu;
    without = ownWebgpu();
  } catch {
    // then the CPU does the work
  }
  return undefined;
}

/** What stands for the WebGPU of this runtime, if only for its absence. */
function ownWebgpu(): object {
  return (globalThis as { readonly navigator?: { readonly gpu?: object } }).navigator?.gpu ??
    globalThis;
}

async function open(): Promise<GpuDevice> {
  const { adapter, info } = await findAdapter().catch((error) => {
    without = ownWebgpu();
    throw error;
  });
  try {
    const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
    const device = await adapter.requestDevice({
      requiredLimits: { maxBufferSize, maxStorageBufferBindingSize },
    });
    return new GpuDevice(device, info);
  } catch (error) {
    throw new DeviceError(`The GPU could not be opened: ${messageOf(error)}; use device "cpu"`);
  }
}

/** Gives the shared device back, so that a program can end or measure afresh. */
export async function releaseGpu(): Promise<void> {
  const last = shared;
  shared = undefined;
  await last?.then((gpu) => gpu.destroy(), () => {});
}

/**
 * What WebGPU device there is, or why there is none. Never throws.
 *
 * @example
 * ```ts
 * import { device } from "@mixtropy/mixtropy";
 * const gpu = await device();
 * console.log(gpu.available ? gpu.description : gpu.reason);
 * ```
 */
export async function device(): Promise<DeviceInfo> {
  try {
    return (await requestGpu()).info;
  } catch (error) {
    return { available: false, reason: messageOf(error) };
  }
}
