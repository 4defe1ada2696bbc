import { assert } from "@std/assert";
import fc from "fast-check";
import { planned } from "../src/run/cache.ts";
import { arraysOf, sizesOf } from "../src/run/numbers.ts";
import { executorFor } from "../src/run/wasm/executor.ts";
import { type Axis, axisOf, indexSet, isLong, sharedIndexSet } from "../src/expr/axes.ts";
import { inputOver } from "../src/expr/array.ts";
import {
  coord,
  cumulativeSum,
  dense,
  orderOf,
  reduce,
  rename,
  sumOver,
  sumTo,
  take,
} from "../src/expr/build.ts";
import type { Node } from "../src/expr/node.ts";
import type { Op } from "../src/expr/ops.ts";
import { constant, nodes } from "../src/expr/simplify.ts";
import {
  evaluate,
  gaussianMixture,
  gradient,
  kdeEntropy,
  logDetMutualInformation,
  type Mixture,
  monteCarloEntropy,
  mul,
  pairwiseEntropy,
  sum,
  uniformMixture,
} from "../mod.ts";
import { forget, valueAt } from "./naive.ts";

const batch = axisOf(sharedIndexSet("batch", "b", 2));
const set = indexSet("component", "i", 3);
const [i, j] = [axisOf(set), axisOf(set, 1)];
const short = sharedIndexSet("coordinate", "a", 2);
const [a, c, e] = [axisOf(short), axisOf(short, 1), axisOf(short, 2)];

const leaf = (name: string, dims: Axis[], numbers: number[]) =>
  inputOver(
    { shape: dims.map((axis) => axis.set.extent), data: Float64Array.from(numbers) },
    name,
    dims,
  );
const leaves = [
  leaf("x", [i, a], [0.3, -1.2, 0.7, 0.1, -0.4, 1.5]),
  leaf("y", [i], [0.5, -0.25, 1.25]),
  leaf("z", [batch, i], [0.1, 0.9, -0.3, 0.6, -0.8, 0.2]),
  leaf("w", [a, c], [0.2, -0.5, 1.1, 0.4]),
  leaf("v", [batch], [0.75, -1.5]),
];

const axes = [i, j, a, c];
const smoothOps: Op[] = ["add", "sub", "mul", "expDiff"];
const allOps: Op[] = [...smoothOps, "min", "max", "less", "weigh"];

/** A random expression from a list of choices, read from the left, and after it the ones that it was made from. */
function build(choices: number[], ops: readonly Op[]): [Node, ...Node[]] {
  const pool: Node[] = [...leaves, coord(i), coord(a), constant(0.5)];
  let next = 0;
  const choose = <T>(from: readonly T[]): T =>
    from[choices[next++ % choices.length]! % from.length]!;
  const operand = () => choose(pool.slice(-9));
  for (let step = 0; step < 12; step++) {
    pool.push(nodes.tanh(one(choose, operand, ops)));
  }
  const [last, ...others] = pool.reverse();
  return [last!, ...others];
}

type Choose = <T>(from: readonly T[]) => T;

const kinds = [
  "map",
  "reduce",
  "lse",
  "scan",
  "rename",
  "swap",
  "take",
  "dense",
  "solve",
  "neg",
] as const;

function one(choose: Choose, operand: () => Node, ops: readonly Op[]): Node {
  const x = operand();
  switch (choose(kinds)) {
    case "map": {
      return nodes.map(choose(ops), [x, operand()]);
    }
    case "reduce":
      return reduce(ops === smoothOps ? "sum" : choose(["sum", "max"]), choose(axes), x);
    case "lse":
      return reduce("logSumExp", choose(axes), x, nodes.square(operand()));
    case "scan": {
      const along = choose([i, j]);
      if (ops === smoothOps || choose([true, false])) return cumulativeSum(along, x);
      // keys of few values: some are equal, and rounding decides nothing
      return orderOf(along, nodes.floor(nodes.mul(constant(4), x)));
    }
    case "neg":
      return nodes.neg(x);
    case "rename":
      return rename(x, new Map([choose([[i, j], [a, c], [j, i], [c, a], [c, e]] as const)]));
    case "swap":
      return rename(x, choose([new Map([[i, j], [j, i]]), new Map([[a, c], [c, a]])]));
    case "take":
      return take(
        x,
        choose([i, j, a]),
        nodes.min(nodes.floor(nodes.abs(operand())), constant(1)),
      );
    case "dense":
      return dense("logDet", a, c, [factorOf(x)]);
    case "solve": {
      const vector = rename(operand(), new Map([[c, e]]));
      return choose([true, false])
        ? dense("solve", a, c, [factorOf(x), vector])
        : dense("quadratic", a, c, [factorOf(x), vector]);
    }
  }
}

/** A factor of I + Σ over c of a product of x with itself, which is definite. */
function factorOf(x: Node): Node {
  const bare = rename(x, new Map([[c, e], [e, c]]));
  const row = nodes.add(bare, leaves[3]!);
  const gram = sumOver(
    e,
    nodes.mul(
      rename(row, new Map([[c, e]])),
      rename(row, new Map([[a, c], [c, e]])),
    ),
  );
  const identity = nodes.equal(coord(a), coord(c));
  return dense("factor", a, c, [constant(2), identity, constant(1), gram]);
}

/** Sums out all long axes but one, so that the result may be stored. */
function storable(node: Node): Node {
  const long = node.axes.filter((axis) => isLong(axis) && axis !== batch);
  return long.slice(1).reduceRight((body, axis) => sumOver(axis, body), node);
}

/** Asserts that evaluation equals the definition at every point. */
async function equalsDefinition(node: Node, tolerance = 1e-11) {
  const value: number | { data: Float64Array } = await evaluate(node);
  isDefinition(node, typeof value === "number" ? [value] : value.data, tolerance);
  for (const unordered of [true, false]) {
    isDefinition(node, await generated(node, unordered), tolerance);
  }
}

/** The value by generated code, however small the work is. */
async function generated(node: Node, unordered: boolean): Promise<Float64Array> {
  const made = planned([node]);
  const executor = executorFor(made, sizesOf(made), { least: 0, unordered });
  try {
    const [result] = await executor.execute(arraysOf(made), { threads: 1 });
    return result!.data;
  } finally {
    executor.dispose();
  }
}

/** Asserts that numbers equal the definition of a value at every point. */
function isDefinition(node: Node, data: ArrayLike<number>, tolerance: number) {
  const extents = node.axes.map((axis) => axis.set.extent);
  forget();
  Array.from(data).forEach((got, flat) => {
    const at = new Map<Axis, number>();
    for (let t = extents.length - 1, rest = flat; t >= 0; t--) {
      at.set(node.axes[t]!, rest % extents[t]!);
      rest = Math.floor(rest / extents[t]!);
    }
    const expected = valueAt(node, at);
    const close = Math.abs(got - expected) <= tolerance * Math.max(1, Math.abs(expected));
    assert(close || got === expected, `${got} is not ${expected} at ${flat} of ${node}`);
  });
}

Deno.test("a random expression evaluates to its definition at every point", async () => {
  let tried = 0;
  const property = fc.asyncProperty(
    fc.array(fc.nat(1000), { minLength: 40, maxLength: 60 }),
    async (choices) => {
      const node = storable(build(choices, allOps)[0]);
      try {
        await equalsDefinition(node);
      } catch (error) {
        // values for every pair that a reduction or a gather would have to store are refused, with a sentence
        if (error instanceof RangeError && /never stored/.test(error.message)) return;
        throw error;
      }
      tried++;
    },
  );
  await fc.assert(property, { numRuns: 400, seed: 20261124 });
  assert(tried > 200, `only ${tried} expressions were evaluated`);
});

Deno.test("random expressions that are asked for together have the values that they have alone", async () => {
  let tried = 0;
  const property = fc.asyncProperty(
    fc.array(fc.nat(1000), { minLength: 40, maxLength: 60 }),
    async (choices) => {
      // what one stores another may read: also the negative of it, and parts of it
      const parts = build(choices, allOps).slice(0, 6).flatMap((part) => [part, nodes.neg(part)]);
      const nodesTogether = parts.map(storable);
      try {
        const together: readonly (number | { readonly data: Float64Array })[] = await evaluate(
          nodesTogether,
        );
        together.forEach((value, t) =>
          isDefinition(nodesTogether[t]!, typeof value === "number" ? [value] : value.data, 1e-11)
        );
      } catch (error) {
        if (error instanceof RangeError && /never stored/.test(error.message)) return;
        throw error;
      }
      tried++;
    },
  );
  await fc.assert(property, { numRuns: 300, seed: 20261127 });
  assert(tried > 150, `only ${tried} lists were evaluated`);
});

Deno.test("a step reads what earlier steps have stored, not what a later one will", async () => {
  const y = leaves[1]!;
  const t = reduce("logSumExp", j, nodes.mul(y, rename(y, new Map([[i, j]]))));
  // in a sum of products the sign goes to t, and −t is stored, too: as an array that is gathered from
  const total = sumOver(i, nodes.neg(nodes.mul(nodes.exp(y), t)));
  const gathered = take(nodes.neg(t), i, nodes.min(coord(i), constant(1)));
  const [value] = await evaluate([total, gathered]);
  isDefinition(total, [value!], 1e-14);
});

Deno.test("the gradient of a random smooth expression agrees with central differences", async () => {
  let tried = 0;
  const property = fc.asyncProperty(
    fc.array(fc.nat(1000), { minLength: 40, maxLength: 60 }),
    async (choices) => {
      const [node] = build(choices, smoothOps);
      const total = sumTo(node, [], node.axes.filter((axis) => axis === batch));
      try {
        const slopes: readonly { data: Float64Array }[] = await evaluate(gradient(total, leaves));
        slopes.forEach(({ data }, t) => agreesWithDifferences(total, leaves[t]!, data));
      } catch (error) {
        if (error instanceof RangeError && /never stored/.test(error.message)) return;
        throw error;
      }
      tried++;
    },
  );
  await fc.assert(property, { numRuns: 150, seed: 20261124 });
  assert(tried > 75, `only ${tried} gradients were evaluated`);
});

/** Asserts that `slope` is the derivative of the sum over the batch of `total` in each number of a leaf. */
function agreesWithDifferences(total: Node, of: Node, slope: Float64Array) {
  if (of.kind !== "input") throw new Error("Expected an input");
  const { data } = of.source, h = 1e-5;
  const valueWith = (t: number, x: number) => {
    const before = data[t]!;
    data[t] = x;
    forget();
    const batches = total.axes.length === 0
      ? [new Map()]
      : [0, 1].map((b) => new Map([[batch, b]]));
    const value = batches.reduce((sum, at) => sum + valueAt(total, at), 0);
    data[t] = before;
    return value;
  };
  slope.forEach((got, t) => {
    const expected = (valueWith(t, data[t]! + h) - valueWith(t, data[t]! - h)) / (2 * h);
    const close = Math.abs(got - expected) <= 1e-6 * Math.max(1, Math.abs(expected));
    assert(close, `${got} is not ${expected}, the slope in ${of}, number ${t}, of ${total}`);
  });
}

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
      await equalsDefinition(value);
      for (const slope of Object.values(gradient(value, p))) await equalsDefinition(slope, 1e-9);
    }
    const direction = sum(mul(gradient(values[3]!, p).weights!, 0.5));
    for (const slope of Object.values(gradient(direction, p))) await equalsDefinition(slope, 1e-9);
    const { value, standardError } = monteCarloEntropy(p, { samples: 5, seed: 7 });
    await equalsDefinition(value);
    await equalsDefinition(standardError);
  });
}

Deno.test("LogDet evaluates to its definition on both sides", async () => {
  const x = [[0, 1, 2], [1, 0.5, -1], [2, 2, 0.25], [0.1, 0.7, 1]], y = [[1], [2], [0], [1]];
  await equalsDefinition(logDetMutualInformation(x, y, { beta: 0.5 }));
  await equalsDefinition(logDetMutualInformation(x.slice(0, 2), y.slice(0, 2), { beta: 0.5 }));
});
