/** The heap that kernels work in: blocks never meet, and what is freed is found again. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { DeviceError } from "../../src/expr/errors.ts";
import { freeList } from "../../src/run/memory/free_list.ts";
import { Heap } from "../../src/run/memory/heap.ts";

/** Allocates that many bytes, or frees one of the blocks. */
type Step = { readonly allocate: number } | { readonly free: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ allocate: fc.oneof(fc.nat(300), fc.nat(200_000)) }),
  fc.record({ free: fc.nat() }),
);

for (const shared of [true, false]) {
  const kind = shared ? "shared" : "unshared";
  Deno.test(`blocks of ${kind} memory lie apart and keep their numbers, and an empty heap is one gap`, () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let empty = 0;
        const heap = new Heap({ shared, whenEmpty: () => empty++ });
        const blocks: { pointer: number; bytes: number; mark: number }[] = [];
        const free = (t: number) => {
          const { pointer, bytes, mark } = blocks.splice(t, 1)[0]!;
          assert(heap.u8(pointer, bytes).every((byte) => byte === mark));
          heap.free(pointer);
        };
        let mark = 0;
        for (const step of steps) {
          if ("free" in step) {
            if (blocks.length > 0) free(step.free % blocks.length);
            continue;
          }
          const bytes = step.allocate, pointer = heap.allocate(bytes);
          assert(pointer > 0 && pointer % 64 === 0);
          assert(pointer + bytes + 64 <= heap.size);
          for (const other of blocks) {
            const apart = pointer + bytes + 64 <= other.pointer ||
              other.pointer + other.bytes + 64 <= pointer;
            assert(apart, "64 bytes lie between two blocks");
          }
          mark = (mark + 1) % 256;
          heap.u8(pointer, bytes).fill(mark);
          blocks.push({ pointer, bytes, mark });
        }
        const wasUsed = blocks.length > 0, before = empty;
        while (blocks.length > 0) free(0);
        assertEquals(heap.used, 0);
        if (wasUsed) assertEquals(empty, before + 1);
        const size = heap.size;
        heap.allocate(size - 128);
        assertEquals(heap.size, size);
      }),
      { numRuns: 60 },
    );
  });
}

Deno.test("the free list takes the first gap that is wide enough", () => {
  const list = freeList(0, 100);
  assertEquals([list.take(10), list.take(20), list.take(10)], [0, 10, 30]);
  assertEquals([list.give(10), list.take(30), list.take(5), list.take(20)], [true, 40, 10, 70]);
  assertEquals([list.give(11), list.give(10), list.tail(), list.used()], [false, true, 10, 70]);
  list.extend(200);
  assertEquals([list.tail(), list.take(110), list.take(1), list.used()], [110, 90, 10, 181]);
});

Deno.test("memory that is freed is used again and does not grow without need", () => {
  const heap = new Heap();
  for (let t = 0; t < 1000; t++) {
    const pointers = [1000, 50_000, 3].map((bytes) => heap.allocate(bytes));
    pointers.forEach((pointer) => heap.free(pointer));
  }
  assert(heap.size <= 131072, `${heap.size} bytes`);
  heap.allocate(10 * 2 ** 20);
  assert(heap.size < 10.2 * 2 ** 20, `${heap.size} bytes`);
});

Deno.test("more than 4 GiB is refused with a DeviceError, and the heap stays as it is", () => {
  const heap = new Heap();
  const pointer = heap.allocate(1000);
  assertThrows(() => heap.allocate(2 ** 32), DeviceError, "to fit into 4096 MiB of memory");
  assertThrows(() => heap.allocate(2 ** 40), DeviceError, "evaluate fewer");
  assertEquals(heap.size, 65536);
  heap.f64(pointer, 125).fill(3);
});

Deno.test("4 GiB less the lines at both ends can be had, and the last of it be read", () => {
  const heap = new Heap();
  const bytes = 2 ** 32 - 128, pointer = heap.allocate(bytes);
  assertEquals(heap.size, 2 ** 32);
  const last = heap.f64(pointer + bytes - 8, 1);
  last[0] = 7;
  assertEquals(heap.f64(pointer + bytes - 8, 1)[0], 7);
  heap.free(pointer);
});

Deno.test("only blocks are freed, and only once", () => {
  const heap = new Heap(), pointer = heap.allocate(10);
  assertThrows(() => heap.free(pointer + 64), RangeError, "got 128");
  heap.free(pointer);
  assertThrows(() => heap.free(pointer), RangeError);
  assertThrows(() => heap.allocate(-1), RangeError);
  assertThrows(() => heap.allocate(NaN), RangeError);
});
