/** Programs that run for long: plans and mixtures that are made or run again and again leave nothing behind. */
import { compile, gaussianMixture, gradient, pairwiseEntropy } from "../../mod.ts";
import { internedCount } from "../../src/expr/intern.ts";
import { assert, assertEquals } from "@std/assert";
import { collectNow } from "../support/garbage.ts";

const runs = 25_000;

Deno.test(`${runs} runs of a compiled plan keep no memory and make no expressions`, () => {
  const p = gaussianMixture({ means: [[0], [2]], variance: 1 });
  const value = pairwiseEntropy(p, { distance: "kl" });
  const plan = compile({ value, slopes: gradient(value, p) }, { inputs: p });
  /** The bytes in use when all garbage is collected, after so many runs. */
  const bytesAfter = (times: number) => {
    for (let t = 0; t < times; t++) {
      const { value } = plan.runSync({ means: [[0], [2 + t / runs]] });
      assert(value > 1);
    }
    // when the engine would collect it is its own affair
    collectNow();
    return Deno.memoryUsage().heapUsed;
  };
  // the first time the engine optimises, and makes room for what it notes in so long a task
  bytesAfter(runs);
  const before = bytesAfter(runs), count = internedCount();
  const after = bytesAfter(runs);
  assertEquals(internedCount(), count);
  assert(after - before < 5 * runs, `${after - before} bytes more after ${runs} runs`);
});

Deno.test("mixtures that are made, differentiated and evaluated in a loop are forgotten", async () => {
  const program = new URL("../fixtures/forgetting.ts", import.meta.url).href;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "--v8-flags=--expose-gc", program],
    stderr: "inherit",
  }).output();
  const { made, most }: { readonly made: number; readonly most: number } = JSON.parse(
    new TextDecoder().decode(stdout),
  );
  assert(made > 100_000, `${made} expressions made`);
  // evaluations give way to the event loop whenever 10,000 were made
  assert(most < 20_000, `${most} expressions alive of ${made} made`);
});
