/** Arrays go to the order of a buffer in memory and back, small and large, turned over or not. */
import { assertEquals } from "@std/assert";
import { axisOf, indexSet } from "../../src/expr/axes.ts";
import type { Buffer } from "../../src/plan/types.ts";
import { copyIn, copyOut } from "../../src/run/conduct/layouts.ts";
import { bufferStrides } from "../../kernels/ir/strides.ts";

function bufferOf(shape: readonly number[], order: readonly number[]): Buffer {
  const dims = shape.map((extent, t) => axisOf(indexSet("free", "n", extent), t));
  return { id: 0, dims, order };
}

const cases: readonly (readonly [readonly number[], readonly number[]])[] = [
  [[], []],
  [[5], [0]],
  [[4, 3], [0, 1]],
  [[4, 3], [1, 0]],
  [[5, 2, 3], [1, 2, 0]],
  [[5, 2, 3], [2, 0, 1]],
  [[2, 5, 3], [0, 2, 1]],
  [[2, 5, 3, 4], [0, 2, 3, 1]],
  [[7001, 4, 5], [1, 2, 0]],
  [[3, 1013, 40], [0, 2, 1]],
];

for (const [shape, order] of cases) {
  Deno.test(`[${shape}] in the order [${order}]`, () => {
    const buffer = bufferOf(shape, order), sizes = new Map();
    const count = shape.reduce((product, extent) => product * extent, 1);
    const numbers = Float64Array.from({ length: count }, (_, t) => t + 1);
    const memory = new Float64Array(count);
    copyIn(buffer, sizes, numbers, memory);
    const strides = bufferStrides(buffer, sizes);
    for (const flat of [0, count - 1, Math.floor(count / 2), Math.floor(count / 3)]) {
      let at = 0;
      for (let t = shape.length - 1, rest = flat; t >= 0; t--) {
        at += (rest % shape[t]!) * strides[t]!;
        rest = Math.floor(rest / shape[t]!);
      }
      assertEquals(memory[at], numbers[flat]);
    }
    const back = copyOut(buffer, sizes, memory);
    assertEquals(back, { data: numbers, shape: [...shape] });
  });
}
