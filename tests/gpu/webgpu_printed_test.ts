/** How often shaders are printed: never for what is too small for a GPU, once for all else, however often it runs. */
import { compile, explain, gradient, pairwiseEntropy } from "../../mod.ts";
import { assert, assertEquals } from "@std/assert";
import { printedCount } from "../../src/run/webgpu/printed.ts";
import { worthIt } from "../../src/run/webgpu/eligibility.ts";
import { fittedForGpu } from "../../src/run/webgpu/fitted.ts";
import { planned } from "../../src/run/face/cache.ts";
import { arraysOf, sizesOf } from "../../src/run/face/numbers.ts";
import { mixtures, parameters } from "../support/webgpu_cases.ts";
import { nodeList } from "../support/nodes.ts";

/** A bound and its gradients for full covariances. */
function outputs(k: number, d: number) {
  const p = mixtures(k, d).full(), value = pairwiseEntropy(p, { distance: "kl" });
  const slopes = gradient(value, p);
  return { p, all: [value, ...Object.values(slopes)] };
}

/** How many shaders a task prints. */
async function printed(task: () => unknown): Promise<number> {
  const before = printedCount();
  await task();
  return printedCount() - before;
}

Deno.test("a plan that is too small for a GPU runs in single precision without a shader", async () => {
  const { p, all } = outputs(60, 8), { run } = compile(all, { inputs: p });
  assertEquals(await printed(() => run({}, { precision: "f32" })), 0);
  const { means } = parameters(61, 8);
  assertEquals(
    await printed(() => run({ means: means.slice(0, 60) }, { precision: "f32" })),
    0,
  );
});

Deno.test("the verdict without data is kept with the plan: each sweep is printed once", async () => {
  const { all } = outputs(40, 3), made = planned(nodeList(all));
  const verdict = () => {
    const own = fittedForGpu(made);
    return worthIt({ ...own, sizes: many(sizesOf(made)), arrays: arraysOf(made) }, { threads: 2 });
  };
  // by definition at most once for each sweep of the plan
  const first = await printed(verdict);
  assert(first > 0 && first <= fittedForGpu(made).kernels.length);
  assertEquals(await printed(verdict), 0);
  assertEquals(await printed(() => explain(all, { device: "webgpu" })), 0);
});

/** The same sizes with so many components that a GPU is worth it. */
function many(sizes: ReturnType<typeof sizesOf>) {
  return new Map([...sizes].map(([set]) => [set, 20_000]));
}
