import type { Heap } from "../memory/heap.ts";
import type { Slices } from "../conduct/slices.ts";

/** Bytes of the smallest page that an operating system maps, and how many of them a slice maps. */
const mapped = 4096, mappedAtOnce = 2048;

/**
 * Makes the operating system map a block in slices. A page is mapped when it is first written to, which takes about a
 * microsecond, and the first lanes of a kernel may write to every page of its results. What is there stays.
 */
export function* mapPages(heap: Heap, start: number, bytes: number): Slices {
  for (let first = 0; first < bytes; first += mapped * mappedAtOnce) {
    if (first > 0) yield undefined;
    const count = Math.min(bytes - first, mapped * mappedAtOnce);
    const part = heap.u8(start + first, count);
    for (let at = 0; at < count; at += mapped) part[at] = part[at]!;
  }
}
