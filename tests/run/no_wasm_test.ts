/** An engine without WebAssembly, as one whose compilers are turned off: the script does the work and says so once. */
import { evaluate, gaussianMixture, gradient, pairwiseEntropy } from "../../mod.ts";
import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { times } from "../support/random_numbers.ts";

Deno.test("without WebAssembly the script computes; a listener hears of it once", async () => {
  const k = 200, heard: string[] = [], onWarning = (message: string) => void heard.push(message);
  const p = gaussianMixture({ means: times(k, (i) => [i / 10]), variance: 1 });
  const value = pairwiseEntropy(p, { distance: "kl" });
  // by definition: D = δ²/2
  const near = times(
    k,
    (i) => times(k, (j) => Math.exp(-(((i - j) / 10) ** 2) / 2) / k).reduce((sum, x) => sum + x),
  );
  const expected = 0.5 * Math.log(2 * Math.PI * Math.E) -
    near.reduce((sum, x) => sum + Math.log(x) / k, 0);
  const { WebAssembly } = globalThis;
  // nothing has asked the engine what it can do: the tests of a file have a world of their own
  Object.assign(globalThis, { WebAssembly: undefined });
  try {
    const small = gaussianMixture({ means: [[0], [1]], variance: 1 });
    await evaluate(pairwiseEntropy(small, { distance: "kl" }), { onWarning });
    assertEquals(heard, []);
    const found = await evaluate({ value, slope: gradient(value, p).means }, { onWarning });
    assertAlmostEquals(found.value, expected, 1e-12);
    await evaluate(gradient(value, p).means, { onWarning });
  } finally {
    Object.assign(globalThis, { WebAssembly });
  }
  assertEquals(heard.length, 1);
  assertStringIncludes(heard[0]!, "no WebAssembly");
  assert(typeof WebAssembly === "object");
});
