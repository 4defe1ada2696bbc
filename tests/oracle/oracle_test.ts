/** What the planner, the executors and the gradients make of expressions, random ones and those of the library, is their definition. */
import { coord, reduce, rename, runningSum, sumOver, sumTo, take } from "../../src/expr/build.ts";
import type { Node } from "../../src/expr/node.ts";
import { constant, nodes } from "../../src/expr/simplify.ts";
import {
  evaluate,
  gaussianMixture,
  gradient,
  kdeEntropy,
  logDetMutualInformation,
  type Mixture,
  monteCarloEntropy,
  pairwiseEntropy,
  uniformMixture,
} from "../../mod.ts";
import { mul, sum } from "../../ops.ts";
import { agreesWithDifferences, isDefinition } from "./definition.ts";
import { explored } from "./explore.ts";
import {
  a,
  allOps,
  batch,
  build,
  i,
  j,
  leaves,
  runningSums,
  smoothOps,
  storable,
} from "./random_expressions.ts";
import { numbersBy } from "../support/ways.ts";
import { array, numbersOf, type Result, scalar } from "../support/results.ts";
import { nodeOf } from "../../src/expr/node_of.ts";

/** Asserts that evaluation equals the definition at every point. */
async function equalsDefinition(node: Node, tolerance = 1e-11) {
  isDefinition(node, numbersOf(await evaluate(node)), tolerance);
  for (const unordered of [true, false]) {
    const [numbers] = await numbersBy({ least: 0, unordered }, [node]);
    isDefinition(node, numbers!, tolerance);
  }
}

explored("a random expression evaluates to its definition at every point", 1, async (made) => {
  await equalsDefinition(storable(build(made, allOps)[0]));
});

explored(
  "random expressions that are asked for together have the values that they have alone",
  0.75,
  async (made) => {
    // what one stores another may read: also the negative of it, and parts of it
    const parts = build(made, allOps).slice(0, 6).flatMap((part) => [part, nodes.neg(part)]);
    const together = parts.map(storable);
    const values: readonly Result[] = await evaluate(together);
    values.forEach((value, t) => isDefinition(together[t]!, numbersOf(value), 1e-11));
  },
);

explored(
  "running sums along coordinates: stored, and written out for pairs",
  0.25,
  async (made) => {
    const [x] = build(made, allOps), op = runningSums[made[0]! % runningSums.length]!;
    await equalsDefinition(storable(runningSum(a, x, op)));
    const pairs = nodes.mul(x, rename(x, new Map([[i, j], [j, i]])));
    await equalsDefinition(storable(nodes.tanh(runningSum(a, nodes.sub(pairs, coord(j)), op))));
  },
);

Deno.test("a step reads what earlier steps have stored, not what a later one will", async () => {
  const y = leaves[1]!;
  const t = reduce("logSumExp", j, nodes.mul(y, rename(y, new Map([[i, j]]))));
  // in a sum of products the sign goes to t, and −t is stored, too: as an array that is gathered from
  const total = sumOver(i, nodes.neg(nodes.mul(nodes.exp(y), t)));
  const gathered = take(nodes.neg(t), i, nodes.min(coord(i), constant(1)));
  const [value] = await evaluate([total, gathered]);
  isDefinition(total, [scalar(value)], 1e-14);
});

Deno.test("a symmetric log-sum-exp over pairs may have coordinates", async () => {
  const x = leaves[0]!;
  await equalsDefinition(reduce("logSumExp", j, nodes.mul(x, rename(x, new Map([[i, j]])))));
});

explored(
  "the gradient of a random smooth expression agrees with central differences",
  0.375,
  async (made) => {
    const [node] = build(made, smoothOps);
    const total = sumTo(node, [], node.axes.filter((axis) => axis === batch));
    const slopes = await evaluate(gradient(total, leaves));
    slopes.forEach((slope, t) => agreesWithDifferences(total, leaves[t]!, array(slope).data));
  },
);

const mixtures: { [name: string]: Mixture } = {
  full: gaussianMixture({
    weights: [0.2, 0.5, 0.3],
    means: [[0, 1], [1.5, -0.5], [0.3, 0.2]],
    covariances: [[[1, 0.3], [0.3, 2]], [[0.5, -0.1], [-0.1, 0.4]], [[2, 0.9], [0.9, 1]]],
  }),
  batched: gaussianMixture({
    weights: [[0.2, 0.8], [0.6, 0.4]],
    means: [[0, 1], [1.5, -0.5]],
    variances: [[[1, 2], [3, 0.5]], [[0.2, 2], [1, 1.5]]],
  }),
  boxes: uniformMixture({
    weights: [0.5, 0, 0.5],
    centers: [[0, 1], [0.5, 0.5], [0.3, 0.8]],
    widths: [[1, 2], [3, 0.5], [0.7, 1.1]],
  }),
};

for (const [name, p] of Object.entries(mixtures)) {
  Deno.test(`estimators, gradients and Hessian products of ${name} evaluate to their definition`, async () => {
    const distances = ["kl", "bhattacharyya", "elk", { chernoff: 0.3 }] as const;
    const values = [
      kdeEntropy(p),
      ...distances.map((distance) => pairwiseEntropy(p, { distance })),
    ];
    for (const value of values) {
      await equalsDefinition(nodeOf(value));
      for (const slope of Object.values(gradient(value, p))) {
        await equalsDefinition(nodeOf(slope), 1e-9);
      }
    }
    const direction = sum(mul(gradient(values[3]!, p).weights!, 0.5));
    for (const slope of Object.values(gradient(direction, p))) {
      await equalsDefinition(nodeOf(slope), 1e-9);
    }
    const { value, standardError } = monteCarloEntropy(p, { samples: 5, seed: 7 });
    await equalsDefinition(nodeOf(value));
    await equalsDefinition(nodeOf(standardError));
  });
}

Deno.test("LogDet evaluates to its definition on both sides", async () => {
  const x = [[0, 1, 2], [1, 0.5, -1], [2, 2, 0.25], [0.1, 0.7, 1]], y = [[1], [2], [0], [1]];
  await equalsDefinition(nodeOf(logDetMutualInformation(x, y, { beta: 0.5 })));
  await equalsDefinition(
    nodeOf(logDetMutualInformation(x.slice(0, 2), y.slice(0, 2), { beta: 0.5 })),
  );
});
