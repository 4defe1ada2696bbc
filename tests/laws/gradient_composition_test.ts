/** Gradients through distances of one's own, elementwise functions, LogDet and draws. */
import {
  type Component,
  evaluate,
  type Expr,
  gaussianMixture,
  gradient,
  input,
  klDivergence,
  logDetEntropy,
  logDetJointEntropy,
  logDetMutualInformation,
  monteCarloEntropy,
  pairwiseEntropy,
} from "../../mod.ts";
import {
  abs,
  add,
  div,
  exp,
  log,
  max,
  min,
  mul,
  neg,
  pow,
  sqrt,
  square,
  stopGradient,
  sub,
  sum,
  sumOverCoordinates,
  tanh,
} from "../../ops.ts";
import { assertEquals, assertStrictEquals } from "@std/assert";
import { toFreeMixture, toMixture } from "../support/entries.ts";
import { assertSlopes, withKinks } from "../support/finite_differences.ts";
import { middleOf } from "../support/component_values.ts";
import { draw } from "../support/random_mixtures.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";

const random = randomNumbers(11);
const matrix = (rows: number, columns: number) =>
  times(rows, () => times(columns, () => 2 * random() - 1));
const kl = (p: Parameters<typeof pairwiseEntropy>[0]) => pairwiseEntropy(p, { distance: "kl" });

/** Distances that a user could write. */
const own: { readonly [name: string]: (p: Component, q: Component) => Expr } = {
  "the mean of both KL divergences": (p, q) =>
    mul(0.5, add(klDivergence(p, q), klDivergence(q, p))),
  "a saturating distance of the middles": (p, q) => {
    return tanh(mul(0.3, sumOverCoordinates(square(sub(middleOf(p), middleOf(q))))));
  },
  // √0 for a component and itself
  "the Euclidean distance of the middles": (p, q) => {
    return sqrt(sumOverCoordinates(square(sub(middleOf(p), middleOf(q)))));
  },
  "the ratio of the wider to the narrower, coordinate by coordinate": (p, q) => {
    const spread = (c: Component) => {
      if (c.family === "uniform") return c.width;
      if (c.family !== "gaussian") return middleOf(c);
      return c.covariance.kind === "full" ? c.mean : c.covariance.variance;
    };
    const wide = max(spread(p), spread(q)), narrow = min(spread(p), spread(q));
    return sumOverCoordinates(log(div(wide, narrow)));
  },
};

for (const [name, distance] of Object.entries(own)) {
  Deno.test(`gradients go through a distance of one's own: ${name}`, async () => {
    for (const structure of ["diagonal", "spherical", "boxes"] as const) {
      // KL between boxes jumps: infinite unless one lies inside the other
      const { p, leaves } = toFreeMixture(draw({ structure, k: 5, d: 3, seed: 7 }));
      const value = pairwiseEntropy(p, { distance });
      await assertSlopes({ value, change: neg(value) }, leaves, random, withKinks);
    }
  });
}

Deno.test("elementwise functions compose: gradients agree with differences", async () => {
  const x = input([0.3, 1.2, 2.5], { name: "x" });
  const y = input([1.1, -0.4, 0.7], { name: "y", like: x });
  const outputs = {
    powers: sum(pow(x, add(2, y))),
    quotient: sum(div(sqrt(x), add(2, square(y)))),
    extremes: sum(add(mul(x, max(x, y)), min(y, 0.5))),
    mixed: log(sum(exp(mul(tanh(y), abs(sub(x, 2)))))),
    stopped: sum(mul(x, stopGradient(x))),
  };
  const { stopped, ...smooth } = outputs;
  await assertSlopes(smooth, { x, y }, random);
  assertEquals([...(await evaluate(gradient(stopped, x))).data], [0.3, 1.2, 2.5]);
});

Deno.test("one leaf, a list of leaves and a mixture's record are the same gradients; what does not matter gets zeros", async () => {
  const p = toMixture(draw({ structure: "diagonal", k: 4, d: 2, seed: 3 }));
  const { weights, means, variances } = p.parameters;
  const value = kl(p), record = gradient(value, p);
  const list = gradient(value, [variances!, weights!, means!]);
  assertStrictEquals(list[0], record.variances);
  assertStrictEquals(list[1], record.weights);
  assertStrictEquals(gradient(value, means!), record.means);
  const other = input([[1, 2], [3, 4]]);
  const { data, shape } = await evaluate(gradient(value, other));
  assertEquals([[...data], shape], [[0, 0, 0, 0], [2, 2]]);
});

Deno.test("LogDet: the gradient in the data agrees with differences, on both sides and in a batch", async () => {
  for (const [n, d] of [[7, 2], [3, 5]] as const) {
    const x = input(matrix(n, d), { name: "x" }), y = input(matrix(n, 2), { name: "y" });
    const batch = input([matrix(n, d), matrix(n, d)], { name: "batch" });
    const options = { beta: 1.7 };
    await assertSlopes(
      {
        entropy: logDetEntropy(x, options),
        joint: logDetJointEntropy([x, y, x], options),
        information: logDetMutualInformation(x, tanh(y), options),
        batch: logDetEntropy(batch, options),
      },
      { x, y, batch },
      random,
    );
  }
});

Deno.test("Monte Carlo: with diagonal covariances the gradient in means and variances is that of the value at fixed draws", async () => {
  const means = input(matrix(3, 2), { name: "means" });
  const variances = input([[0.3, 1], [0.5, 0.2], [1, 2]], { name: "variances" });
  const p = gaussianMixture({ weights: [0.2, 0.3, 0.5], means, variances });
  const { value } = monteCarloEntropy(p, { samples: 50, seed: 3 });
  await assertSlopes({ value }, { means, variances }, random);
});
