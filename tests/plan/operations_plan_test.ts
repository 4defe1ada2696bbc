/**
 * What operations on mixtures cost, and that plans of them run with other sizes: steps, sweeps over pairs and extents, by the plans
 * themselves.
 */
import {
  affine,
  compile,
  conditionalEntropy,
  covarianceOf,
  evaluate,
  explain,
  gaussianMixture,
  gradient,
  input,
  jointEntropy,
  kdeEntropy,
  marginal,
  meanOf,
  mix,
  type Mixture,
  product,
  reweight,
  select,
  ShapeError,
  uniformMixture,
} from "../../mod.ts";
import { matmul, square, sum } from "../../ops.ts";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import type { Node } from "../../src/expr/node.ts";
import { isOverPairs } from "../../src/plan/sweep.ts";
import { plan } from "../../src/plan/plan.ts";
import { numbersOf } from "../support/results.ts";
import { refuses } from "../support/sentences.ts";
import { nodeList } from "../support/nodes.ts";

const means = [[0, 1], [2, 3], [4, 4], [1, 0]];
const p = gaussianMixture({ means, variances: [1, 2, 1, 3] });
const q = gaussianMixture({ means: [[5, 1], [2, 4]], variances: [[1, 2], [3, 4]] });

/** How many of the steps of a plan run over pairs. */
function pairSteps(outputs: unknown): number {
  return plan(nodeList(outputs as Node[])).steps.filter(isOverPairs).length;
}

Deno.test("values and gradients of mixed and selected components cost their number, never pairs of them", () => {
  const all = [
    mix([p, q, affine(p, 2), marginal(product(q, q), [0, 3])]),
    select(mix([p, q]), [5, 0, 2]),
    mix([select(p, [1, 0]), select(p, [3, 1])]),
  ];
  for (const made of all) {
    // the gradients in p are those through components; that of the last one in q is 0
    const values = [sum(square(covarianceOf(made))), conditionalEntropy(made)];
    const slopes = values.flatMap((value) => {
      const { means, variances } = gradient(value, p);
      return [means, variances];
    });
    assertEquals(pairSteps([...values, ...slopes]), 0);
    // second derivatives, too
    const again = slopes.map((slope) => gradient(sum(square(slope)), p).means);
    assertEquals(pairSteps(again), 0);
  }
});

Deno.test("a gradient through a product costs its components: a sum over one side of the pairs", () => {
  const slope = gradient(conditionalEntropy(product(p, q)), q);
  const { steps } = plan(nodeList([slope.weights, slope.variances] as unknown as Node[]));
  const over = steps.filter(isOverPairs);
  assertEquals(over.length, 1);
  // the rows are components of q, the lanes those of p: no pair of a component and a pair
  const [{ rows, lane }] = over as [typeof over[0]];
  assertEquals([...rows, lane!].map(({ set }) => set.letter), ["i", "i"]);
  assertEquals([...rows, lane!].every(({ set }) => set.made?.how !== "pairs"), true);
});

/** The same values of mixtures made of p, whatever p is. */
function valuesOf(of: Mixture) {
  const made = mix([affine(of, [2, 1]), q, marginal(product(of, q), [0, 2])]);
  return { kde: kdeEntropy(made), mean: meanOf(made), slope: gradient(jointEntropy(made), of) };
}

Deno.test("a compiled plan of what operations made runs with other numbers of components", async () => {
  const compiled = compile(valuesOf(p), { inputs: p });
  for (const k of [4, 2, 7]) {
    const numbers = {
      weights: Array.from({ length: k }, (_, i) => (i + 1) / (k * (k + 1) / 2)),
      means: Array.from({ length: k }, (_, i) => [Math.sin(i), i / 2]),
      variances: Array.from({ length: k }, (_, i) => 1 + i % 3),
    };
    const other = gaussianMixture(numbers);
    assertEquals(await compiled.run(numbers), await evaluate(valuesOf(other)) as never);
  }
});

Deno.test("means that a formula computes may be another number in each run, through all that is made of them", async () => {
  const rows = (n: number) => Array.from({ length: n }, (_, s) => [Math.sin(s), Math.cos(3 * s)]);
  const w = [[0.5, 1], [-1, 0.3]];
  const of = (x: ReturnType<typeof input>) => {
    const encoded = gaussianMixture({ means: matmul(x, w), variance: 0.1 });
    const twice = affine(affine(encoded, [1, 2]), 3);
    return { one: kdeEntropy(encoded), two: kdeEntropy(mix([twice, encoded])) };
  };
  const x = input(rows(5), { name: "x" });
  const compiled = compile(of(x), { inputs: { x } });
  for (const n of [5, 3, 8]) {
    assertEquals(await compiled.run({ x: rows(n) }), await evaluate(of(input(rows(n)))));
  }
});

Deno.test("a plan of chosen components is refused another number of them, and parameters that do not meet are refused", async () => {
  const chosen = compile(meanOf(select(p, [3, 0])), { inputs: p });
  await refuses(
    () => chosen.run({ means: means.slice(1), variances: [1, 1, 1] }),
    ShapeError,
    "the choice of components",
  );
  const mixed = compile(kdeEntropy(reweight(p, input([0.1, 0.2, 0.3, 0.4]))), { inputs: p });
  await refuses(() => mixed.run({ means: means.slice(1), variances: [1, 1, 1] }), ShapeError, "3");
});

Deno.test("a value along coordinates is right where a gradient reads it along an axis of an input", async () => {
  const widths = input([[1, 0.5], [0.7, 1.2]], { name: "widths" });
  const boxes = uniformMixture({ centers: [[0, 0.3], [1.2, 0.8]], widths });
  const covariance = covarianceOf(boxes);
  const { slope, entries } = await evaluate({
    slope: gradient(sum(square(covariance)), widths),
    entries: covariance,
  });
  // ∂/∂wᵢₐ Σ S² = 2 Sₐₐ cᵢ wᵢₐ/6
  const [first, , , last] = numbersOf(entries);
  [1, 0.5, 0.7, 1.2].forEach((w, t) =>
    assertAlmostEquals(numbersOf(slope)[t]!, (t % 2 === 0 ? first! : last!) * 0.5 * w / 3, 1e-15)
  );
});

Deno.test("a plan of operations can be explained", () => {
  const text = explain(kdeEntropy(mix([p, q])));
  assertEquals(/1 runs over pairs/.test(text), true);
});
