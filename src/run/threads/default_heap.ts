import { Heap } from "../memory/heap.ts";

/** An empty heap that has grown past this is given up: memory never shrinks. */
const mostKept = 64 * 2 ** 20;

let current: Heap | undefined;

/**
 * The heap of this process, made on first use. Once all of its blocks are freed and it is larger than 64 MiB it is given
 * up, and so is one that was retired; the next call makes a new one. Ask for the heap anew for each computation, and keep
 * it with the pointers.
 */
export function defaultHeap(): Heap {
  if (current?.retired) {
    current = undefined;
    // those beside it were made where it was
    idle.length = 0;
  }
  current ??= new Heap({ whenEmpty: giveUpIfLarge });
  return current;
}

/** Heaps that are not shared and that nobody works in, and those that somebody does. */
const idle: Heap[] = [];
const taken = new Set<Heap>();

/**
 * A heap to work in, until it is given back. All share the default heap. One that is not shared moves when it grows, so that
 * each who works in it across turns of the event loop has one alone.
 */
export function takeHeap(): Heap {
  const common = defaultHeap();
  if (common.shared) return common;
  const heap = taken.has(common) ? idle.pop() ?? new Heap() : common;
  taken.add(heap);
  return heap;
}

/** Gives a heap back that was taken; all blocks in it have been freed. */
export function giveHeap(heap: Heap): void {
  if (!taken.delete(heap) || heap === current) return;
  if (idle.length < mostIdle && heap.size <= mostKept) idle.push(heap);
}

/** No more heaps than this wait for somebody to work in them. */
const mostIdle = 4;

function giveUpIfLarge(heap: Heap): void {
  if (heap.size <= mostKept && !heap.retired) return;
  if (heap === current) current = undefined;
  heap.release?.();
  if (heap.shared) hintGarbage(Math.max(heap.size, mostKept));
}

/**
 * V8 does not count shared memory when it decides whether to collect garbage, and would let dropped heaps pile up. An array
 * that nobody touches costs no memory, and it counts.
 */
function hintGarbage(bytes: number): void {
  try {
    new ArrayBuffer(Math.min(bytes, 2 ** 30));
  } catch {
    // a hint that could not be given
  }
}
