/** Cumulative sums through the public surface: against plain loops, along every kind of axis, with their derivatives. */
import {
  compile,
  DomainError,
  evaluate,
  type Expr,
  gaussianMixture,
  gradient,
  input,
  type PairFunction,
  pairwiseEntropy,
  ShapeError,
  UnknownNameError,
} from "../../mod.ts";
import {
  cumulativeSum,
  type CumulativeSumOptions,
  exp,
  log,
  mul,
  square,
  sub,
  sum,
  sumOverCoordinates,
} from "../../ops.ts";
import { plan } from "../../src/plan/plan.ts";
import { isOverPairs } from "../../src/plan/sweep.ts";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { randomNumbers, times } from "../support/random_numbers.ts";
import { numbersBy, ways } from "../support/ways.ts";
import { array } from "../support/results.ts";
import { nodeOf } from "../../src/expr/node_of.ts";

/** Every way to sum, and the indices whose values are in the sum at i. */
const kinds: readonly {
  readonly options: CumulativeSumOptions;
  readonly takesIn: (t: number, i: number) => boolean;
}[] = [
  { options: {}, takesIn: (t, i) => t <= i },
  { options: { exclusive: true }, takesIn: (t, i) => t < i },
  { options: { reverse: true }, takesIn: (t, i) => t >= i },
  { options: { reverse: true, exclusive: true }, takesIn: (t, i) => t > i },
];

const random = randomNumbers(11);
/** A quarter of a small whole number: sums of these round nothing. */
const quarter = () => Math.floor(64 * random() - 32) / 4;

/** Σ of f(t) over the indices t < n that are taken in. */
function sumOf(n: number, isIn: (t: number) => boolean, f: (t: number) => number): number {
  let sum = 0;
  for (let t = 0; t < n; t++) if (isIn(t)) sum += f(t);
  return sum;
}

for (const { options, takesIn } of kinds) {
  const name = JSON.stringify(options);

  Deno.test(`a cumulative sum is that of a plain loop, along each dimension of an array: ${name}`, async () => {
    const [n, m, l] = [7, 5, 3], data = times(n * m * l, quarter);
    const x = input({ data, shape: [n, m, l] }, { name: "x" });
    const at = (p: number, q: number, r: number) => data[(p * m + q) * l + r]!;
    const results = await evaluate([
      ...[0, 1, 2].map((axis) => cumulativeSum(x, { ...options, axis })),
      cumulativeSum(x, options),
    ]);
    const loops = [
      (p: number, q: number, r: number) => sumOf(n, (t) => takesIn(t, p), (t) => at(t, q, r)),
      (p: number, q: number, r: number) => sumOf(m, (t) => takesIn(t, q), (t) => at(p, t, r)),
      (p: number, q: number, r: number) => sumOf(l, (t) => takesIn(t, r), (t) => at(p, q, t)),
    ];
    // the last dimension, if none is named
    [...loops, loops[2]!].forEach((loop, axis) => {
      const { data, shape } = results[axis]!;
      assertEquals(shape, [n, m, l]);
      const expected = times(
        n * m * l,
        (flat) => loop(Math.floor(flat / (m * l)), Math.floor(flat / l) % m, flat % l),
      );
      assertEquals([...data], expected, `along ${axis}`);
    });
  });

  Deno.test(`along the axes of a batch of mixtures, and along the batch: ${name}`, async () => {
    const [batch, k, d] = [2, 4, 3], data = times(batch * k * d, quarter);
    const i = gaussianMixture({ means: { data, shape: [batch, k, d] }, variance: 1 }).at(0);
    assert(i.family === "gaussian");
    const at = (b: number, c: number, a: number) => data[(b * k + c) * d + a]!;
    const results = await evaluate({
      batches: cumulativeSum(i.mean, { ...options, axis: 0 }),
      components: cumulativeSum(i.mean, { ...options, axis: i.component }),
      coordinates: cumulativeSum(i.mean, { ...options, axis: i.coordinate }),
    });
    const cells = times(batch * k * d, (flat) => ({
      b: Math.floor(flat / (k * d)),
      c: Math.floor(flat / d) % k,
      a: flat % d,
    }));
    const expected = {
      batches: cells.map(({ b, c, a }) => sumOf(batch, (t) => takesIn(t, b), (t) => at(t, c, a))),
      components: cells.map(({ b, c, a }) => sumOf(k, (t) => takesIn(t, c), (t) => at(b, t, a))),
      coordinates: cells.map(({ b, c, a }) => sumOf(d, (t) => takesIn(t, a), (t) => at(b, c, t))),
    };
    assertEquals([...array(results.batches).data], expected.batches);
    assertEquals([...array(results.components).data], expected.components);
    assertEquals([...array(results.coordinates).data], expected.coordinates);
  });

  Deno.test(`first and second derivatives are those of the loop: ${name}`, async () => {
    const n = 6, data = times(n, quarter), direction = times(n, quarter);
    const x = input(data, { name: "x" }), v = input(direction, { name: "v" });
    // f = ⅓ Σ sᵢ³, ∂f/∂xₜ = Σᵢ [t in i] sᵢ², ∂²f v = Σᵢ [t in i] 2 sᵢ Σᵤ [u in i] vᵤ
    const s = cumulativeSum(x, options);
    const slope = gradient(mul(1 / 3, sum(mul(s, square(s)))), x);
    const second = gradient(sum(mul(v, slope)), x);
    const sums = times(n, (i) => sumOf(n, (t) => takesIn(t, i), (t) => data[t]!));
    const along = times(n, (i) => sumOf(n, (t) => takesIn(t, i), (t) => direction[t]!));
    const values = await evaluate([slope, second]);
    const expected = [
      times(n, (t) => sumOf(n, (i) => takesIn(t, i), (i) => sums[i]! ** 2)),
      times(n, (t) => sumOf(n, (i) => takesIn(t, i), (i) => 2 * sums[i]! * along[i]!)),
    ];
    values.forEach(({ data }, order) =>
      data.forEach((value, t) =>
        assertAlmostEquals(value, expected[order]![t]!, 1e-12 * (1 + Math.abs(value)))
      )
    );
  });

  Deno.test(`within a distance of one's own it runs along the coordinates of a pair: ${name}`, async () => {
    const [k, d] = [40, 4], means = times(k, () => times(d, quarter));
    const p = gaussianMixture({ means, variance: 16 });
    const value = pairwiseEntropy(p, {
      distance: (i, j) => {
        if (i.family !== "gaussian" || j.family !== "gaussian") throw new TypeError("Gaussians");
        const sums = cumulativeSum(sub(i.mean, j.mean), { ...options, axis: i.coordinate });
        return mul(1 / 256, sumOverCoordinates(square(sums)));
      },
    });
    const slope = gradient(value, p).means;
    // H(X|C) − Σᵢ cᵢ ln Σⱼ cⱼ exp(−D(i, j)) with equal weights
    const entropy = (means: readonly (readonly number[])[]) => {
      const rows = means.map((x) => {
        const near = means.map((y) => {
          const sums = x.map((_, a) => sumOf(d, (t) => takesIn(t, a), (t) => x[t]! - y[t]!));
          return Math.exp(-sums.reduce((all, s) => all + s * s, 0) / 256);
        });
        return Math.log(near.reduce((all, e) => all + e, 0) / k);
      });
      return d / 2 * Math.log(2 * Math.PI * Math.E * 16) - rows.reduce((all, x) => all + x, 0) / k;
    };
    const moved = (by: number) =>
      means.map((x, i) => i === 3 ? [x[0]!, x[1]! + by, ...x.slice(2)] : x);
    const difference = (entropy(moved(1e-4)) - entropy(moved(-1e-4))) / 2e-4;
    for (const [way, how] of Object.entries(ways)) {
      const [h, g] = await numbersBy(how, [value, slope]);
      assertAlmostEquals(h![0]!, entropy(means), 1e-12, way);
      assertAlmostEquals(g![3 * d + 1]!, difference, 1e-9, way);
    }
  });
}

Deno.test("plans of cumulative sums and of their gradients have no step over pairs", () => {
  const x = input(times(9, quarter), { name: "x" });
  const s = cumulativeSum(exp(x), { exclusive: true });
  const slope = gradient(sum(square(s)), x);
  const { steps } = plan([nodeOf(s), nodeOf(slope), nodeOf(gradient(sum(square(slope)), x))]);
  assertEquals(steps.filter(isOverPairs).length, 0);
});

Deno.test("a million terms that cancel: each sum is that of exact whole numbers, rounded once", async () => {
  const n = 1e6, terms = new Float64Array(n), sums = new Float64Array(n);
  let exact = 0n;
  for (let t = 0; t < n; t++) {
    terms[t] = Math.floor((random() - 0.5) * 2 ** (t % 54));
    exact += BigInt(terms[t]!);
    sums[t] = Number(exact);
  }
  const { data } = await evaluate(cumulativeSum(terms));
  assertEquals(data.findIndex((value, t) => value !== sums[t]), -1);
});

Deno.test("cumulative sums have the same bits with any number of threads, and in single precision", async () => {
  const x = input(times(100_000, random), { name: "x" });
  const s = cumulativeSum(exp(x)), outputs = [s, gradient(sum(square(s)), x)];
  const bits = (arrays: readonly Expr[], options: Parameters<typeof evaluate>[1]) =>
    evaluate(arrays, options).then((results) =>
      results.map((result) => new BigUint64Array(array(result).data.buffer).join())
    );
  const expected = await bits(outputs, { threads: 1 });
  assertEquals(await bits(outputs, { threads: 2 }), expected);
  assertEquals(await bits(outputs, { precision: "f32" }), expected);
});

Deno.test("a sum that is infinite stays so, and those that do not take it in are finite; ∞ − ∞ is refused", async () => {
  const x = input([1, 0, 1, 1]);
  const { upTo, after } = await evaluate({
    upTo: cumulativeSum(log(x)),
    after: cumulativeSum(log(x), { reverse: true, exclusive: true }),
  });
  assertEquals([...upTo.data], [0, -Infinity, -Infinity, -Infinity]);
  assertEquals([...after.data], [-Infinity, 0, 0, 0]);
  const opposed = sub(log(x), log(input([1, 1, 0, 1])));
  const error = await evaluate(cumulativeSum(opposed)).then(() => undefined, (error) => error);
  assert(error instanceof DomainError);
  assertEquals(/not a number at flat index 2/.test(error.message), true, error.message);
});

Deno.test("a compiled plan runs with other numbers of another length", async () => {
  const x = input([1, 2, 3], { name: "x" });
  const plan = compile(cumulativeSum(x), { inputs: { x } });
  const longer = await plan.run({ x: [1, 1, 1, 1, 4] });
  assertEquals([longer.shape, [...longer.data]], [[5], [1, 2, 3, 4, 8]]);
});

Deno.test("numbers without an axis, dimensions that are not there and misspelt options are told", () => {
  const x = input([[1, 2], [3, 4]], { name: "x" });
  /** As from JavaScript, which does not check. */
  const withOptions = (options: unknown) => () => cumulativeSum(x, options as CumulativeSumOptions);
  assertThrows(() => cumulativeSum(2), ShapeError, "Expected values along an axis");
  assertThrows(withOptions({ axis: 2 }), DomainError, "axis to be an integer from 0 to 1, got 2");
  assertThrows(
    withOptions({ axis: "i" }),
    UnknownNameError,
    'Unknown axis "i"',
  );
  assertThrows(withOptions({ axis: { set: 1, copy: 0 } }), TypeError, "an object with set, copy");
  assertThrows(withOptions({ axsi: 1 }), TypeError, `did you mean "axis"?`);
  assertThrows(withOptions({ reverse: 1 }), DomainError, "reverse to be true or false, got 1");
  assertThrows(withOptions(null), TypeError, "options of a cumulative sum as an object, got null");
  assertThrows(withOptions([]), TypeError, "as an object, got an array of 0");
  assertThrows(withOptions({ axis: x }), TypeError, "an axis of a component, got an expression");
});

Deno.test("an axis along which a value has no others is refused: its sum would be larger than it", () => {
  const [p, q] = [3, 5].map((k) => gaussianMixture({ means: times(k, () => [0, 1]), variance: 1 }));
  const other = gaussianMixture({ means: times(3, () => [1, 1]), variance: 1 });
  const i = p!.at(0), { weights } = p!.parameters;
  const along = (value: Expr | number, axis: CumulativeSumOptions["axis"]) => () =>
    cumulativeSum(value, { axis });
  const expected = "Expected axis to be one along which x has values (i of 3), got ";
  assertThrows(along(weights, i.coordinate), DomainError, `${expected}a of 2`);
  assertThrows(along(weights, q!.at(0).component), DomainError, `${expected}i of 5`);
  assertThrows(
    along(weights, other.at(0).component),
    DomainError,
    `${expected}i of 3, which is that of another mixture`,
  );
  assertThrows(along(i.weight, i.coordinate), DomainError, `${expected}a of 2`);
  assertThrows(along(input([[1, 2]]), i.component), DomainError, "(x of 1, y of 2), got i of 3");
  assertThrows(along(3, i.component), ShapeError, "got a scalar");
  const distance: PairFunction = (i) => {
    if (i.family !== "gaussian" || i.covariance.kind !== "scalar") throw new TypeError("spheres");
    return cumulativeSum(i.covariance.variance, { axis: i.coordinate });
  };
  assertThrows(() => pairwiseEntropy(p!, { distance }), ShapeError, "got a scalar");
});
