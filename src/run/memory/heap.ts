import { mostPages, pageBytes } from "../../../kernels/wasm/bytes/pages.ts";
import { DeviceError } from "../../expr/errors.ts";
import { type FreeList, freeList } from "./free_list.ts";
import { type HeapMemory, memoryFor } from "./memory.ts";

/** Blocks start at multiples of this (a cache line), and so much room or more follows each. */
const line = 64;

/** How a heap is made. */
export interface HeapOptions {
  /** Whether threads can share it; where that cannot be had it is not shared all the same. */
  readonly shared?: boolean;
  /** Called when the last block was freed. */
  readonly whenEmpty?: (heap: Heap) => void;
}

/** Memory that kernels work in: blocks in one WebAssembly memory. */
export class Heap {
  /** Where its numbers lie. */
  readonly memory: HeapMemory;
  /** The memory that modules import; undefined where there is none to be had, and only scripts can run. */
  readonly native: WebAssembly.Memory | undefined;
  /** Whether worker threads can work in it. */
  readonly shared: boolean;
  /** Ends what holds on to its memory, if there is anything, so that it can be given back. */
  release: (() => void) | undefined;
  readonly #blocks: FreeList;
  readonly #whenEmpty: ((heap: Heap) => void) | undefined;
  #pages = 1;
  #retired = false;

  /** An empty heap. */
  constructor({ shared = true, whenEmpty }: HeapOptions = {}) {
    const { memory, native, isShared } = memoryFor(shared);
    this.memory = memory;
    this.native = native;
    this.shared = isShared;
    // no block lies at address 0
    this.#blocks = freeList(line, pageBytes);
    this.#whenEmpty = whenEmpty;
  }

  /** Whether a thread that was given up may still write to some of its blocks: then none is given out again. */
  get retired(): boolean {
    return this.#retired;
  }

  /**
   * Gives the heap up as a place for new computations: a thread that ended while it worked, as far as is known, may go on
   * writing where it was told to. What lies in other blocks stays good.
   */
  retire(): void {
    this.#retired = true;
  }

  /** How many bytes blocks take up, with the room after them. */
  get used(): number {
    return this.#blocks.used();
  }

  /** How many bytes the memory has grown to. It never shrinks. */
  get size(): number {
    return this.#pages * pageBytes;
  }

  /**
   * The address of a new block, a multiple of 64. At least 64 bytes after it belong to nobody, so that vectors may be read
   * across its end. Its bytes are whatever an earlier block left there. Views of an unshared heap that were made before
   * are detached when it grows: make them where they are used.
   *
   * Throws `DeviceError` where memory does not suffice; `advice` ends its sentence.
   */
  allocate(bytes: number, advice: () => string = () => "evaluate fewer of them at once"): number {
    if (!(bytes >= 0 && Number.isInteger(bytes))) {
      throw new RangeError(`Expected a number of bytes, got ${bytes}`);
    }
    const room = Math.ceil(bytes / line) * line + line;
    const start = this.#blocks.take(room);
    if (start !== undefined) return start;
    this.#grow(room, bytes, advice);
    return this.#blocks.take(room) as number;
  }

  /** Frees a block; nothing may use its address any more. A retired heap does not give it out again. */
  free(pointer: number): void {
    const isBlock = this.#retired ? this.#blocks.drop(pointer) : this.#blocks.give(pointer);
    if (!isBlock) {
      throw new RangeError(`Expected the address of a block of the heap, got ${pointer}`);
    }
    if (this.used === 0) this.#whenEmpty?.(this);
  }

  /** `count` doubles at an address, as long as the heap does not grow. */
  f64(pointer: number, count: number): Float64Array {
    return new Float64Array(this.memory.buffer, pointer, count);
  }

  /** `count` 32-bit integers at an address, as long as the heap does not grow. */
  i32(pointer: number, count: number): Int32Array {
    return new Int32Array(this.memory.buffer, pointer, count);
  }

  /** `count` bytes at an address, as long as the heap does not grow. */
  u8(pointer: number, count: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, pointer, count);
  }

  /** Grows by half, or by what is needed where that is more or where only that can be had. */
  #grow(room: number, bytes: number, advice: () => string): void {
    const needed = Math.ceil((room - this.#blocks.tail()) / pageBytes);
    const most = mostPages - this.#pages;
    const grown = needed <= most &&
      [Math.min(most, Math.max(needed, this.#pages >> 1)), needed].some((pages) =>
        this.#add(pages)
      );
    if (grown) return;
    throw new DeviceError(
      `Expected the arrays of a computation to fit into ${
        mebibytes(mostPages * pageBytes)
      } of memory, got ${mebibytes(bytes)} more beside ${
        mebibytes(this.used)
      } in use, and this machine gives ${mebibytes(this.size)} so far; ${advice()}`,
    );
  }

  #add(pages: number): boolean {
    try {
      this.memory.grow(pages);
    } catch {
      return false;
    }
    this.#pages += pages;
    this.#blocks.extend(this.size);
    return true;
  }
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}
