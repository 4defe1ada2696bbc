import { DeviceError } from "../../expr/errors.ts";
import type { GpuInfo } from "./adapter.ts";
import { messageOf } from "../conduct/message.ts";
import { BufferPool } from "./buffer_pool.ts";
import { failureOf, Interruption, rejection } from "./failures.ts";
import { inScopes } from "./scopes.ts";

/** Programs that make new formulas for ever keep no more than these. */
const mostPipelines = 512;

/** A WebGPU device with its pipelines and buffers. */
export class GpuDevice {
  readonly device: GPUDevice;
  readonly info: GpuInfo;
  readonly pool: BufferPool;
  /** Units of work a second, by shader: what was measured last. */
  readonly rates = new Map<string, number>();
  /** When work that was submitted was last seen to be done, by the clock of `performance`. */
  lastDone = 0;
  readonly #waiting = new Set<() => void>();
  #turn: Promise<unknown> = Promise.resolve();
  readonly #pipelines = new Map<string, Promise<GPUComputePipeline>>();
  #lost: string | undefined;

  constructor(device: GPUDevice, info: GpuInfo) {
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
