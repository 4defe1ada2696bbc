/** Sums, means, maxima and log-sum-exps along axes that have names, against closed forms and plain loops. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  compile,
  DomainError,
  evaluate,
  gaussianMixture,
  gradient,
  input,
  jointEntropy,
  ShapeError,
  UnknownNameError,
} from "../../mod.ts";
import { add, cumulativeSum, logSumExp, max, mean, mul, square, sub, sum } from "../../ops.ts";
import { array } from "../support/results.ts";
import { refuses } from "../support/sentences.ts";

const numbers = [[1, 5, 2], [4, 0, 7]];
const x = input(numbers, { name: "x", axes: ["row", "column"] });

Deno.test("an input's own axes by name, by number, and both", async () => {
  const found = await evaluate({
    rows: sum(x, { axis: "row" }),
    columns: sum(x, { axis: 1 }),
    means: mean(x, { axis: "column" }),
    largest: max(x, { axis: "row" }),
    soft: logSumExp(x, { axis: "column" }),
    all: [sum(x), mean(x), max(x), logSumExp(x)],
    upTo: cumulativeSum(x, { axis: "row" }),
  });
  assertEquals(found.rows.toArray(), [5, 5, 9]);
  assertEquals(found.columns.toArray(), [8, 11]);
  assertEquals(found.means.toArray(), [8 / 3, 11 / 3]);
  assertEquals(found.largest.toArray(), [4, 5, 7]);
  assertEquals(found.upTo.toArray(), [[1, 5, 2], [5, 5, 9]]);
  const soft = (row: readonly number[]) => Math.log(row.reduce((s, v) => s + Math.exp(v), 0));
  found.soft.toArray().forEach((value, t) => assertAlmostEquals(value, soft(numbers[t]!), 1e-14));
  assertEquals(found.all.slice(0, 3), [19, 19 / 6, 7]);
  assertAlmostEquals(found.all[3]!, soft(numbers.flat()), 1e-14);
});

Deno.test("axes of mixtures: batch, component, coordinate", async () => {
  const means = [[[1, 2], [3, 4], [5, 7]], [[0, 1], [0, 2], [0, 3]]];
  const p = gaussianMixture({ means, variance: 1 });
  const { means: m } = p.parameters;
  const found = await evaluate({
    batch: sum(m, { axis: "batch" }),
    component: sum(m, { axis: "component" }),
    coordinate: sum(m, { axis: "coordinate" }),
    itself: sum(m, { axis: p.at(0).component }),
  });
  assertEquals(array(found.batch).toArray(), [[1, 3], [3, 6], [5, 10]]);
  assertEquals(array(found.component).toArray(), [[9, 13], [0, 6]]);
  assertEquals(array(found.coordinate).toArray(), [[3, 7, 12], [1, 2, 3]]);
  assertEquals(array(found.itself).toArray(), array(found.component).toArray());
});

Deno.test("the loss (batch mean − 3)² has the value and the slopes of its closed form", async () => {
  // one component: h = ½ ln 2πe σ², so ∂L/∂σ²_b = 2 (h̄ − 3) · 1/B · 1/(2σ²_b)
  const variance = [1, 4, 0.25];
  const p = gaussianMixture({ means: [[0]], variance });
  const loss = square(sub(mean(jointEntropy(p), { axis: "batch" }), 3));
  const plan = compile({ loss, slope: gradient(loss, p).variance }, { inputs: p });
  for (const given of [variance, [9, 2]]) {
    const h = given.map((v) => 0.5 * Math.log(2 * Math.PI * Math.E * v));
    const middle = h.reduce((s, v) => s + v, 0) / given.length;
    const { loss, slope } = await plan.run({ variance: given });
    assertAlmostEquals(loss, (middle - 3) ** 2, 1e-13);
    array(slope).toArray().flat(1).forEach((s, b) =>
      assertAlmostEquals(Number(s), (middle - 3) / given.length / given[b]!, 1e-13)
    );
  }
});

Deno.test("the largest of a batch hands its slope to that entry alone, a log-sum-exp by shares", async () => {
  const variance = [1, 4, 0.25], p = gaussianMixture({ means: [[0]], variance });
  const h = jointEntropy(p);
  const slopes = await evaluate({
    top: gradient(max(h, { axis: "batch" }), p).variance,
    soft: gradient(logSumExp(h, { axis: "batch" }), p).variance,
  });
  assertEquals(array(slopes.top).toArray(), [0, 1 / 8, 0]);
  // exp h is in proportion to σ: shares 1 : 2 : ½
  array(slopes.soft).data.forEach((s, b) =>
    assertAlmostEquals(s, Math.sqrt(variance[b]!) / 3.5 / (2 * variance[b]!), 1e-14)
  );
});

Deno.test("an array times 0 keeps its shape, and so do sums of it", async () => {
  const found = await evaluate({ zero: mul(x, 0), sums: sum(mul(0, x), { axis: "row" }) });
  assertEquals(found.zero.toArray(), [[0, 0, 0], [0, 0, 0]]);
  assertEquals(found.sums.toArray(), [0, 0, 0]);
});

Deno.test("axes that are not there, or not one, are refused with what there is", async () => {
  const p = gaussianMixture({ means: [[0], [1]], variance: 1 });
  const pair = add(p.at(0).weight, p.at(1).weight);
  await refuses(() => sum(x, { axis: "rwo" }), UnknownNameError, '"rwo"', 'mean "row"', '"column"');
  await refuses(() => mean(jointEntropy(p), { axis: "batch" }), ShapeError, '"batch"', "a scalar");
  await refuses(() => sum(pair, { axis: "component" }), DomainError, '"i"', '"i′"', "p.at(0)");
  await refuses(() => sum(x, { axis: 2 }), DomainError, "axis", "from 0 to 1", "2");
  const misspelt: object = { axes: "row" };
  await refuses(() => sum(x, misspelt), UnknownNameError, '"axes"', '"axis"');
  await refuses(() => input([1], { axes: ["batch"] }), DomainError, '"batch" at axes[0]');
  await refuses(() => input([1], { axes: [] }), ShapeError, "1 name", "[1]", "an array of 0");
  const two = gaussianMixture({ means: [[0]], variance: [1, 2] });
  const three = gaussianMixture({ means: [[0]], variance: [1, 2, 3] });
  await refuses(
    () => add(jointEntropy(two), jointEntropy(three)),
    ShapeError,
    "one batch",
    "2 and 3",
  );
});
