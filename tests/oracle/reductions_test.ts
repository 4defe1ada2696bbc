/** Reductions at the edges of floating point and of blocks of lanes. */
import { evaluate, type Expr, input } from "../../mod.ts";
import { log, mul, sum } from "../../ops.ts";
import { reduce, sumOver } from "../../src/expr/build.ts";
import { constant, nodes } from "../../src/expr/simplify.ts";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { randomNumbers, times } from "../support/random_numbers.ts";
import { assertRelative } from "../support/comparison.ts";
import { scalar } from "../support/results.ts";
import { nodeOf } from "../../src/expr/node_of.ts";

const random = randomNumbers(3);

/** ln Σ exp a or, with weights, ln Σ w exp a, of the logarithms of `x`. */
function logSum(x: readonly number[], weights?: readonly number[]): Expr {
  const given = input(x, { name: "x" });
  const w = weights === undefined ? undefined : input(weights, { name: "w", like: given });
  return reduce("logSumExp", nodeOf(given).axes[0]!, nodeOf(log(given)), w && nodeOf(w));
}

const sizes = [1, 2, 255, 256, 257, 511, 512, 513, 1025];

Deno.test("log-sum-exp ignores the order of its terms, within blocks and across them", async () => {
  for (const n of sizes) {
    const x = times(n, () => Math.exp(60 * random() - 30)), exact = x.reduce((t, v) => t + v);
    for (const order of [x, x.toReversed(), x.toSorted((a, b) => a - b)]) {
      assertRelative(scalar(await evaluate(logSum(order))), Math.log(exact), 1e-14, `n = ${n}`);
    }
    // every term far below and far above what exp can hold
    const terms = input(x.map((_, t) => t), { name: "t" });
    const shifted = (by: number) =>
      evaluate(
        reduce("logSumExp", nodeOf(terms).axes[0]!, nodes.add(constant(by), nodeOf(mul(0, terms)))),
      );
    assertRelative(scalar(await shifted(-1e5)), -1e5 + Math.log(n), 1e-15, "far below");
    assertRelative(scalar(await shifted(1e5)), 1e5 + Math.log(n), 1e-15, "far above");
  }
});

Deno.test("log-sum-exp of nothing is −∞, of something infinite +∞, in every position", async () => {
  for (const n of sizes) {
    const zeros = times(n, () => 0);
    assertEquals(await evaluate(logSum(zeros)), -Infinity);
    assertEquals(await evaluate(logSum(times(n, () => 3), zeros)), -Infinity);
    for (const at of [0, n >> 1, n - 1]) {
      // one term among −∞s
      assertAlmostEquals(scalar(await evaluate(logSum(zeros.with(at, 2)))), Math.LN2, 1e-15);
      // 1/0 among ordinary terms: +∞, unless its weight is 0
      const inverse = input(times(n, (t) => t === at ? 0 : 4), { name: "y" });
      const terms = log(nodes.div(constant(1), nodeOf(inverse)));
      assertEquals(
        await evaluate(reduce("logSumExp", nodeOf(inverse).axes[0]!, nodeOf(terms))),
        Infinity,
      );
      const weights = input(times(n, (t) => t === at ? 0 : 1), { name: "w", like: inverse });
      const without = await evaluate(
        reduce("logSumExp", nodeOf(inverse).axes[0]!, nodeOf(terms), nodeOf(weights)),
      );
      const expected = n === 1 ? -Infinity : Math.log((n - 1) / 4);
      assertAlmostEquals(scalar(without), expected, 1e-14);
    }
  }
});

Deno.test("a weight of 0 times anything adds nothing to a sum", async () => {
  const w = input([0.5, 0, 0.5], { name: "w" }), x = input([2, 0, 4], { name: "x", like: w });
  const value = sumOver(nodeOf(w).axes[0]!, nodes.weigh(nodeOf(w), nodeOf(log(x))));
  assertAlmostEquals(scalar(await evaluate(value)), 0.5 * Math.log(8), 1e-15);
});

Deno.test("sums are compensated across blocks: a million tenths, and a number that cancels", async () => {
  const n = 1e6;
  const tenths = await evaluate(sum(input({ data: new Float64Array(n).fill(0.1), shape: [n] })));
  // one after the other they add up to 100000.0000013
  assertRelative(tenths, 1e5, 1e-14, "Σ");
  for (const [first, second] of [[0, 1025], [3, 2000], [255, 4095]] as const) {
    const data = new Float64Array(4096);
    data[first] = 1e16;
    data[512] = 1;
    data[second] = -1e16;
    const x = input({ data, shape: [4096] });
    assertEquals(await evaluate(sum(x)), 1);
    // as a sum of products, too
    assertEquals(
      await evaluate(sum(mul(x, input({ data: data.map(() => 1), shape: [4096] }, { like: x })))),
      1,
    );
  }
  const half = input(times(600, (t) => t < 300 ? 1e308 : 0), { name: "huge" });
  assertEquals(await evaluate(sum(half)), Infinity);
});

Deno.test("maxima across blocks, also of −∞ alone", async () => {
  for (const n of sizes) {
    const x = times(n, () => random() - 2), node = input(x, { name: "x" });
    assertEquals(
      await evaluate(reduce("max", nodeOf(node).axes[0]!, nodeOf(node))),
      Math.max(...x),
    );
    const zero = log(mul(0, node));
    assertEquals(await evaluate(reduce("max", nodeOf(node).axes[0]!, nodeOf(zero))), -Infinity);
  }
});
