/** What operations on mixtures make, on a GPU and in single precision, beside double precision. */
import {
  addNoise,
  affine,
  condition,
  evaluate,
  type Expr,
  gaussianMixture,
  gradient,
  marginal,
  mix,
  type Mixture,
  pairwiseEntropy,
  product,
  select,
} from "../../mod.ts";
import { assert } from "@std/assert";
import { parameters } from "../support/webgpu_cases.ts";
import { withGpu } from "../support/webgpu_support.ts";
import { numbersOf, type Result } from "../support/results.ts";

const { means, variances, covariance } = parameters(80, 3);
const p = gaussianMixture({ means, variances });
const made: { readonly [name: string]: Mixture } = {
  mix: mix([p, affine(p, 2)]),
  affine: affine(p, [[1, 0.3, 0.1], [0.3, 0.8, -0.2]]),
  condition: condition(addNoise(p, covariance), { 0: 4 }),
  product: product(marginal(select(p, [3, 1, 4, 15, 9]), [0]), marginal(p, [1])),
};
const outputs: { readonly [name: string]: Expr } = Object.fromEntries(
  Object.entries(made).flatMap(([name, q]) => {
    const value = pairwiseEntropy(q, { distance: "bhattacharyya" });
    return [[name, value], [`${name}: slope in the weights`, gradient(value, p).weights]];
  }),
);

/** Values and gradients in another precision or on another device, beside those in double precision. */
async function assertClose(options: Parameters<typeof evaluate>[1]): Promise<void> {
  const exact = await evaluate(outputs) as { readonly [name: string]: Result };
  const found = await evaluate(outputs, options) as { readonly [name: string]: Result };
  for (const name of Object.keys(outputs)) {
    const expected = numbersOf(exact[name]!), largest = Math.max(...expected.map(Math.abs));
    numbersOf(found[name]!).forEach((x, t) =>
      // the rounding of single precision in a log-sum-exp
      assert(Math.abs(x - expected[t]!) <= 1e-5 * largest, `${name}: ${x} for ${expected[t]}`)
    );
  }
}

Deno.test("what operations make has in single precision the values of double precision", () =>
  assertClose({ precision: "f32", device: "cpu" } as never));

withGpu(
  "what operations make has on a GPU the values of double precision",
  () => assertClose({ precision: "f32", device: "webgpu" }),
);
