import { mostPages, pageBytes } from "../../../kernels/wasm/bytes/pages.ts";

/** Memory that grows by pages, as that of WebAssembly does. */
export interface HeapMemory {
  /** Another one after the memory has grown, unless it is shared. */
  readonly buffer: ArrayBufferLike;
  /** Grows by so many pages; throws where they cannot be had. */
  readonly grow: (pages: number) => unknown;
}

/** The best memory that can be had. */
export interface Had {
  readonly memory: HeapMemory;
  /** The same, where it is memory of WebAssembly. */
  readonly native: WebAssembly.Memory | undefined;
  readonly isShared: boolean;
}

/**
 * A page of memory that threads can share, if it is to be shared; else of one thread; where the engine gives neither, as
 * with little address space, an array for scripts. V8 reserves 8 GiB and more of addresses for the smallest memory of
 * WebAssembly, other engines as many as it may grow to.
 */
export function memoryFor(shared: boolean): Had {
  if (typeof WebAssembly === "object") {
    const common = shared && canShare() ? sharedMemory() : undefined;
    if (common !== undefined) return { memory: common, native: common, isShared: true };
    const own = tried({ initial: 1 });
    if (own !== undefined) return { memory: own, native: own, isShared: false };
  }
  return { memory: arrayMemory(), native: undefined, isShared: false };
}

/** A browser shares memory only with pages that are isolated from other origins. */
function canShare(): boolean {
  const { crossOriginIsolated } = globalThis as { readonly crossOriginIsolated?: boolean };
  return typeof SharedArrayBuffer === "function" && crossOriginIsolated !== false;
}

/** Shared memory reserves the addresses up to its largest size at once, which small devices refuse. */
function sharedMemory(): WebAssembly.Memory | undefined {
  for (const maximum of [mostPages, mostPages / 4, mostPages / 16]) {
    const memory = tried({ initial: 1, maximum, shared: true });
    if (memory !== undefined) return memory;
  }
  return undefined;
}

function tried(descriptor: WebAssembly.MemoryDescriptor): WebAssembly.Memory | undefined {
  try {
    return new WebAssembly.Memory(descriptor);
  } catch {
    return undefined;
  }
}

/** Memory without WebAssembly: it grows by copying. */
function arrayMemory(): HeapMemory {
  let buffer = new ArrayBuffer(pageBytes);
  return {
    get buffer() {
      return buffer;
    },
    grow: (pages) => {
      const larger = new ArrayBuffer(buffer.byteLength + pages * pageBytes);
      new Uint8Array(larger).set(new Uint8Array(buffer));
      buffer = larger;
    },
  };
}
