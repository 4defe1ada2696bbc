/** Gradients of gradients: Hessian-vector products of every closed-form estimator, and what refuses them. */
import {
  conditionalEntropy,
  DomainError,
  elkEntropy,
  evaluate,
  type Expr,
  gradient,
  input,
  logDetEntropy,
  logDetJointEntropy,
  monteCarloEntropy,
  pairwiseEntropy,
} from "../../mod.ts";
import { mul, sqrt, square, sub, sum, sumOverCoordinates } from "../../ops.ts";
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { isBoxes, structures, toFreeMixture, toMixture } from "../support/entries.ts";
import { assertSlopes, type Steps, withKinks } from "../support/finite_differences.ts";
import { draw } from "../support/random_mixtures.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";
import { estimatorsOf } from "../support/estimators.ts";
import { array, scalar } from "../support/results.ts";
import { nodeOf } from "../../src/expr/node_of.ts";

const random = randomNumbers(23);

/** A random vector of the shape of an expression. */
function directionFor(slope: Expr): Expr {
  const shape = nodeOf(slope).axes.map((axis) => axis.set.extent);
  const data = times(shape.reduce((size, extent) => size * extent, 1), () => 2 * random() - 1);
  return input(shape.length === 0 ? data[0]! : { data, shape }, { like: slope });
}

/** Σ slope · v: the derivative along v. */
function along(slope: Expr, v: Expr): Expr {
  return sum(mul(slope, v));
}

const steps: Steps = { step: 1e-3, order: 4, tolerance: 1e-7 };

for (const structure of structures) {
  Deno.test(`Hessian-vector products agree with differences of the gradient: ${structure}`, async () => {
    const { p, leaves } = toFreeMixture(draw({ structure, k: 4, d: 3, seed: 4 }));
    const products: { [name: string]: Expr } = {};
    for (const [name, value] of Object.entries(estimatorsOf(p))) {
      for (const [leaf, slope] of Object.entries(leaves)) {
        const g = gradient(value, slope);
        products[`${name} along ${leaf}`] = along(g, directionFor(g));
      }
    }
    await assertSlopes(products, leaves, random, isBoxes(structure) ? withKinks : steps);
  });

  Deno.test(`the Hessian is symmetric: ${structure}`, async () => {
    const p = toMixture(draw({ structure, k: 6, d: 3, seed: 9 }));
    const leaves = Object.values(p.parameters);
    for (const [name, value] of Object.entries(estimatorsOf(p))) {
      const slopes = gradient(value, leaves);
      const u = slopes.map(directionFor), v = slopes.map(directionFor);
      const alongU = slopes.map((slope, s) => along(slope, u[s]!));
      const alongV = slopes.map((slope, t) => along(slope, v[t]!));
      const products = await evaluate(
        leaves.map((one, s) =>
          leaves.map((other, t) =>
            [
              along(gradient(alongU[s]!, other), v[t]!),
              along(gradient(alongV[t]!, one), u[s]!),
            ] as const
          )
        ),
      );
      products.flat().forEach(([x, y]) =>
        assertAlmostEquals(
          scalar(x),
          scalar(y),
          1e-11 * (1 + Math.abs(scalar(x))),
          `${name}: uᵀ∇²h v = vᵀ∇²h u`,
        )
      );
    }
  });
}

Deno.test("the conditional entropy of boxes has the second derivatives −cᵢ/wᵢ² and 1/wᵢ", async () => {
  const p = toMixture(draw({ structure: "boxes", k: 3, d: 2, seed: 1 }));
  const weights = p.parameters.weights!, widths = p.parameters.widths!;
  const slope = gradient(conditionalEntropy(p), p).widths!;
  const ones = input(times(3, () => [1, 1]), { like: slope });
  const result = await evaluate({
    weights,
    widths,
    byWidths: gradient(along(slope, ones), widths),
    byWeights: gradient(along(slope, ones), weights),
  });
  const w = [...array(result.widths).data], c = array(result.weights).data;
  w.forEach((x, t) =>
    assertAlmostEquals(array(result.byWidths).data[t]!, -c[Math.floor(t / 2)]! / x ** 2, 1e-14)
  );
  c.forEach((_, i) =>
    assertAlmostEquals(
      array(result.byWeights).data[i]!,
      1 / w[2 * i]! + 1 / w[2 * i + 1]!,
      1e-14,
    )
  );
});

Deno.test("LogDet: the second derivative in the data agrees with differences, on both sides", async () => {
  for (const [n, d] of [[6, 2], [3, 4]] as const) {
    const matrix = (columns: number) => times(n, () => times(columns, () => 2 * random() - 1));
    const x = input(matrix(d), { name: "x" }), y = input(matrix(2), { name: "y" });
    const g = gradient(logDetEntropy(x, { beta: 2 }), x);
    const joint = gradient(logDetJointEntropy([x, y], { beta: 2 }), y);
    await assertSlopes(
      { own: along(g, directionFor(g)), joint: along(joint, directionFor(joint)) },
      { x, y },
      random,
      steps,
    );
  }
});

Deno.test("second derivatives go through a Euclidean distance, whose slope is 0 where components coincide", async () => {
  const { p, leaves } = toFreeMixture(draw({ structure: "diagonal", k: 4, d: 2, seed: 2 }));
  const value = pairwiseEntropy(p, {
    distance: (i, j) => {
      if (i.family !== "gaussian" || j.family !== "gaussian") throw new TypeError("Gaussians only");
      return sqrt(sumOverCoordinates(square(sub(i.mean, j.mean))));
    },
  });
  const g = gradient(value, leaves.means!);
  await assertSlopes({ product: along(g, directionFor(g)) }, leaves, random, withKinks);
});

Deno.test("third derivatives work, too", async () => {
  const { p, leaves } = toFreeMixture(draw({ structure: "spherical", k: 3, d: 2, seed: 5 }));
  const means = leaves.means!;
  const g = gradient(elkEntropy(p), means);
  const hessian = gradient(along(g, directionFor(g)), means);
  await assertSlopes({ third: along(hessian, directionFor(hessian)) }, leaves, random, steps);
});

Deno.test("second derivatives of a Monte Carlo estimate are refused with a sentence, not wrong", () => {
  for (const structure of ["covariances", "diagonal", "boxes"] as const) {
    const p = toMixture(draw({ structure, k: 3, d: 2, seed: 1 }));
    const { value } = monteCarloEntropy(p, { samples: 10 });
    for (const slope of Object.values(gradient(value, p))) {
      const product = along(slope, directionFor(slope));
      assertThrows(() => gradient(product, p), DomainError, "has first derivatives only");
    }
  }
});

Deno.test("a gradient of a gradient has its leaf's shape, also of a batch", async () => {
  const x = input([[[1, 2], [3, 4]], [[0, 1], [5, 2]]], { name: "x" });
  const g = gradient(sum(mul(0.5, square(x))), x);
  const { data, shape } = await evaluate(
    gradient(along(g, input(times(2, () => [[1, 1], [1, 1]]), { like: g })), x),
  );
  assertEquals([shape, [...data]], [[2, 2, 2], times(8, () => 1)]);
});
