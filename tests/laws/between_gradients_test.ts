/** Gradients of every bound between two mixtures, with respect to all parameters of both, against differences of their values. */
import {
  evaluate,
  type Expr,
  gaussianMixture,
  gradient,
  input,
  jensenShannon,
  klBetween,
  softmax,
  totalVariationBetween,
} from "../../mod.ts";
import { add, mul } from "../../ops.ts";
import { assert } from "@std/assert";
import { assertSlopes, withKinks } from "../support/finite_differences.ts";
import { randomNumbers } from "../support/random_numbers.ts";

/** Weights that stay on the simplex whichever way their logits go. */
const shares = (...weights: number[]) => input(weights.map(Math.log));

/** One number of all bounds by name, of the ends and of the estimate, each with a factor of its own: its gradient is that of each. */
function together(
  { lower, upper, estimate, lowers, uppers }: {
    readonly lower: Expr<number>;
    readonly upper: Expr<number>;
    readonly estimate: Expr<number>;
    readonly lowers: { readonly [name: string]: Expr<number> };
    readonly uppers: { readonly [name: string]: Expr<number> };
  },
): Expr {
  const all = [lower, upper, estimate, ...Object.values(lowers), ...Object.values(uppers)];
  return all.map((x, t) => mul(x, Math.cos(5 * t + 1))).reduce((sum, x) => add(sum, x));
}

/** Two mixtures on the line, and the parameters that they are made of. */
function onTheLine() {
  const [c, w] = [shares(0.4, 0.6), shares(0.2, 0.3, 0.5)];
  const p = gaussianMixture({ weights: softmax(c), means: [[0], [2]], variances: [1, 0.5] });
  const q = gaussianMixture({
    weights: softmax(w),
    means: [[0.5], [2.2], [3]],
    variances: [0.7, 1.3, 2],
  });
  const [one, other] = [p.parameters, q.parameters];
  const leaves = {
    c,
    w,
    "p means": one.means,
    "p variances": one.variances,
    "q means": other.means,
    "q variances": other.variances,
  };
  return { p, q, leaves };
}

Deno.test("on the line all bounds on a KL divergence have the gradients of their values", async () => {
  const { p, q, leaves } = onTheLine();
  await assertSlopes({ kl: together(klBetween(p, q)) }, leaves, randomNumbers(3), withKinks);
});

Deno.test("on the line those of Jensen–Shannon and of total variation, which has Hellinger's, do, too", async () => {
  const { p, q, leaves } = onTheLine();
  const random = randomNumbers(4);
  const all = {
    js: together(jensenShannon(p, q)),
    variation: together(totalVariationBetween(p, q)),
  };
  await assertSlopes(all, leaves, random, withKinks);
});

Deno.test("matrices of p and one that the components of q share have the gradients of a KL divergence", async () => {
  const [c, w] = [shares(0.4, 0.6), shares(0.2, 0.8)];
  const p = gaussianMixture({
    weights: softmax(c),
    means: [[0, 0], [2, 1]],
    covariances: [[[1, 0.3], [0.3, 0.6]], [[0.5, -0.1], [-0.1, 0.8]]],
  });
  const q = gaussianMixture({
    weights: softmax(w),
    means: [[0.5, 0.1], [2.2, 1]],
    covariance: [[1, 0.2], [0.2, 1.4]],
  });
  const leaves = {
    c,
    w,
    "p means": p.parameters.means,
    "p covariances": p.parameters.covariances,
    "q means": q.parameters.means,
    "q covariance": q.parameters.covariance,
  };
  await assertSlopes({ kl: together(klBetween(p, q)) }, leaves, randomNumbers(5), withKinks);
});

Deno.test("a KL divergence to a mixture has the gradients in the mixture that one Gaussian is fitted with", async () => {
  const p = gaussianMixture({ means: [[0.3, 0.1, 0.2, 0]], variances: [[1, 0.5, 0.8, 0.6]] });
  const q = gaussianMixture({ means: [[0, 0, 0, 0], [1, 0.5, 0, 0]], variance: 1.2 });
  const leaves = {
    "p means": p.parameters.means,
    "p variances": p.parameters.variances,
    "q means": q.parameters.means,
    "q variance": q.parameters.variance,
  };
  await assertSlopes({ kl: together(klBetween(p, q)) }, leaves, randomNumbers(6), withKinks);
  // KL(p‖p) has its least value where q is p
  const { upper } = klBetween(p, p);
  const slope = await evaluate(gradient(upper, p).means);
  assert(slope.data.every((x) => Math.abs(x) < 1e-9), `${slope.data}`);
});
