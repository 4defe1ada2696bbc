/** Formulas are values: making one computes nothing, and making it twice makes nothing new. */
import {
  compile,
  elkEntropy,
  evaluate,
  explain,
  gaussianMixture,
  input,
  kdeEntropy,
  logDetEntropy,
  monteCarloEntropy,
  pairwiseEntropy,
} from "../../mod.ts";
import { show } from "../../src/expr/show.ts";
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { mixtureFrom } from "../support/forms.ts";
import { usedDuring } from "../support/module_spy.ts";
import { estimatorsOf } from "../support/estimators.ts";
import { caseNamed } from "../support/references.ts";
import { sourceOf } from "../support/nodes.ts";
import { scalar } from "../support/results.ts";
import { nodeOf } from "../../src/expr/node_of.ts";

const full = caseNamed("full-k5-d2");
const boxes = caseNamed("uniform-overlapping-k6-d2");

Deno.test("building and explaining a formula reads no number and computes nothing", async () => {
  // pairwise estimates of 100,000 components cost 10¹⁰ terms: minutes, if anything computed them
  const k = 100_000;
  const p = gaussianMixture({
    means: { data: new Float64Array(2 * k), shape: [k, 2] },
    variances: new Float64Array(k).fill(1),
  });
  let reads = 0;
  for (const leaf of Object.values(p.parameters)) {
    const source = sourceOf(leaf), { data } = source;
    Object.defineProperty(source, "data", {
      get: () => {
        reads++;
        return data;
      },
    });
  }
  const draws = monteCarloEntropy(p, { samples: 1_000_000 });
  const estimators = { ...estimatorsOf(p), draws };
  let text = "";
  const { calls } = await usedDuring(() => Promise.resolve(text = explain(estimators)));
  assert(text.includes("steps:") && text.includes("buffers:"));
  assert(show(nodeOf(draws.value)).length > 0);
  assertEquals({ reads, calls }, { reads: 0, calls: 0 });
});

Deno.test("progress is reported while an evaluation runs, and ends at 1", async () => {
  const p = mixtureFrom(full);
  const seen: number[] = [];
  const onProgress = (fraction: number) => seen.push(fraction);
  const lazy = pairwiseEntropy(p, { distance: "kl" });
  assertEquals(seen, []);
  await evaluate(lazy, { onProgress });
  assertEquals(seen.at(-1), 1);
  assert(seen.every((x, t) => x >= 0 && x <= 1 && (t === 0 || x >= seen[t - 1]!)));
});

Deno.test("equal expressions are one object", () => {
  const p = mixtureFrom(full);
  const once = estimatorsOf(p), again = estimatorsOf(p);
  for (const name of Object.keys(once)) assertStrictEquals(once[name], again[name]);
  const draws = { samples: 10, seed: 4 };
  assertStrictEquals(monteCarloEntropy(p, draws).value, monteCarloEntropy(p, draws).value);
  const half = pairwiseEntropy(p, { distance: { chernoff: 0.5 } });
  assertStrictEquals(half, pairwiseEntropy(p, { distance: "bhattacharyya" }));
  const x = input([[1, 2], [3, 4]]);
  assertStrictEquals(logDetEntropy(x), logDetEntropy(x, { beta: 1 }));
});

Deno.test("two mixtures with equal numbers are two mixtures", () => {
  assert(kdeEntropy(mixtureFrom(full)) !== kdeEntropy(mixtureFrom(full)));
  assert(elkEntropy(mixtureFrom(boxes)) !== elkEntropy(mixtureFrom(boxes)));
});

Deno.test("runs of one compiled plan do not disturb each other, whichever way they are started", async () => {
  const k = 4000;
  const numbers = Float64Array.from({ length: k }, (_, i) => 5 * Math.sin(i));
  const scaled = (scale: number) => ({ data: numbers.map((x) => scale * x), shape: [k, 1] });
  const means = [scaled(1), scaled(3)] as const;
  const p = gaussianMixture({ means: means[0], variance: 1 });
  const plan = compile(pairwiseEntropy(p, { distance: "kl" }), { inputs: p });
  const alone = [plan.runSync({ means: means[0] }), plan.runSync({ means: means[1] })];
  const together = await Promise.all(means.map((x) => plan.run({ means: x })));
  assertEquals(together, alone);
  const within: number[] = [];
  const onProgress = (fraction: number) => {
    if (fraction === 1 || within.length === 0) {
      within.push(scalar(plan.runSync({ means: means[1] })));
    }
  };
  assertEquals(await plan.run({ means: means[0] }, { onProgress }), alone[0]);
  assert(within.length > 0 && within.every((value) => value === alone[1]));
});
