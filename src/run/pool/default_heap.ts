import { Heap } from "./heap.ts";
import { letGo } from "./pool.ts";

/** An empty heap that has grown past this is given up: memory never shrinks. */
const mostKept = 64 * 2 ** 20;

let current: Heap | undefined;

/**
 * The heap of this process, made on first use. Once all of its blocks are freed and it is larger than 64 MiB it is given
 * up, and the next call makes a new one: ask for the heap anew for each computation, and keep it with the pointers.
 */
export function defaultHeap(): Heap {
  current ??= new Heap({ whenEmpty: giveUpIfLarge });
  return current;
}

function giveUpIfLarge(heap: Heap): void {
  if (heap.size <= mostKept) return;
  if (heap === current) current = undefined;
  letGo(heap);
  if (heap.shared) hintGarbage(heap.size);
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
