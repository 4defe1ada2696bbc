/** Gauss transforms: the relative error of every row, for points of all kinds, beside sums term by term. */
import { assert, assertEquals, assertLess } from "@std/assert";
import { atOnce } from "../../src/expr/slices.ts";
import { type GaussSumQuestion, gaussSums, planSums } from "../../src/run/transform/gauss_sums.ts";
import { leftOut, trapezoidError } from "../../src/run/transform/gauss_split.ts";
import type { PointSet } from "../../src/run/transform/point_set.ts";
import { naiveLogSum, naiveMeans, normalNumbers, pointSet } from "../support/gauss_sums.ts";
import { randomNumbers } from "../support/random_numbers.ts";
import vectors from "../vectors/gauss_split.json" with { type: "json" };

const normal = normalNumbers(1), random = randomNumbers(2);

/** The logarithms of all sums, and how many rows lie on grids. */
function sums(question: Partial<GaussSumQuestion> & { readonly columns: PointSet }) {
  const { columns } = question;
  const whole: GaussSumQuestion = {
    rows: columns,
    width: 0.3,
    logWeights: new Float64Array(columns.count),
    withoutOwn: false,
    order: 0,
    accuracy: 1e-13,
    ...question,
  };
  const plan = atOnce(planSums(whole));
  assert(typeof plan !== "string", `refused, as ${plan}`);
  const results = atOnce(gaussSums(plan));
  assert(results !== undefined, "there is memory");
  return { whole, plan, ...results };
}

/**
 * The largest error of a logarithm, the relative error of a sum, beside terms added up one by one: less what an exponent of
 * that size is rounded by there.
 */
function worstError(question: Parameters<typeof sums>[0], every = 7): number {
  const { whole, logs } = sums(question);
  let worst = 0;
  for (let row = 0; row < whole.rows.count; row += every) {
    const wanted = naiveLogSum(whole, row), got = logs[row]!;
    if (wanted === got) continue;
    worst = Math.max(worst, Math.abs(got - wanted) - 4e-16 * Math.abs(wanted));
  }
  return worst;
}

const accurate = 1e-13;

Deno.test("the trapezoidal rule errs by no more than the formula says, for pairs to 50 digits", () => {
  for (const { share, step, error } of vectors.errors) {
    const bound = trapezoidError({ dimension: 1, b: share, step, half: 0, reach: 0 });
    assertLess(Math.abs(error), bound);
    assertLess(bound, 100 * Math.abs(error), "a bound that says something");
  }
});

Deno.test("windows leave out of a pair no more than the formula says, for pairs to 50 digits", () => {
  for (const { share, step, half, reach, column, row, leftOut: left } of vectors.cuts) {
    const split = { dimension: 1, b: share, step, half, reach };
    assertLess(left, leftOut(split, row - column));
  }
});

Deno.test("random points in one, two and three dimensions", () => {
  for (const [dimension, count] of [[1, 3000], [2, 1500], [3, 600]] as const) {
    const columns = pointSet(count, dimension, normal);
    assertLess(worstError({ columns }), accurate);
    const logWeights = Float64Array.from({ length: count }, () => Math.log(random()));
    assertLess(worstError({ columns, logWeights, width: 0.9 }), accurate);
  }
});

Deno.test("weights may differ by hundreds of orders of magnitude, and be zero", () => {
  const columns = pointSet(1200, 2, normal);
  const logWeights = Float64Array.from(
    { length: 1200 },
    (_, t) => t % 5 === 0 ? -Infinity : -600 * random(),
  );
  assertLess(worstError({ columns, logWeights }, 3), accurate);
  const none = new Float64Array(1200).fill(-Infinity);
  assertEquals(new Set(sums({ columns, logWeights: none }).logs), new Set([-Infinity]));
});

Deno.test("far clusters, far single points and duplicates", () => {
  const columns = pointSet(1500, 2, (p) =>
    p % 300 === 7
      // each far from everything
      ? 1e5 * (normal() + p)
      : p % 3 === 0
      ? 1000 + 0.01 * normal()
      : p % 3 === 1
      ? -300
      : normal());
  const { plan } = sums({ columns });
  assert(plan.clusters.length >= 3, "one grid for each cluster");
  assertLess(worstError({ columns }, 1), accurate);
});

Deno.test("a halo of single points around a dense core, whose windows reach into it", () => {
  const columns = pointSet(2000, 1, (p) => p < 1900 ? 1e-3 * normal() : 10 * (random() - 0.5));
  assertLess(worstError({ columns }, 5), accurate);
  const logWeights = Float64Array.from({ length: 2000 }, (_, p) => p < 1900 ? 0 : -40);
  assertLess(worstError({ columns, logWeights }, 5), accurate);
});

Deno.test("rows that are no columns, near, far and very far", () => {
  for (const dimension of [1, 2, 3]) {
    const columns = pointSet(700, dimension, normal);
    const rows = pointSet(500, dimension, (p) => p % 10 === 0 ? 300 * normal() : 3 * normal());
    assertLess(worstError({ columns, rows }, 1), accurate);
  }
});

Deno.test("rows between two clusters, each of which has a grid of its own", () => {
  for (const between of [13, 14, 16, 19, 22]) {
    const columns = pointSet(400, 1, (p) => p % 2 === 0 ? -random() : between + random());
    const rows = pointSet(300, 1, (p) => between * p / 300);
    const logWeights = Float64Array.from({ length: 400 }, (_, p) => p % 2 === 0 ? 0 : 25);
    assertLess(worstError({ columns, rows, logWeights, width: 1 }, 1), accurate);
  }
});

Deno.test("sums without the row's own column", () => {
  const columns = pointSet(2000, 2, (p) => p % 100 === 0 ? 20 * normal() : normal());
  assertLess(worstError({ columns, withoutOwn: true }, 5), accurate);
  // two points: each has the other only
  assertLess(worstError({ columns: pointSet(2, 1, (p) => p), withoutOwn: true }, 1), accurate);
  assertEquals([...sums({ columns: pointSet(1, 1, () => 3), withoutOwn: true }).logs], [-Infinity]);
});

Deno.test("means of differences and of squared distances by the shares of the columns", () => {
  for (const dimension of [1, 2, 3]) {
    const columns = pointSet(600, dimension, (p) => p % 20 === 0 ? 9 * normal() : normal());
    const rows = pointSet(300, dimension, (p) => p % 10 === 0 ? 40 * normal() : 2 * normal());
    const logWeights = Float64Array.from({ length: 600 }, () => 5 * normal());
    for (const question of [{ columns }, { columns, rows, logWeights }]) {
      const { whole, slopes, squares } = sums({
        ...question,
        width: 0.3 * dimension,
        order: 2,
      });
      for (let row = 0; row < whole.rows.count; row++) {
        const wanted = naiveMeans(whole, row);
        // in widths; shares are as uncertain as exponents of that size
        const scale = 1e-13 + 1e-15 * wanted.square, reach = Math.max(1, wanted.square);
        assertLess(Math.abs(squares![row]! - wanted.square), scale * reach);
        wanted.slopes.forEach((slope, a) =>
          assertLess(Math.abs(slopes![row * dimension + a]! - slope), scale * Math.sqrt(reach))
        );
      }
    }
  }
});

Deno.test("an offset a million widths away costs no digits", () => {
  const near = pointSet(900, 2, () => Math.round(2 ** 20 * normal()) / 2 ** 20);
  const columns = { ...near, data: near.data.map((x) => x + 2 ** 18) };
  const here = sums({ columns: near }).logs, there = sums({ columns }).logs;
  here.forEach((log, t) => assertLess(Math.abs(log - there[t]!), 2e-14));
});

Deno.test("a coarser accuracy has smaller windows, and is kept", () => {
  const columns = pointSet(1000, 2, normal);
  let nodes = Infinity;
  for (const accuracy of [1e-13, 1e-9, 1e-5, 1e-3]) {
    assertLess(worstError({ columns, accuracy }), accuracy);
    const { half } = sums({ columns, accuracy }).plan.clusters[0]!.split;
    assertLess(half, nodes);
    nodes = half;
  }
});

Deno.test("what no grid can hold is refused with a reason", () => {
  const refused = (columns: PointSet, width = 1) =>
    atOnce(planSums({
      columns,
      rows: columns,
      width,
      logWeights: new Float64Array(columns.count),
      withoutOwn: false,
      order: 0,
      accuracy: 1e-13,
    }));
  assertEquals(
    refused(pointSet(100_000, 3, (p) => p * 10)),
    "the data are spread too far for a grid",
  );
  assertEquals(
    refused(pointSet(100, 1, (p) => p * 1e9)),
    "the data lie too far from 0 for exact nodes",
  );
  assertEquals(
    refused(pointSet(100, 1, () => NaN)),
    "the data lie too far from 0 for exact nodes",
  );
  assertEquals(
    refused(pointSet(100, 1, normal), 0),
    "the width of the kernel is no positive number",
  );
});

Deno.test("the work comes in slices", () => {
  const columns = pointSet(60_000, 2, normal);
  const plan = atOnce(planSums({
    columns,
    rows: columns,
    width: 0.2,
    logWeights: new Float64Array(60_000),
    withoutOwn: false,
    order: 0,
    accuracy: 1e-13,
  }));
  assert(typeof plan !== "string");
  let slices = 0;
  for (const _slice of gaussSums(plan)) slices++;
  assertLess(10, slices);
});
