/**
 * Values and gradients where double precision is hard, against 100-digit numbers (tests/vectors/make_hard.py): covariances
 * of condition up to 1e12, many components with one covariance, LogDet of collinear data with entries up to 1e18.
 */
import {
  elkEntropy,
  type Expr,
  gaussianMixture,
  gradient,
  input,
  kdeEntropy,
  logDetEntropy,
  logDetMutualInformation,
  type Mixture,
  pairwiseEntropy,
} from "../../mod.ts";
import { assert } from "@std/assert";
import { numbersBy, ways } from "../support/ways.ts";

type Matrix = number[][];

interface Slopes {
  readonly weights: number[];
  readonly means: Matrix;
  readonly covariances?: Matrix[];
  readonly covariance?: Matrix;
}

interface MixtureCase {
  readonly name: string;
  readonly weights: number[];
  readonly means: Matrix;
  readonly covariances?: Matrix[];
  readonly covariance?: Matrix;
  readonly expect: { readonly [estimator: string]: number };
  readonly grad: { readonly [estimator: string]: Slopes };
}

interface LogDetCase {
  readonly name: string;
  readonly x: Matrix;
  readonly y: Matrix;
  readonly beta: number;
  readonly entropy: number;
  readonly mutualInformation: number;
  readonly gradEntropy: Matrix;
  readonly gradMutualInformation: Matrix;
}

/** As make_hard.py writes it. */
const hard: {
  readonly illConditioned: MixtureCase[];
  readonly shared: MixtureCase[];
  readonly logdet: LogDetCase[];
} = JSON.parse(Deno.readTextFileSync(new URL("../vectors/hard.json", import.meta.url)));

const estimates: { readonly [name: string]: (p: Mixture) => Expr } = {
  kl: (p) => pairwiseEntropy(p, { distance: "kl" }),
  bhattacharyya: (p) => pairwiseEntropy(p, { distance: "bhattacharyya" }),
  elk: elkEntropy,
  kde: kdeEntropy,
};

function mixtureOf({ weights, means, covariances, covariance }: MixtureCase): Mixture {
  if (covariances !== undefined) return gaussianMixture({ weights, means, covariances });
  assert(covariance !== undefined);
  return gaussianMixture({ weights, means, covariance });
}

/** Slopes below this are those of exponentials of −70 and less, whose exponent's own rounding is what they keep of digits. */
const leastSlope = 1e-30;

/** Fails unless the first numbers agree with those expected to `tolerance` of the largest of each row of `size`. */
function assertRows(
  actual: ArrayLike<number>,
  expected: readonly number[],
  { size, tolerance, what }: { size: number; tolerance: number; what: string },
): void {
  for (let start = 0; start < expected.length; start += size) {
    const row = expected.slice(start, start + size);
    const largest = row.reduce((top, x) => Math.max(top, Math.abs(x)), leastSlope);
    row.forEach((x, t) => {
      const error = Math.abs(actual[start + t]! - x);
      assert(
        error <= tolerance * largest,
        `${what}: expected [${start + t}] = ${x}, got ${actual[start + t]}, wrong by ${
          error / largest
        } of the largest`,
      );
    });
  }
}

/** How many digits each number keeps: what the rounding of the data of a case leaves. */
interface Tolerances {
  readonly value: number;
  readonly weights: number;
  readonly means: number;
  readonly covariances: number;
}

async function assertCase(
  one: MixtureCase,
  options: (typeof ways)[string],
  tolerance: Tolerances,
): Promise<void> {
  const p = mixtureOf(one), d = one.means[0]!.length;
  for (const [name, estimate] of Object.entries(estimates)) {
    const value = estimate(p), slopes = one.grad[name]!;
    const asked = ["weights", "means", one.covariance === undefined ? "covariances" : "covariance"];
    const wanted = gradient(value, p) as Record<string, Expr>;
    const results = await numbersBy(options, [value, ...asked.map((key) => wanted[key]!)]);
    const what = (part: string) => `${one.name}, ${name}, ${part}`;
    const expected = one.expect[name]!;
    const error = Math.abs(results[0]![0]! - expected) / Math.max(1, Math.abs(expected));
    assert(error <= tolerance.value, `${what("value")}: ${results[0]![0]} for ${expected}`);
    const count = slopes.weights.length;
    assertRows(results[1]!, slopes.weights, {
      size: count,
      tolerance: tolerance.weights,
      what: what("weights"),
    });
    assertRows(results[2]!, slopes.means.flat(), {
      size: count * d,
      tolerance: tolerance.means,
      what: what("means"),
    });
    // each covariance by its own size
    assertRows(results[3]!, (slopes.covariances ?? [slopes.covariance!]).flat(2), {
      size: d * d,
      tolerance: tolerance.covariances,
      what: what("covariance"),
    });
  }
}

for (const [way, options] of Object.entries(ways)) {
  Deno.test(`gradients keep 10 digits at any condition up to 1e12, by ${way}`, async () => {
    const tolerance = { value: 1e-11, weights: 1e-10, means: 1e-10, covariances: 1e-10 };
    for (const one of hard.illConditioned) await assertCase(one, options, tolerance);
  });

  Deno.test(`one covariance of many components: values and gradients, whitened or not, by ${way}`, async () => {
    const tolerance = { value: 1e-11, weights: 1e-10, means: 1e-9, covariances: 1e-10 };
    for (const one of hard.shared) await assertCase(one, options, tolerance);
  });
}

for (const [way, options] of Object.entries(ways)) {
  Deno.test(`LogDet of collinear data: values and gradients with entries of βXᵀX/n up to 1e18 and beyond, by ${way}`, async () => {
    for (const { name, y, beta, ...expected } of hard.logdet) {
      const x = input(expected.x);
      const entropy = logDetEntropy(x, { beta });
      const information = logDetMutualInformation(x, y, { beta });
      const asked = [entropy, information, gradient(entropy, x), gradient(information, x)];
      const found = await numbersBy(options, asked);
      // information is a difference of entropies
      const size = Math.abs(expected.entropy) * 1e-12;
      for (const [t, key] of (["entropy", "mutualInformation"] as const).entries()) {
        const error = Math.abs(found[t]![0]! - expected[key]);
        assert(error <= size, `${name}, ${key}: ${found[t]![0]} for ${expected[key]}`);
      }
      for (const [t, key] of (["gradEntropy", "gradMutualInformation"] as const).entries()) {
        const numbers = expected[key].flat();
        const what = `${name}, ${key}`;
        assertRows(found[2 + t]!, numbers, { size: numbers.length, tolerance: 1e-10, what });
      }
    }
  });
}
