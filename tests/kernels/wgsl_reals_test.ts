/** Numbers as the text of a shader: WGSL has no infinities. */
import { floor, literal } from "../../kernels/wgsl/reals.ts";
import { assertEquals } from "@std/assert";

Deno.test("what has no room in an f32 is written as what stands for infinity, never as a word", () => {
  for (const large of [Infinity, Number.MAX_VALUE, 1e300, 3.5e38]) {
    assertEquals(Number(literal(large)), -floor);
    assertEquals(Number(literal(-large)), floor);
  }
  assertEquals([0, -2, 0.5, 2 ** 100].map((x) => Number(literal(x))), [0, -2, 0.5, 2 ** 100]);
});
