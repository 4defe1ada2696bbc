/** Scans: running sums and orders along an axis, of any length, in one pass. */
import { evaluate, gradient } from "../../mod.ts";
import { inputOver } from "../../src/expr/array.ts";
import { axisOf, indexSet, sharedIndexSet } from "../../src/expr/axes.ts";
import { coord, orderOf, rename, runningSum, sumOver, take } from "../../src/expr/build.ts";
import { constant, nodes } from "../../src/expr/simplify.ts";
import { plan } from "../../src/plan/plan.ts";
import { isOverPairs } from "../../src/plan/sweep.ts";
import { assertEquals } from "@std/assert";
import { array as arrayOf } from "../support/results.ts";

const set = indexSet("component", "i", 5);
const i = axisOf(set), j = axisOf(set, 1);
const b = axisOf(sharedIndexSet("batch", "b", 2));
const array = (data: number[], axes = [i]) =>
  inputOver({ data: Float64Array.from(data), shape: axes.map(({ set }) => set.extent) }, "x", axes);
const x = array([3, -1, 4, 1, -5]);
const perBatch = array([3, 1, 4, 1, 5, 9, 2, 6, 5, 3], [b, i]);

Deno.test("a running sum ends with its own index, in each batch entry", async () => {
  const { line, batches } = await evaluate({
    line: runningSum(i, x),
    batches: runningSum(i, perBatch),
  });
  assertEquals([...arrayOf(line).data], [3, 2, 6, 7, 2]);
  assertEquals([arrayOf(batches).shape, [...arrayOf(batches).data]], [[2, 5], [
    3,
    4,
    8,
    9,
    14,
    9,
    11,
    17,
    22,
    25,
  ]]);
});

Deno.test("the order of keys: the smallest first, equal ones as they stand", async () => {
  const { line, batches } = await evaluate({
    line: orderOf(i, x),
    batches: orderOf(i, perBatch),
  });
  assertEquals([...arrayOf(line).data], [4, 1, 3, 0, 2]);
  assertEquals([...arrayOf(batches).data], [1, 3, 0, 2, 4, 1, 4, 3, 2, 0]);
});

Deno.test("scans of what their axis lacks: a number is counted, equal keys are in order", async () => {
  const { sums, order } = await evaluate({
    sums: runningSum(i, constant(0.5)),
    order: orderOf(i, constant(7)),
  });
  assertEquals([...arrayOf(sums).data], [0.5, 1, 1.5, 2, 2.5]);
  assertEquals([...arrayOf(order).data], [0, 1, 2, 3, 4]);
});

Deno.test("a running sum loses nothing to terms that cancel", async () => {
  const [sums] = await evaluate([runningSum(i, array([1, 1e16, 1, -1e16, 1]))]);
  assertEquals([...arrayOf(sums!).data], [1, 1e16, 1e16 + 2, 2, 3]);
});

Deno.test("the gradient of a running sum is the running sum from the other end", async () => {
  // Σᵢ yᵢ Σ_{i′ ≤ i} x_i′ has the slope Σ_{i ≥ i′} yᵢ in x_i′
  const y = array([1, 2, 3, 4, 5]);
  const total = sumOver(i, nodes.mul(y, runningSum(i, x)));
  const slope = await evaluate(gradient(total, x));
  assertEquals([...arrayOf(slope).data], [15, 14, 12, 9, 5]);
});

Deno.test("scans are linear: their plans have no step over pairs, whatever they scan", () => {
  const keys = nodes.mul(x, constant(2));
  const sorted = take(x, i, orderOf(i, keys));
  const { steps } = plan([runningSum(i, sorted), runningSum(i, nodes.add(x, coord(i)))]);
  assertEquals(steps.filter(isOverPairs).length, 0);
});

Deno.test("a scan read at another copy of its axis is the same scan", async () => {
  const sums = runningSum(i, x);
  // Σ_i Σ_i′ [i′ = 2] sums[i′]
  const read = sumOver(
    j,
    nodes.select(nodes.equal(coord(j), constant(2)), rename(sums, new Map([[i, j]])), constant(0)),
  );
  assertEquals(await evaluate(read), 6);
});
