/** Plans are kept by structure: new numbers, another k or another n need no new plan, and give the numbers of a fresh one. */
import {
  bhattacharyyaDistance,
  compile,
  conditionalEntropy,
  elkDistance,
  elkEntropy,
  evaluate,
  type Expr,
  gaussianMixture,
  gradient,
  input,
  jointEntropy,
  kdeEntropy,
  logDetEntropy,
  logDetJointEntropy,
  logDetMutualInformation,
  type Mixture,
  monteCarloEntropy,
  pairwiseEntropy,
  uniformMixture,
} from "../../mod.ts";
import { add, exp, mul, square, sub, sum } from "../../ops.ts";
import { lower } from "../../kernels/lower/lower.ts";
import { axisOf, indexSet } from "../../src/expr/axes.ts";
import { inputOver } from "../../src/expr/array.ts";
import { hold, inputAt, rename, sumOver } from "../../src/expr/build.ts";
import { internedCount } from "../../src/expr/intern.ts";
import { markers } from "../../src/expr/mark.ts";
import { constant, nodes } from "../../src/expr/simplify.ts";
import { canonical } from "../../src/plan/canonical.ts";
import { explainPlan } from "../../src/plan/explain_plan.ts";
import { plan } from "../../src/plan/plan.ts";
import { structureOf } from "../../src/plan/structure.ts";
import { wholeView } from "../../src/plan/view.ts";
import { mostPlans, planned } from "../../src/run/face/cache.ts";
import type { DenseArray } from "../../src/run/conduct/dense_array.ts";
import { type Arrays, filled, sizesFor } from "../../src/run/conduct/inputs.ts";
import type { Plan, Sizes } from "../../src/plan/types.ts";
import type { Kernel } from "../../kernels/ir/kernel.ts";
import { executorFor } from "../../src/run/face/executor.ts";
import { arraysOf, sizesOf, viewsOf } from "../../src/run/face/numbers.ts";
import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { stacked, structures, toFreeMixture, toMixture } from "../support/entries.ts";
import { mixtureOf } from "../support/forms.ts";
import { draw, drawBatch, type Recipe, recipes } from "../support/random_mixtures.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";
import { estimatorsOf, withSlopes } from "../support/estimators.ts";
import { collect } from "../support/garbage.ts";
import { nodeList, sourceOf } from "../support/nodes.ts";
import { nodeOf } from "../../src/expr/node_of.ts";

/** The results of a plan of structure, with the numbers of these expressions. */
function byStructure(outputs: readonly Expr[]): DenseArray[] {
  const made = planned(nodeList(outputs));
  return interpreted(made, sizesOf(made), arraysOf(made));
}

/** The results of a plan of their own. */
function alone(outputs: readonly Expr[]): DenseArray[] {
  const made = plan(nodeList(outputs));
  const sizes = sizesFor(made.views, new Map());
  const arrays = filled(made.views, new Map(), sizes);
  return interpreted({ plan: made, kernels: lower(made) }, sizes, arrays);
}

function interpreted(
  made: { readonly plan: Plan; readonly kernels: readonly Kernel[] },
  sizes: Sizes,
  arrays: Arrays,
): DenseArray[] {
  const executor = executorFor(made, sizes, { native: false });
  try {
    return executor.executeSync(arrays);
  } finally {
    executor.dispose();
  }
}

/** Fails unless both plans give the same bits. */
function assertSameNumbers(outputs: readonly Expr[], what: string): void {
  const expected = alone(outputs);
  byStructure(outputs).forEach(({ data, shape }, t) => {
    const wanted = expected[t]!;
    assertEquals(shape, wanted.shape, what);
    data.forEach((x, at) =>
      assert(
        Object.is(x, wanted.data[at]),
        `Expected ${wanted.data[at]} at ${at} of output ${t}, got ${x}: ${what}`,
      )
    );
  });
}

function assertSamePlan(one: readonly Expr[], ...more: (readonly Expr[])[]): void {
  const first = planned(nodeList(one)), others = more.map((outputs) => planned(nodeList(outputs)));
  for (const other of others) {
    assertStrictEquals(other.plan, first.plan);
    assertStrictEquals(other.kernels, first.kernels);
    assertEquals(other.key, first.key);
  }
}

function assertOtherPlan(a: readonly Expr[], b: readonly Expr[]): void {
  const one = planned(nodeList(a)), other = planned(nodeList(b));
  assert(one.plan !== other.plan && one.key !== other.key, `One plan for ${a} and ${b}`);
}

type Question = (p: Mixture, n: number) => readonly Expr[];

const drawsAndSlopes: Question = (p, n) =>
  withSlopes(monteCarloEntropy(p, { samples: n, seed: 3 }).value, p);

/** What can be asked of a mixture, by name. */
const questions: { readonly [name: string]: Question } = {
  ...Object.fromEntries(
    Object.keys(estimatorsOf(uniformMixture({ centers: [[0]], widths: 1 }))).flatMap((name) => [
      [name, (p: Mixture) => [estimatorsOf(p)[name]!]],
      [`${name} and its gradient`, (p: Mixture) => withSlopes(estimatorsOf(p)[name]!, p)],
    ]),
  ),
  "all at once": (p) => Object.values(estimatorsOf(p)),
  "Monte Carlo": (p, n) => Object.values(monteCarloEntropy(p, { samples: n, seed: 3 })),
  "Monte Carlo and its gradient": drawsAndSlopes,
  "a distance of one's own": (p) => {
    const distance = (i: Parameters<typeof elkDistance>[0], j: typeof i) =>
      mul(0.5, add(bhattacharyyaDistance(i, j), elkDistance(i, j)));
    return withSlopes(pairwiseEntropy(p, { distance }), p);
  },
};

const means = (k: number, d: number, seed: number) => {
  const random = randomNumbers(seed);
  return times(k, () => times(d, () => 4 * random() - 2));
};
const kl = (p: Mixture) => pairwiseEntropy(p, { distance: "kl" });

Deno.test("other numbers, another k and given weights have the plan made before", () => {
  const ask = (k: number, seed: number, weights?: number[]) => {
    const p = gaussianMixture({ means: means(k, 3, seed), variance: 1 + seed, weights });
    return withSlopes(kl(p), p);
  };
  assertSamePlan(ask(2, 1), ask(2, 2), ask(7, 3), ask(1, 4), ask(2, 5, [0.25, 0.75]));
});

Deno.test("another number of draws, of rows or of batch entries has the plan made before", () => {
  for (const structure of structures) {
    const ask = (k: number, samples: number) =>
      drawsAndSlopes(toMixture(draw({ structure, k, d: 2, seed: k })), samples);
    assertSamePlan(ask(3, 10), ask(3, 5000), ask(4, 2));
  }
  assertSamePlan([logDetEntropy(means(5, 2, 1))], [logDetEntropy(means(50, 2, 2))]);
  const batch = (b: number, k: number) =>
    gaussianMixture({ means: times(b, (t) => means(k, 4, t)), variance: 1 });
  assertSamePlan([kl(batch(2, 3))], [kl(batch(5, 3))], [kl(batch(2, 9))]);
});

Deno.test("for every estimator a mixture of the same structure has the plan made before", () => {
  for (const structure of structures) {
    for (const ask of Object.values(questions)) {
      const asked = (k: number) => ask(toMixture(draw({ structure, k, d: 2, seed: k })), 10 * k);
      assertSamePlan(asked(5), asked(8));
    }
  }
});

Deno.test("the very same expressions have the plan made before, in any list", () => {
  const p = gaussianMixture({ means: [[0], [2]], variance: 1 });
  const [a, b] = [kl(p), elkEntropy(p)];
  assertSamePlan([a, b], [a, b]);
  assertOtherPlan([a, b], [b, a]);
  assertOtherPlan([a], [a, b]);
  assertEquals(planned([]).plan.outputs, []);
});

Deno.test("another d, family, structure, estimator, order or constant has another plan", () => {
  const p = (d: number) => gaussianMixture({ means: means(3, d, d), variance: 1 });
  assertOtherPlan([kl(p(2))], [kl(p(3))]);
  assertOtherPlan([kdeEntropy(p(2))], [
    kdeEntropy(uniformMixture({ centers: means(3, 2, 1), widths: 1 })),
  ]);
  const diagonal = gaussianMixture({ means: means(3, 2, 1), variances: [[1, 2], [1, 2], [1, 1]] });
  assertOtherPlan([kl(p(2))], [kl(diagonal)]);
  assertOtherPlan([jointEntropy(p(2))], [conditionalEntropy(p(2))]);
  const chernoff = (alpha: number) => [pairwiseEntropy(p(2), { distance: { chernoff: alpha } })];
  assertOtherPlan(chernoff(0.3), chernoff(0.4));
  assertOtherPlan([monteCarloEntropy(p(2), { samples: 1 }).standardError], [
    monteCarloEntropy(p(2), { samples: 2 }).standardError,
  ]);
  const x = () => input([1, 2]);
  assertOtherPlan([mul(x(), constant(0))], [mul(x(), constant(-0))]);
  assertOtherPlan([add(x(), constant(NaN))], [add(x(), constant(Infinity))]);
  assertOtherPlan([square(x())], [x()]);
  const [a, b] = [x(), x()];
  assertOtherPlan([sub(sum(a), sum(b)), sum(a)], [sub(sum(a), sum(b)), sum(b)]);
  assertOtherPlan([input([1])], [input(1)]);
});

Deno.test("inputs, sets and names that are shared, apart, swapped or nested in one another are told apart", () => {
  const p = gaussianMixture({ means: [[0], [2]], variance: 1 });
  const q = gaussianMixture({ means: [[0], [2]], variance: 1 });
  assertOtherPlan([add(kl(p), jointEntropy(p))], [add(kl(p), jointEntropy(q))]);
  const data = means(4, 2, 1), x = input(data, { name: "x" });
  assertOtherPlan([logDetMutualInformation(x, x)], [logDetMutualInformation(data, data)]);

  const leaf = (name: string, over: Parameters<typeof inputOver>[2]) => {
    const size = over.reduce((product, { set }) => product * set.extent, 1);
    const data = Float64Array.from({ length: size }, (_, t) => t * t - 2);
    return inputOver({ data, shape: over.map(({ set }) => set.extent) }, name, over);
  };
  const component = () => axisOf(indexSet("component", "i", 3));
  const i = component(), j = component();
  const apart = leaf("u", [i]), other = leaf("v", [j]), same = leaf("v", [i]);
  assertOtherPlan([sumOver(i, apart), sumOver(j, other)], [sumOver(i, apart), sumOver(i, same)]);
  // the older set comes first among the axes of a value, whichever input came first
  const u = leaf("u", [j, i]), v = leaf("u", [i, j]);
  assertEquals([u.axes, v.axes], [[i, j], [i, j]]);
  assertOtherPlan([nodes.exp(u)], [nodes.exp(v)]);
  const i2 = axisOf(i.set, 1);
  const skew = (s: typeof i, t: typeof i) =>
    sumOver(
      i2,
      nodes.mul(nodes.exp(rename(apart, new Map([[i, s]]))), rename(same, new Map([[i, t]]))),
    );
  assertOtherPlan([skew(i, i2)], [skew(i2, i)]);
  assertOtherPlan([leaf("u", [i])], [leaf("v", [i])]);
  const named = (s: string, t: string) => [nodes.add(leaf(s, [i]), leaf(t, [i]))];
  assertOtherPlan(named("a\ninput b", "c"), named("a", "b\ninput c"));
  assertOtherPlan(named("a", "b"), named("b", "a"));
  const held = (name: string, domain: "any" | "finite") => [hold(name, nodes.exp(apart), domain)];
  assertOtherPlan(held("a", "any"), held("b", "any"));
  assertOtherPlan(held("a", "any"), held("a", "finite"));
  assert(apart.kind === "input");
  assertOtherPlan([apart], [inputAt(apart.source, apart.dims, "positive")]);
  const a = axisOf(indexSet("coordinate", "a", 2)), c = axisOf(indexSet("coordinate", "a", 3));
  assertOtherPlan([sumOver(a, leaf("u", [a]))], [sumOver(c, leaf("u", [c]))]);
});

Deno.test("plans of structure give the bits of plans of their own, whatever was planned before", () => {
  const names = Object.keys(questions);
  const asked = fc.record({
    recipe: recipes(structures, { k: 9, d: 3 }),
    name: fc.constantFrom(...names),
    n: fc.constantFrom(1, 2, 17, 300),
    form: fc.constantFrom("plain", "batch", "computed"),
  });
  const property = fc.property(
    fc.array(asked, { minLength: 3, maxLength: 8 }),
    (all) => {
      for (const { recipe, name, n, form } of all) {
        assertSameNumbers(questions[name]!(mixtureIn(form, recipe), n), `${name}, ${form}`);
      }
    },
  );
  fc.assert(property, { numRuns: 120, seed: 20261124 });
});

function mixtureIn(form: "plain" | "batch" | "computed", recipe: Recipe): Mixture {
  if (form === "batch") return mixtureOf(stacked(drawBatch(recipe)));
  return form === "plain" ? toMixture(draw(recipe)) : toFreeMixture(draw(recipe)).p;
}

Deno.test("second derivatives and LogDet of one, two and batched data sets give the same bits", () => {
  for (const [n, d] of [[3, 2], [9, 2], [2, 5], [4, 5]] as const) {
    const x = input(means(n, d, 1), { name: "x" }), y = means(n, 2, 2);
    const value = logDetMutualInformation(x, y, { beta: 0.5 });
    assertSameNumbers([value, gradient(value, x)], `LogDet information of ${n} × ${d}`);
    const joint = logDetJointEntropy([x, y, means(n, 1, 3)]);
    const batch = logDetEntropy([means(n, d, 4), means(n, d, 5)]);
    assertSameNumbers([joint, batch], `LogDet of ${n} × ${d}`);
  }
  for (const structure of structures) {
    for (const k of [2, 5]) {
      const p = toMixture(draw({ structure, k, d: 2, seed: k }));
      const along = sum(mul(gradient(elkEntropy(p), p).weights!, 0.5));
      assertSameNumbers(Object.values(gradient(along, p)), `a Hessian product for ${structure}`);
    }
  }
});

Deno.test("new arrays for some inputs go to the plan's own, with the sizes that they bring", () => {
  const p = gaussianMixture({ means: [[0], [2]], variance: 1 });
  const { value } = monteCarloEntropy(p, { samples: 50 });
  planned([
    nodeOf(monteCarloEntropy(gaussianMixture({ means: [[5]], variance: 2 }), { samples: 9 }).value),
  ]);
  const made = planned([nodeOf(value)]);
  const views = viewsOf(made);
  const leaf = p.parameters.means;
  assert(views.some((view) => view === nodeOf(leaf)));
  const data = Float64Array.of(0, 1, 5);
  const given = new Map([[sourceOf(leaf), { data, shape: [3, 1] }]]);
  const sizes = sizesFor(views, given);
  const arrays = arraysOf(made, filled(views, given, sizes));
  assertEquals(
    interpreted(made, sizesOf(made, sizes), arrays)[0]!.data[0],
    compile(value, { inputs: p }).runSync({ means: [[0], [1], [5]] }),
  );
});

Deno.test("a graph that cannot be planned is refused each time, by the names of its own inputs", () => {
  const set = indexSet("component", "i", 3);
  const i = axisOf(set, 0), j = axisOf(set, 1), k = axisOf(set, 2);
  const refused = (name: string) => {
    const x = inputOver({ data: Float64Array.of(1, 2, 3), shape: [3] }, name, [i]);
    const at = (axis: typeof i) => rename(x, new Map([[i, axis]]));
    const pairs = sumOver(k, nodes.exp(nodes.mul(nodes.mul(at(i), at(j)), at(k))));
    return () => planned([sumOver(i, sumOver(j, nodes.exp(pairs)))]);
  };
  assertThrows(refused("first"), RangeError, "first[");
  assertThrows(refused("first"), RangeError, "first[");
  assertThrows(refused("second"), RangeError, "second[");
});

/** A plan made for the structure of some expressions, as text: its steps, buffers and instructions. */
function planText(outputs: readonly Expr[]): string {
  const made = plan(canonical(nodeList(outputs), structureOf(nodeList(outputs))).outputs);
  const instructions = lower(made).flatMap(({ levels }) => levels.flat()).map((instruction) => {
    const args = "args" in instruction ? instruction.args : [];
    const op = "op" in instruction ? instruction.op : "";
    const from = args.map((arg) => arg.kind === "memory" ? `t${arg.buffer.id}` : arg.kind);
    return `${instruction.out.id} ${instruction.kind} ${op} ${from}`;
  });
  return [explainPlan(made, new Map()), ...instructions].join("\n");
}

Deno.test("a plan that was dropped and is made again, for other expressions, is the same to the last instruction", () => {
  for (const structure of structures) {
    for (const [name, ask] of Object.entries(questions)) {
      const asked = (k: number) => ask(toMixture(draw({ structure, k, d: 2, seed: k })), k);
      const a = asked(2), b = asked(6);
      assertEquals(planText(a), planText(b), `${name} of ${structure}`);
    }
  }
  const made = (turned: boolean) => {
    const x = input([1, 2], { name: "x" }), y = input([3, 4], { name: "x" });
    const parts = turned ? [exp(y), exp(x)].reverse() : [exp(x), exp(y)];
    return [mul(sum(parts[0]!), sum(square(parts[1]!)))];
  };
  // the same structure, though its parts were made in another order
  assertSamePlan(made(false), made(true));
  assertEquals(planText(made(false)), planText(made(true)));
});

Deno.test("a plan keeps neither the numbers nor the expressions that it was first made for", async () => {
  const ask = () => {
    const p = gaussianMixture({ means: means(2000, 5, 1), variance: 1 });
    const value = jointEntropy(p);
    const { means: leaf } = p.parameters;
    // what holds anything of the mixture ends with this function
    return {
      plan: planned([nodeOf(value)]).plan,
      node: new WeakRef(value),
      source: new WeakRef(sourceOf(leaf)),
    };
  };
  const { plan, node, source } = ask();
  await collect();
  assertEquals([node.deref(), source.deref()], [undefined, undefined]);
  assertStrictEquals(
    planned([nodeOf(jointEntropy(gaussianMixture({ means: means(2, 5, 1), variance: 1 })))]).plan,
    plan,
  );
});

Deno.test("mixtures of 2000 structures leave no more plans than the bound", async () => {
  const one = (t: number) => {
    const p = gaussianMixture({ means: [[0], [t]], variance: 1 });
    return planned([nodeOf(pairwiseEntropy(p, { distance: { chernoff: (t + 1) / 2002 } }))]).plan;
  };
  const before = internedCount();
  const first = one(0);
  const each = internedCount() - before;
  const plans: WeakRef<object>[] = [];
  for (let t = 1; t < 2000; t++) plans.push(new WeakRef(one(t)));
  await collect();
  const alive = plans.filter((plan) => plan.deref() !== undefined).length;
  assert(alive <= mostPlans, `${alive} plans alive`);
  const left = internedCount() - before;
  assert(left <= 1.5 * mostPlans * each, `${left} expressions alive, ${each} are made for a plan`);
  assert(one(0) !== first, "the oldest plan goes first");
});

Deno.test("evaluate and a plan of structure agree", async () => {
  const p = toMixture(draw({ structure: "covariances", k: 4, d: 3, seed: 5 }));
  const [result] = byStructure([kl(p)]);
  assertEquals(result!.data[0], await evaluate(kl(p)));
});

Deno.test("a copy without what only gradients look at reads a value by the axes that the value had", async () => {
  const i = axisOf(indexSet("component", "i", 2)), j = axisOf(i.set, 1);
  const b = axisOf(indexSet("batch", "b", 3));
  const x = inputOver({ data: Float64Array.of(1, 2), shape: [2] }, "x", [i]);
  const y = inputOver({ data: Float64Array.of(1, 2, 3), shape: [3] }, "y", [b]);
  // its gradient has one axis more than its value
  const value = hold("value", markers.surrogate(x, nodes.mul(x, y)));
  const pairs = nodes.mul(value, nodes.square(rename(value, new Map([[i, j]]))));
  const output = sumOver(i, sumOver(j, pairs));
  const copy = canonical([output], structureOf([output], wholeView), { view: wholeView });
  const copied = copy.outputs[0]!.toString(), plain = plan(copy.outputs).outputs.length;
  assert(copied.includes("x[i′]"), copied);
  assertEquals(plain, 1);
  // (1 + 2)(1 + 4)
  assertEquals(await evaluate(sumOver(b, output) as unknown as Expr<number>), 45);
});
