/** Generating code gives way to other tasks: the code of a kernel comes tile by tile. */
import { pairwiseEntropy } from "../../mod.ts";
import { assert, assertEquals } from "@std/assert";
import { generate } from "../../kernels/wasm/tiles/generate.ts";
import { generatingWithin } from "../../kernels/wasm/tiles/within_limits.ts";
import { isOverPairs } from "../../src/plan/sweep.ts";
import { planned } from "../../src/run/face/cache.ts";
import { mixtures } from "../support/webgpu_cases.ts";
import { nodeOf } from "../../src/expr/node_of.ts";

Deno.test("the code of a kernel comes in slices, and is the code that is made at once", () => {
  const target = { shape: "f64x2", relaxed: false, shared: true } as const;
  const { plan, kernels } = planned([
    nodeOf(pairwiseEntropy(mixtures(50, 4).full(), { distance: "bhattacharyya" })),
  ]);
  let tried = 0;
  for (const [s, step] of plan.steps.entries()) {
    if (!isOverPairs(step)) continue;
    const kernel = kernels[s]!;
    for (const one of [kernel, ...kernel.pairs === undefined ? [] : [kernel.pairs.symmetric]]) {
      const slices = generatingWithin(one, target);
      let count = 0, slice = slices.next();
      for (; slice.done !== true; slice = slices.next()) count++;
      const made = slice.value;
      assert(made !== undefined, "Expected a module");
      // single rows and tiles of several, each with whole vectors and the last one; then the binary
      assert(count >= (made.schedule.rows > 1 ? 5 : 3), `Expected more slices, got ${count}`);
      assertEquals(made.bytes, generate(one, target, made.schedule).bytes);
      tried++;
    }
  }
  assert(tried > 0, "Expected a sweep over pairs");
});
