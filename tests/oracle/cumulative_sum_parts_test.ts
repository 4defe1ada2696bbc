/** Cumulative sums of arrays as parts of formulas and as parameters of mixtures: they are no larger than what they are made of. */
import {
  compile,
  conditionalEntropy,
  evaluate,
  type Expr,
  gaussianMixture,
  gradient,
  input,
  logDetEntropy,
  monteCarloEntropy,
  pairwiseEntropy,
  uniformMixture,
} from "../../mod.ts";
import {
  cumulativeSum,
  type CumulativeSumOptions,
  exp,
  matmul,
  mul,
  square,
  sum,
} from "../../ops.ts";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { randomNumbers, times } from "../support/random_numbers.ts";
import { array, scalar } from "../support/results.ts";
import { estimatorsOf } from "../support/estimators.ts";

type Rows = readonly (readonly number[])[];

const random = randomNumbers(17);
/** A quarter of a small whole number: sums of these round nothing. */
const quarter = () => Math.floor(16 * random() - 8) / 4;

/** The sums of the terms of a list up to each of them. */
function sums(terms: readonly number[], { reverse, exclusive }: CumulativeSumOptions): number[] {
  return terms.map((_, i) =>
    terms.reduce((all, x, t) => {
      const isBefore = reverse ? t > i : t < i;
      return isBefore || (t === i && !exclusive) ? all + x : all;
    }, 0)
  );
}

const transposed = (x: Rows) => x[0]!.map((_, j) => x.map((row) => row[j]!));

/** The same along a dimension of a matrix. */
function sumsOf(x: Rows, options: CumulativeSumOptions): Rows {
  return options.axis === 0
    ? transposed(transposed(x).map((line) => sums(line, options)))
    : x.map((line) => sums(line, options));
}

const kinds: readonly CumulativeSumOptions[] = [0, 1].flatMap((axis) =>
  [false, true].flatMap((reverse) =>
    [false, true].map((exclusive) => ({ axis, reverse, exclusive }))
  )
);

for (const options of kinds) {
  Deno.test(`cumulative sums of a matrix within formulas are those of loops: ${JSON.stringify(options)}`, async () => {
    const [n, m] = [5, 4], data = times(n, () => times(m, quarter));
    const x = input(data, { name: "x" }), s = cumulativeSum(x, options);
    const w = times(m, () => times(2, quarter)), across = { axis: options.axis === 0 ? 1 : 0 };
    const results = await evaluate({
      exp: exp(mul(0.125, s)),
      twice: cumulativeSum(s, across),
      squares: cumulativeSum(square(s), options),
      product: matmul(s, input(w)),
      total: sum(s),
      slope: gradient(mul(0.5, sum(square(s))), x),
    });
    const y = sumsOf(data, options);
    const flat = (rows: Rows) => rows.flat();
    results.exp.data.forEach((value, t) => {
      const expected = Math.exp(flat(y)[t]! / 8);
      assertAlmostEquals(value, expected, 1e-14 * expected);
    });
    assertEquals([...results.twice.data], flat(sumsOf(y, across)));
    const squares = sumsOf(y.map((row) => row.map((v) => v * v)), options);
    assertEquals([...results.squares.data], flat(squares));
    const product = y.map((row) =>
      transposed(w).map((column) => column.reduce((all, v, t) => all + v * row[t]!, 0))
    );
    assertEquals([...results.product.data], flat(product));
    assertEquals(results.total, flat(y).reduce((all, v) => all + v, 0));
    // ∂ ½ Σ s² / ∂x are the sums of s from the other end
    const slope = sumsOf(y, { ...options, reverse: !options.reverse });
    assertEquals([...results.slope.data], flat(slope));
  });
}

/** Checks that estimates of a mixture of sums are those of the numbers that the sums come to. */
async function assertSame(made: readonly Expr[], given: readonly Expr[]): Promise<void> {
  const values = await evaluate(made), expected = await evaluate(given);
  values.map(scalar).forEach((value, t) =>
    assertAlmostEquals(value, scalar(expected[t]!), 1e-12 * (1 + Math.abs(value)))
  );
}

for (const axis of [0, 1]) {
  Deno.test(`parameters that are cumulative sums stand for the numbers that these come to: axis ${axis}`, async () => {
    const [k, d] = [70, 3], steps = times(k, () => times(d, () => random() / (axis === 0 ? k : 1)));
    const x = input(steps, { name: "x" }), s = cumulativeSum(x, { axis });
    const numbers = sumsOf(steps, { axis }), means = times(k, () => times(d, () => 4 * random()));
    const estimates = (of: Expr | Rows) =>
      [
        gaussianMixture({ means: of, variance: 0.5 }),
        gaussianMixture({ means, variances: of }),
        uniformMixture({ centers: means, widths: of }),
        uniformMixture({ centers: of, widths: 1.5 }),
      ].flatMap((p) => [
        ...Object.values(estimatorsOf(p)),
        monteCarloEntropy(p, { samples: 50, seed: 2 }).value,
      ]);
    await assertSame(estimates(s), estimates(numbers));
    await assertSame([logDetEntropy(s)], [logDetEntropy(numbers)]);
  });
}

Deno.test("the slope of a bound in steps adds up the slopes in the means that take them in", async () => {
  const k = 40, steps = times(k, () => [random(), random()]), x = input(steps, { name: "x" });
  const bound = (means: Expr | Rows) => {
    const p = gaussianMixture({ means, variance: 1 });
    return { p, kl: pairwiseEntropy(p, { distance: "kl" }) };
  };
  const numbers = bound(sumsOf(steps, { axis: 0 }));
  const slope = await evaluate(gradient(bound(cumulativeSum(x, { axis: 0 })).kl, x));
  const inMeans = await evaluate(gradient(numbers.kl, numbers.p).means);
  const rows = times(k, (i) => [...inMeans.data.subarray(2 * i, 2 * i + 2)]);
  sumsOf(rows, { axis: 0, reverse: true }).flat().forEach((expected, t) =>
    assertAlmostEquals(slope.data[t]!, expected, 1e-12)
  );
});

Deno.test("arrays of three dimensions, and compiled plans with other sizes", async () => {
  const numbers = times(24, quarter), shape = [2, 3, 4];
  const x = input({ data: numbers, shape }, { name: "x" });
  const y = await evaluate(mul(2, cumulativeSum(x, { axis: 1 })));
  const expected = numbers.map((_, t) => {
    const [a, b, c] = [Math.floor(t / 12), Math.floor(t / 4) % 3, t % 4];
    return 2 * times(b + 1, (s) => numbers[12 * a + 4 * s + c]!).reduce((all, v) => all + v, 0);
  });
  assertEquals([...array(y).data], expected);
  const z = input([[1, 2], [3, 4]], { name: "z" });
  const plan = compile(sum(square(cumulativeSum(z))), { inputs: { z } });
  // 1² + 3² + 6² + 2² + 4² + 6²
  assertEquals(plan.runSync({ z: [[1, 2, 3], [2, 2, 2]] }), 1 + 9 + 36 + 4 + 16 + 36);
  // ½·½ ln 2πe + ½·½ ln 2πe·3
  const spread = cumulativeSum(input([[1], [2]]), { axis: 0 });
  const entropy = conditionalEntropy(gaussianMixture({ means: [[0], [1]], variances: spread }));
  const expectedEntropy = (2 * Math.log(2 * Math.PI * Math.E) + Math.log(3)) / 4;
  assertAlmostEquals(await evaluate(entropy), expectedEntropy, 1e-15);
});
