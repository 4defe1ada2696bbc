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
  squaredHellinger,
  totalVariationBetween,
} from "../../mod.ts";
import { assert } from "@std/assert";
import { assertSlopes, type Named, withKinks } from "../support/finite_differences.ts";
import { randomNumbers } from "../support/random_numbers.ts";

/** Weights that stay on the simplex whichever way their logits go. */
const shares = (...weights: number[]) => input(weights.map(Math.log));

/** The bounds of a number by name, and its ends. */
function outputsOf(
  { lower, upper, estimate, lowers, uppers }: {
    readonly lower: Expr;
    readonly upper: Expr;
    readonly estimate: Expr;
    readonly lowers: { readonly [name: string]: Expr };
    readonly uppers: { readonly [name: string]: Expr };
  },
): Named {
  const under = (side: string, list: { readonly [name: string]: Expr }) =>
    Object.entries(list).map(([name, x]) => [`${side} ${name}`, x]);
  return {
    lower,
    upper,
    estimate,
    ...Object.fromEntries([...under("lower", lowers), ...under("upper", uppers)]),
  };
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
  await assertSlopes(outputsOf(klBetween(p, q)), leaves, randomNumbers(3), withKinks);
});

Deno.test("on the line those of Jensen–Shannon, Hellinger and total variation have, too", async () => {
  const { p, q, leaves } = onTheLine();
  const random = randomNumbers(4);
  await assertSlopes(outputsOf(jensenShannon(p, q)), leaves, random, withKinks);
  await assertSlopes(outputsOf(squaredHellinger(p, q)), leaves, random, withKinks);
  await assertSlopes(outputsOf(totalVariationBetween(p, q)), leaves, random, withKinks);
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
  await assertSlopes(outputsOf(klBetween(p, q)), leaves, randomNumbers(5), withKinks);
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
  await assertSlopes(outputsOf(klBetween(p, q)), leaves, randomNumbers(6), withKinks);
  // KL(p‖p) has its least value where q is p
  const { upper } = klBetween(p, p);
  const slope = await evaluate(gradient(upper, p).means);
  assert(slope.data.every((x) => Math.abs(x) < 1e-9), `${slope.data}`);
});
