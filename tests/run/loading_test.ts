/** What is loaded while a program runs: only where work is worth it, and if it is not there, something else does the work. */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { DeviceError, evaluate, gaussianMixture, pairwiseEntropy } from "../../mod.ts";
import { nativeSteps } from "../../src/run/cpu/native_steps.ts";
import { isRefusal } from "../../src/run/cpu/refusal.ts";
import { planned } from "../../src/run/face/cache.ts";
import { keeper } from "../../src/run/face/keeper.ts";
import { loadGpuRuns } from "../../src/run/face/load_gpu_runs.ts";
import { nativeFor } from "../../src/run/face/load_native.ts";
import { arraysOf, sizesOf } from "../../src/run/face/numbers.ts";
import { type Expressions, flatten } from "../../src/run/face/structure.ts";

/** The upper bound of k unit Gaussians on a line. */
function upper(k: number) {
  const means = Array.from({ length: k }, (_, i) => [i / 10]);
  return pairwiseEntropy(gaussianMixture({ means, variance: 1 }), { distance: "kl" });
}

/** The graph of an expression. */
const nodesOf = (expression: Expressions) => flatten(expression).map(({ node }) => node);

const missing = () =>
  Promise.reject(new TypeError("Failed to fetch dynamically imported module: /chunk.js"));

Deno.test("generators are loaded for much work only", async () => {
  const loads: number[] = [];
  for (const k of [2, 500]) {
    const made = planned(nodesOf(upper(k)));
    const native = await nativeFor(made, sizesOf(made), () => {
      loads.push(k);
      return Promise.resolve(nativeSteps);
    });
    assertEquals(isRefusal(native), k === 2);
  }
  assertEquals(loads, [500]);
});

Deno.test("where generators cannot be loaded the script computes, and a sentence says why", async () => {
  const value = upper(500), made = planned(nodesOf(value)), sizes = sizesOf(made);
  const native = await nativeFor(made, sizes, missing);
  const executors = keeper(), heard: string[] = [];
  const executor = executors.at(made, sizes, { native });
  const [result] = executor.executeSync(arraysOf(made), (sentences) => heard.push(...sentences));
  executors.dispose();
  const expected = await evaluate(value);
  assertEquals(Math.abs(result!.data[0]! - expected) < 1e-12, true);
  assertEquals(heard.length, 1);
  assertStringIncludes(heard[0]!, "could not be loaded (Failed to fetch");
  assertStringIncludes(heard[0]!, "takes many times as long");
});

Deno.test("where what drives a GPU cannot be loaded, that is a DeviceError that says so", async () => {
  await assertRejects(
    () => loadGpuRuns(missing),
    DeviceError,
    "drives GPUs could not be loaded: Failed to fetch",
  );
});
