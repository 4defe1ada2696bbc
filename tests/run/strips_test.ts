/** Sweeps of one row along very many lanes are cut into strips: the result, its bits on any number of threads, and stopping. */
import { evaluate, input, logDetEntropy } from "../../mod.ts";
import { mul, sum, tanh } from "../../ops.ts";
import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { reduce } from "../../src/expr/build.ts";
import { stopped } from "../support/stopping.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";
import { scalar } from "../support/results.ts";
import { nodeOf } from "../../src/expr/node_of.ts";

const random = randomNumbers(1);
const numbers = Float64Array.from({ length: 3_000_001 }, () => 8 * random() - 4);
const x = input({ data: numbers, shape: [numbers.length] });
const axis = nodeOf(x).axes[0]!;
const minusInfinity = input({
  data: numbers.map((y) => y < 0 ? y : -1e308),
  shape: [numbers.length],
});

Deno.test("a sum, a maximum and a log-sum-exp along three million numbers", async () => {
  const wanted = {
    total: numbers.reduce((all, y) => all + y, 0),
    top: numbers.reduce((all, y) => Math.max(all, y), -Infinity),
    log: Math.log(numbers.reduce((all, y) => all + Math.exp(y), 0)),
  };
  const asked = {
    total: sum(x),
    top: reduce("max", axis, nodeOf(x)),
    log: reduce("logSumExp", axis, nodeOf(x)),
    far: reduce("logSumExp", nodeOf(minusInfinity).axes[0]!, nodeOf(mul(minusInfinity, 1e3))),
  };
  const on = (threads: number) => evaluate(asked, { threads });
  const [one, ...others] = await Promise.all([on(1), on(2), on(7)]);
  assertAlmostEquals(one.total, wanted.total, 1e-7);
  assertEquals(one.top, wanted.top);
  assertAlmostEquals(scalar(one.log), wanted.log, 1e-10);
  assert(Number.isFinite(one.far));
  for (const other of others) assertEquals(other, one);
});

Deno.test("LogDet of many rows is that of the data twice, with the same Gram matrix a row", async () => {
  const rows = times(60_000, () => times(8, () => random()));
  // (β/2n) Σ over the data twice is (β/n) Σ over the data
  const { once, twice } = await evaluate({
    once: logDetEntropy(rows),
    twice: logDetEntropy([...rows, ...rows]),
  });
  assertAlmostEquals(once, twice, 1e-12);
});

Deno.test("a long sum can be stopped", async () => {
  let long = x;
  for (let t = 0; t < 40; t++) long = tanh(long);
  for (const threads of [1, 2]) {
    const { error, done } = await stopped(
      (options) => evaluate(sum(long), { ...options, threads }),
      "enough",
    );
    assertEquals(error, "enough");
    assertLess(done, 0.5, `with ${threads} threads`);
  }
});
