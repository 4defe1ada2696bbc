/** How large records are taken apart: what shares work stays together, what many share is computed once, nothing is lost. */
import {
  DomainError,
  evaluate,
  type Expr,
  gaussianMixture,
  gradient,
  input,
  kdeEntropy,
  monteCarloEntropy,
  pairwiseEntropy,
} from "../../mod.ts";
import { add, exp, log, max, mul, sub, sum } from "../../ops.ts";
import { inputOver } from "../../src/expr/array.ts";
import { axisOf, indexSet } from "../../src/expr/axes.ts";
import { hold, rename, sumOver } from "../../src/expr/build.ts";
import { constant, nodes } from "../../src/expr/simplify.ts";
import { type Source, topological } from "../../src/expr/node.ts";
import { divisionOf } from "../../src/plan/families.ts";
import { parting, partsOf } from "../../src/plan/parts.ts";
import { valueParts } from "../../src/plan/strip.ts";
import { structureOf } from "../../src/plan/structure.ts";
import { fullView } from "../../src/plan/view.ts";
import { planned, plannedAlike } from "../../src/run/face/cache.ts";
import { programOf } from "../../src/run/face/program.ts";
import { flatten } from "../../src/run/face/structure.ts";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import fc from "fast-check";
import { structures, toMixture } from "../support/entries.ts";
import { draw, recipes } from "../support/random_mixtures.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";
import { assertRelative } from "../support/comparison.ts";
import { estimatorsOf, withSlopes } from "../support/estimators.ts";
import { numbersOf, scalar } from "../support/results.ts";
import { nodeList } from "../support/nodes.ts";
import { nodeOf } from "../../src/expr/node_of.ts";

/** Parts as the places of their outputs, for parts that pass nothing on. */
const placesOf = (outputs: readonly Expr[]) =>
  partsOf(nodeList(outputs)).map(({ goals }) => goals.flat());
const nodesOf = (expressions: Parameters<typeof flatten>[0]) =>
  flatten(expressions).map(({ node }) => node);
const mixture = (k: number, d: number, seed: number) =>
  toMixture(draw({ structure: "covariances", k, d, seed }));

Deno.test("what one mixture is asked, gradients included, is one part", () => {
  for (const structure of structures) {
    const p = toMixture(draw({ structure, k: 5, d: 3, seed: 1 }));
    const values = [
      ...Object.values(estimatorsOf(p)),
      monteCarloEntropy(p, { samples: 9 }).value,
    ];
    const outputs = values.flatMap((value) => withSlopes(value, p));
    assertEquals(partsOf(nodeList(outputs)).length, 1, structure);
  }
});

Deno.test("mixtures that share nothing are parts, each with all that it is asked, in whatever order", () => {
  const ps = times(20, (t) => mixture(3 + t, 2, t));
  const values = ps.map((p) => Object.values(estimatorsOf(p)));
  const count = values[0]!.length;
  const byMixture = times(20, (t) => times(count, (e) => t * count + e));
  assertEquals(placesOf(values.flat()), byMixture);
  const byEstimator = times(count, (e) => values.map((own) => own[e]!)).flat();
  assertEquals(placesOf(byEstimator), times(20, (t) => times(count, (e) => t + 20 * e)));
});

Deno.test("an array that is read by all holds them together, a number does not", () => {
  const bodies = (x: Expr) => times(400, (t) => sum(exp(mul(x, t + 2))));
  const shared = input([1, 2, 3]);
  assertEquals(placesOf(bodies(shared)).flat().length, 400);
  // 300 nodes of its own make a chunk: 3 for each sum
  assertEquals(placesOf(bodies(shared)).map(({ length }) => length), [100, 100, 100, 100]);
  const scale = input(2);
  const apart = times(400, (t) => sum(exp(mul(input([1, t]), scale))));
  assertEquals(placesOf(apart), times(400, (t) => [t]));
});

Deno.test("what many share is computed once, by a part that all others read", () => {
  const p = mixture(6, 2, 5);
  const outputs = times(300, (t) => pairwiseEntropy(p, { distance: { chernoff: (t + 1) / 301 } }));
  const parts = partsOf(nodeList(outputs)), below = parts.filter(({ level }) => level === 0);
  assertEquals(below.length, 1);
  const passed = new Set(below[0]!.goals.flat().filter((goal) => typeof goal !== "number"));
  assert(passed.size > 0);
  const read = (part: (typeof parts)[number]) => {
    const { inputs } = structureOf(part.nodes, part.view);
    return inputs.some((input: Source) => passed.has(input));
  };
  assert(parts.filter(({ level }) => level === 1).every(read));
  const places = parts.flatMap(({ goals }) => goals.flat()).filter((goal) =>
    typeof goal === "number"
  );
  assertEquals([...places].sort((s, t) => s - t), times(300, (t) => t));
});

Deno.test("parts that differ in their data, numbers and names of inputs are one family", () => {
  const outputs = times(500, (t) => {
    const x = input([t, 2 * t, 1], { name: `x${t}` });
    return sum(exp(mul(x, 0.1 * t + 0.05)));
  });
  const { families, singles } = divisionOf(nodeList(outputs));
  assertEquals([families.map(({ length }) => length), singles], [[500], []]);
  const plans = plannedAlike(families[0]!);
  assertEquals(new Set(plans.map(({ plan }) => plan)).size, 1);
  assertEquals(plans[0]!.plan.views.map(({ source }) => source.name), ["input", "number"]);
});

Deno.test("numbers that all parts have stay numbers; those that differ keep their signs of zero", async () => {
  const numbers = [0, -0];
  const outputs = times(600, (t) => {
    const x = input([t + 1, 2]);
    return nodes.div(
      constant(1),
      nodes.min(constant(numbers[t % 2]!), nodes.square(nodeOf(sum(x)))),
    );
  });
  const { families } = divisionOf(outputs);
  // 1 / min(number, …)
  const views = plannedAlike(families[0]!)[0]!.plan.views.map(({ source }) => source.name);
  assertEquals(views, ["number", "x"]);
  const found = await evaluate(outputs);
  found.forEach((value, t) => assertEquals(value, [Infinity, -Infinity][t % 2]));
});

Deno.test("small parts that are alike to no other share a plan", () => {
  const chain = (t: number) => {
    let x: Expr = input([1, 2]);
    for (let s = 0; s < t; s++) x = exp(mul(x, -1));
    return sum(x);
  };
  const { jobs } = programOf(nodeList(times(60, chain)));
  const sizes = jobs.map(({ goals }) => goals.length);
  assertEquals(sizes.reduce((sum, size) => sum + size, 0), 60);
  assert(jobs.length < 8, `${jobs.length} plans`);
});

Deno.test("a named value is checked in a large record as in a small one", async () => {
  const given = input([1, 2, -4]), shared = sum(given);
  const outputs = times(400, (t) => exp(mul(add(shared, sum(exp(mul(given, t + 1)))), 1e-9)));
  // the name of a value that all others read without it
  outputs.push(exp(hold("spread", nodeOf(shared), "positive")));
  for (const asked of [outputs.slice(399), outputs]) {
    await assertRejects(() => evaluate(asked), DomainError, "spread");
  }
});

Deno.test("what one part has computed may be no number, whichever argument of a maximum it is to another", async () => {
  const x = input(times(5000, (t) => t - 20)), nothing = sum(log(x));
  const outputs = times(400, (t) => sum(max(mul(x, t + 1), nothing)));
  for (const asked of [outputs.slice(399), outputs]) {
    await assertRejects(() => evaluate(asked), DomainError, "not a number");
  }
});

Deno.test("what a part may not store but the whole may, is computed as a whole", async () => {
  // for every pair (n, m) of an array: allowed beside an array of that shape
  const n = axisOf(indexSet("free", "n", 3)), m = axisOf(indexSet("free", "m", 2));
  const i = axisOf(indexSet("component", "i", 4));
  const leaf = (name: string, axes: readonly (typeof n)[]) => {
    const shape = axes.map(({ set }) => set.extent);
    const size = shape.reduce((product, extent) => product * extent, 1);
    return inputOver(
      { data: Float64Array.from({ length: size }, (_, t) => t / 7), shape },
      name,
      axes,
    );
  };
  const x = leaf("x", [n, m]), u = leaf("u", [n]), v = leaf("v", [m]), w = leaf("w", [i]);
  const inner = sumOver(i, nodeOf(exp(nodes.mul(nodes.mul(u, v), w))));
  const nested = sumOver(n, sumOver(m, nodeOf(exp(nodes.neg(inner)))));
  const others = times(400, (t) => sumOver(n, sumOver(m, nodeOf(exp(mul(x, t + 1))))));
  await assertRejects(() => evaluate([nested]), DomainError, "a value for every pair");
  const outputs = [nested, ...others];
  assertEquals(programOf(outputs).jobs.length, 1);
  const [first] = await evaluate(outputs);
  let expected = 0;
  for (let a = 0; a < 3; a++) {
    for (let b = 0; b < 2; b++) {
      let value = 0;
      for (let c = 0; c < 4; c++) value += Math.exp(a / 7 * (b / 7) * (c / 7));
      expected += Math.exp(-value);
    }
  }
  assertRelative(scalar(first!), expected, 1e-14, "the nested sum");
});

Deno.test("a value that many read at two places of a pair is passed once for each", async () => {
  const k = 5, i = axisOf(indexSet("component", "i", k)), j = axisOf(i.set, 1);
  const random = randomNumbers(4), data = times(k, random);
  const x = inputOver({ data: Float64Array.from(data), shape: [k] }, "x", [i]);
  const side = nodes.exp(nodes.square(x));
  const at = (node: Expr) => rename(nodeOf(node), new Map([[i, j]]));
  const outputs = times(
    300,
    (t) => sumOver(i, sumOver(j, nodeOf(exp(mul(sub(side, mul(at(side), 0.5)), -(t + 1) / 300))))),
  );
  const found = await evaluate(outputs);
  outputs.forEach((_output, t) => {
    let expected = 0;
    for (const a of data) {
      for (const b of data) {
        expected += Math.exp(-(Math.exp(a * a) - 0.5 * Math.exp(b * b)) * (t + 1) / 300);
      }
    }
    assertRelative(scalar(found[t]!), expected, 1e-13, `output ${t}`);
  });
});

Deno.test("together and alone: records of mixtures of all kinds, some asked for many things, some that share a parameter", async () => {
  const asked = fc.record({
    recipe: recipes(structures, { k: 6, d: 3 }),
    slopes: fc.boolean(),
    alphas: fc.constantFrom(0, 0, 40, 90),
  });
  const property = fc.asyncProperty(
    fc.array(asked, { minLength: 4, maxLength: 14 }),
    fc.boolean(),
    async (all, flip) => {
      const record = all.map(({ recipe, slopes, alphas }) => {
        const p = toMixture(draw(recipe));
        const values = [
          ...Object.values(estimatorsOf(p)),
          ...times(alphas, (t) => pairwiseEntropy(p, { distance: { chernoff: (t + 1) / 100 } })),
        ];
        const kde = kdeEntropy(p);
        return { values, slopes: slopes ? Object.values(gradient(kde, p)) : [] };
      });
      const order = flip ? record.toReversed() : record;
      const found = await evaluate(order, { device: "cpu" });
      for (const [t, one] of order.entries()) {
        for (const [s, output] of nodesOf(one).entries()) {
          const whole = flatFound(found[t]!)[s]!;
          if (s > 10 && s % 7 !== 0) continue;
          const alone = numbersOf(await evaluate(output, { device: "cpu" }));
          alone.forEach((x, at) =>
            assertAlmostEquals(
              numbersOf(whole)[at]!,
              x,
              1e-11 * Math.max(1, Math.abs(x)),
              `${t} ${s}`,
            )
          );
        }
      }
    },
  );
  await fc.assert(property, { numRuns: 12, seed: 20261127 });
});

type Found = number | { readonly data: Float64Array };

function flatFound({ values, slopes }: { values: readonly Found[]; slopes: readonly Found[] }) {
  return [...values, ...slopes];
}

Deno.test("a small record keeps the plan that its expressions have", () => {
  const p = gaussianMixture({ means: [[0], [2]], variance: 1 });
  const outputs = [kdeEntropy(p), pairwiseEntropy(p, { distance: "kl" })];
  const { jobs } = programOf(nodeList(outputs));
  assertEquals(jobs.length, 1);
  assertStrictEquals(jobs[0]!.made.plan, planned(nodeList(outputs)).plan);
  assertEquals(structureOf(nodeList(outputs)).key, structureOf(nodeList(outputs), fullView).key);
});

Deno.test("thousands of outputs are taken apart in slices, of a thousand nodes each at most", () => {
  const p = mixture(4, 2, 9);
  const outputs = times(1500, (s) => monteCarloEntropy(p, { samples: 8, seed: s }).value);
  const count = topological(nodeList(outputs), valueParts).length;
  let slices = 1;
  for (const parts = parting(nodeList(outputs)); parts.next().done !== true;) slices++;
  assert(count > 20_000, `${count} nodes`);
  // the graph is walked, numbered, cut and put into components
  assert(slices > 4 * count / 1024, `${slices} slices for ${count} nodes`);
});
