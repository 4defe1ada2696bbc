/** What one look at the numbers of a buffer tells, held against its definition. */
import { assertEquals } from "@std/assert";
import { plan } from "../../src/plan/plan.ts";
import { nodeOf } from "../../src/expr/node_of.ts";
import { gaussianMixture, pairwiseEntropy } from "../../mod.ts";
import { sizesFor } from "../../src/run/conduct/inputs.ts";
import { leastByCell, looksOf } from "../../src/run/digits/looks.ts";

/** A look at numbers in the place of the means [k, 2] of a mixture, which lie coordinate by coordinate. */
function lookAt(first: readonly number[], second: readonly number[]) {
  const means = first.map(() => [0, 0]);
  const planned = plan([
    nodeOf(pairwiseEntropy(gaussianMixture({ means, variance: 1 }), { distance: "kl" })),
  ]);
  const sizes = sizesFor(planned.views, new Map());
  const buffer = planned.inputs.find(({ source }) => source?.name === "means")!;
  const array = Float64Array.from([...first, ...second]);
  let looked = 0;
  const looks = looksOf(sizes, () => {
    looked++;
    return array;
  });
  looks.at(buffer);
  return { look: looks.at(buffer), looked };
}

Deno.test("a look finds the extremes of each coordinate, and is taken once", () => {
  const { look, looked } = lookAt([3, -2, 5], [0, 0.25, 8]);
  assertEquals([[...look.low], [...look.high]], [[-2, 0], [5, 8]]);
  assertEquals([look.least, look.isFinite, look.hasNaN, looked], [0.25, true, false, 1]);
  assertEquals([...leastByCell(look)], [-2, 0]);
});

Deno.test("infinite numbers have no part in extremes, and NaN is told apart", () => {
  const infinite = lookAt([Infinity, -1, 2], [-Infinity, 4, 3]).look;
  assertEquals([[...infinite.low], [...infinite.high]], [[-1, 3], [2, 4]]);
  assertEquals([infinite.isFinite, infinite.hasNaN], [false, false]);
  const none = lookAt([NaN, 1, 2], [1, 2, 3]).look;
  assertEquals([none.isFinite, none.hasNaN, none.low[0], none.high[0]], [false, true, 1, 2]);
});

Deno.test("a number that stands alone is looked at, too", () => {
  const planned = plan([
    nodeOf(
      pairwiseEntropy(gaussianMixture({ means: [[0], [1]], variance: 4 }), { distance: "kl" }),
    ),
  ]);
  const sizes = sizesFor(planned.views, new Map());
  const buffer = planned.inputs.find(({ source }) => source?.name === "variance")!;
  const { low, high, least } = looksOf(sizes, () => Float64Array.of(4)).at(buffer);
  assertEquals([[...low], [...high], least], [[4], [4], 4]);
});
