/** What skipping is made of: thresholds, ends of blocks, the order of a tree. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import type { Threshold } from "../../kernels/bounding/bounding_kernel.ts";
import { newBuffer } from "../../kernels/bounding/blocks.ts";
import type { Accumulator } from "../../kernels/ir/kernel.ts";
import { blockEnds } from "../../src/run/cpu/skipping/block_tables.ts";
import { rowThresholds } from "../../src/run/cpu/skipping/thresholds.ts";
import { placeOf, treeOrder } from "../../src/run/cpu/skipping/tree_order.ts";
import { atOnce } from "../../src/run/conduct/slices.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";

const buffer = newBuffer([]);

function threshold(op: Accumulator["op"], isWeighted = false): Threshold {
  const accumulator: Accumulator = { op, args: [], weighs: false, cells: [], into: buffer };
  return { accumulator, buffer, weights: isWeighted ? buffer : undefined };
}

Deno.test("all that a log-sum-exp skips is at most 2⁻⁶⁰ of what its first lanes gave", () => {
  const first = Float64Array.of(-3, 2), weights = Float64Array.of(0.5, 2.5, 0);
  const limits = rowThresholds(threshold("logSumExp", true), first, 3, () => weights)!;
  first.forEach((value, row) => {
    // exponents at the limit, weighed with all weights there are
    const skipped = 3 * Math.exp(limits[row]!), most = 2 ** -60 * Math.exp(value);
    assert(skipped <= most && skipped > 0.8 * most, `${skipped} of ${most}`);
  });
  const unweighted = rowThresholds(threshold("logSumExp"), first, 3, () => weights)!;
  assertAlmostEquals(unweighted[0]!, limits[0]!, 1e-12);
});

Deno.test("with weights below 0, or that are no numbers, nothing is skipped", () => {
  for (const wrong of [-1e-300, NaN]) {
    const weights = Float64Array.of(1, wrong);
    const limits = rowThresholds(
      threshold("logSumExp", true),
      Float64Array.of(0),
      2,
      () => weights,
    );
    assertEquals(limits, undefined);
  }
});

Deno.test("all that a sum skips is at most 2⁻⁵³ of its sizes, or of 2⁻³⁰ times the largest", () => {
  const lanes = 1000, first = Float64Array.of(8, 1, 0, NaN);
  const limits = rowThresholds(threshold("sum"), first, lanes, () => first)!;
  const totals = [...limits].map((limit) => limit * lanes * 2 ** 53);
  assertAlmostEquals(totals[0]!, 8, 1e-12);
  assertAlmostEquals(totals[1]!, 1, 1e-12);
  assertAlmostEquals(totals[2]!, 8 * 2 ** -30, 1e-20);
  assertEquals(totals[3], NaN);
});

Deno.test("a block with a number that is not finite, or beyond 1e75, has no bounds", () => {
  const numbers = Float64Array.of(1, 2, 3, NaN, 5, -Infinity, 7, 1e76, -9);
  const lo = new Float64Array(5), hi = new Float64Array(5);
  blockEnds(numbers, { count: 9, size: 2 }, lo, hi);
  assertEquals([...lo], [1, NaN, NaN, NaN, -9]);
  assertEquals([...hi], [2, NaN, NaN, NaN, -9]);
  blockEnds(Float64Array.of(4, 3, 2, 1), { count: 2, size: 2 }, lo, hi);
  assertEquals([...lo.subarray(0, 2), ...hi.subarray(0, 2)], [3, 1, 4, 2]);
});

Deno.test("a tree has every point once, cuts at whole blocks, and halves what spreads most", () => {
  const next = randomNumbers(7), count = 5000;
  const wide = Float64Array.from({ length: count }, () => 100 * next());
  const narrow = Float64Array.from({ length: count }, next);
  const tree = atOnce(treeOrder(count, [narrow, wide])), { order, cuts } = tree;
  assertEquals([...order].sort((x, y) => x - y), times(count, (t) => t));
  const [first] = [...cuts.values()].filter(({ first, end }) => first === 0 && end === count);
  assertEquals(first!.key, 1);
  for (const [middle, { first, end, key, at }] of cuts) {
    if (end - first >= 1024) assertEquals((middle - first) % 512, 0);
    const values = [narrow, wide][key]!;
    for (let t = first; t < end; t++) {
      assert(t < middle ? values[order[t]!]! <= at : values[order[t]!]! >= at);
    }
  }
  // a point finds the part that it is in
  const keys = [narrow, wide];
  for (const place of [0, 777, 4999]) {
    const [from, end] = placeOf(tree, (key) => keys[key]![order[place]!]!, 64);
    assert(from <= place && place < end, `${place} is not from ${from} to ${end}`);
  }
});

Deno.test("points that are all one keep their order", () => {
  const same = new Float64Array(100).fill(3);
  assertEquals([...atOnce(treeOrder(100, [same])).order], times(100, (t) => t));
});
