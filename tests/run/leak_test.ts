/** Programs that run for long: plans and mixtures that are made or run again and again leave nothing behind. */
import { compile, gaussianMixture, gradient, pairwiseEntropy } from "../../mod.ts";
import { internedCount } from "../../src/expr/intern.ts";
import { assert, assertEquals } from "@std/assert";

const runs = 100_000;

/** The smallest heap seen while `work` runs a part of the times: what is left after garbage collection. */
function leastHeap(times: number, work: (t: number) => void): number {
  let least = Infinity;
  for (let t = 0; t < times; t++) {
    work(t);
    if (t % 50 === 0) least = Math.min(least, Deno.memoryUsage().heapUsed);
  }
  return least;
}

Deno.test(`${runs} runs of a compiled plan keep no memory and make no expressions`, () => {
  const p = gaussianMixture({ means: [[0], [2]], variance: 1 });
  const value = pairwiseEntropy(p, { distance: "kl" });
  const plan = compile({ value, slopes: gradient(value, p) }, { inputs: p });
  const step = (t: number) => {
    const { value } = plan.runSync({ means: [[0], [2 + t / runs]] });
    assert(value > 1);
  };
  leastHeap(runs / 10, step);
  const count = internedCount();
  const before = leastHeap(runs / 10, step);
  leastHeap(runs * 7 / 10, step);
  const after = leastHeap(runs / 10, step);
  assertEquals(internedCount(), count);
  assert(after - before < 500_000, `${after - before} bytes more after ${runs} runs`);
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
