import { DeviceError } from "../../expr/errors.ts";

/** Buffers of a device that are used again, so that a loop of evaluations allocates nothing. */
export class BufferPool {
  readonly #device: GPUDevice;
  readonly #free = new Map<string, GPUBuffer[]>();
  #freeBytes = 0;
  #liveBytes = 0;

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** How many bytes are allocated, in use or waiting. */
  get bytes(): number {
    return this.#liveBytes;
  }

  /** How many bytes wait to be used again. */
  get freeBytes(): number {
    return this.#freeBytes;
  }

  /** A buffer of at least that many bytes, with whatever it held before. */
  take(bytes: number, usage: GPUBufferUsageFlags): GPUBuffer {
    const size = roomFor(bytes, this.#device.limits.maxBufferSize);
    const waiting = this.#free.get(`${usage} ${size}`)?.pop();
    if (waiting !== undefined) {
      this.#freeBytes -= size;
      return waiting;
    }
    if (size > this.#device.limits.maxBufferSize) {
      throw new DeviceError(
        `A buffer of ${size} bytes is larger than the GPU allows (${this.#device.limits.maxBufferSize})`,
      );
    }
    const made = this.#device.createBuffer({ size, usage });
    this.#liveBytes += size;
    return made;
  }

  /** Frees a buffer that was taken: after a failure it may be of no use. */
  drop(buffer: GPUBuffer): void {
    this.#liveBytes -= buffer.size;
    destroy(buffer);
  }

  /** Gives a buffer back; work that was submitted may still use it. */
  give(buffer: GPUBuffer): void {
    const key = `${buffer.usage} ${buffer.size}`;
    const list = this.#free.get(key);
    if (list === undefined) this.#free.set(key, [buffer]);
    else list.push(buffer);
    this.#freeBytes += buffer.size;
    if (this.#freeBytes > mostFreeBytes) this.clear();
  }

  /** Frees what waits. */
  clear(): void {
    for (const list of this.#free.values()) {
      for (const buffer of list) {
        this.drop(buffer);
      }
    }
    this.#free.clear();
    this.#freeBytes = 0;
  }
}

function destroy(buffer: GPUBuffer): void {
  try {
    buffer.destroy();
  } catch {
    // of a device that fails even here
  }
}

/** More than this is not kept for later. */
const mostFreeBytes = 2 ** 29;

/** Sizes in steps of an eighth of a power of two: few different ones, little waste. */
function roomFor(bytes: number, most: number): number {
  const step = Math.max(256, 2 ** (Math.floor(Math.log2(Math.max(bytes, 1))) - 3));
  const rounded = Math.ceil(bytes / step) * step;
  return bytes <= most ? Math.min(rounded, Math.floor(most / 4) * 4) : rounded;
}
