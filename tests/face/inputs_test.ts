/** Arrays come as nested arrays, typed arrays, and views of any library; they are read by value when they are given. */
import {
  type ArrayInput,
  conditionalEntropy,
  DomainError,
  evaluate,
  gaussianMixture,
  input,
  jointEntropy,
  logDetEntropy,
  pairwiseEntropy,
  uniformMixture,
} from "../../mod.ts";
import { mixture } from "../../mixentropy.ts";
import { assertEquals } from "@std/assert";
import { mixtureOf } from "../support/forms.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";
import { refuses } from "../support/sentences.ts";
import { assertRelative } from "../support/comparison.ts";
import { estimatorsOf } from "../support/estimators.ts";
import { caseNamed, type Matrix } from "../support/references.ts";
import { sourceOf } from "../support/nodes.ts";
import { scalar } from "../support/results.ts";
import { nodeOf } from "../../src/expr/node_of.ts";

const full = caseNamed("full-k5-d2");
const boxes = caseNamed("uniform-overlapping-k6-d2");
const means = full.means as Matrix;
const covariances = full.covariances as readonly Matrix[];
const flat = covariances.flat(2);

/** Checks that parameters in some form give the reference values of a case. */
async function assertSame(c: typeof full, parameters: { [name: string]: ArrayInput }) {
  const actual = await evaluate(estimatorsOf(mixtureOf(parameters)));
  for (const [name, expected] of Object.entries(c.expect)) {
    assertRelative(scalar(actual[name]!), expected, 1e-12, name);
  }
}

/** The same numbers along strides of one's own, in an array with gaps. */
function strided(x: Matrix, strides: readonly [number, number], offset: number) {
  const data = new Float64Array(200).fill(NaN);
  x.forEach((row, i) => row.forEach((v, a) => data[offset + i * strides[0] + a * strides[1]] = v));
  return { data, shape: [x.length, x[0]!.length], offset };
}

Deno.test("nested arrays, typed rows, typed arrays with a shape and their mixes are the same numbers", async () => {
  const weights = full.weights;
  const shapes: { [name: string]: ArrayInput }[] = [
    { weights, means, covariances },
    {
      weights: Float64Array.from(weights),
      means: { data: means.flat(), shape: [5, 2] },
      covariances,
    },
    { weights, means, covariances: { data: Float64Array.from(flat), shape: [5, 2, 2] } },
    {
      weights: { data: weights, shape: new Uint8Array([5]) },
      means: { data: Float64Array.from(means.flat()), shape: Int32Array.of(5, 2) },
      covariances: { data: flat, shape: [5, 2, 2], strides: [4, 2, 1], offset: 0 },
    },
  ];
  for (const parameters of shapes) await assertSame(full, parameters);
  const rows = means.map((row) => Float64Array.from(row));
  await assertSame(full, { weights, means: rows, covariances });
});

Deno.test("views are read along their strides: transposed, sliced, reversed, with an offset", async () => {
  const { weights } = boxes;
  const centers = boxes.centers as Matrix, widths = boxes.widths as Matrix;
  for (
    const [strides, offset] of [
      [[1, 6], 0], // transposed
      [[2, 1], 7], // inside a larger array
      [[6, 3], 2], // every third column of every other row
      [[-2, 1], 20], // rows reversed
      [[3, -1], 5], // columns reversed
      [[-1, -9], 30], // both, transposed
    ] as const
  ) {
    for (const key of ["strides", "stride"]) {
      const view = (x: Matrix) => ({ ...strided(x, strides, offset), [key]: strides });
      await assertSame(boxes, { weights, centers: view(centers), widths: view(widths) });
      await assertSame(boxes, { weights, centers, widths: view(widths) });
    }
  }
});

Deno.test("a stride of zero repeats: one row of widths for all boxes", async () => {
  const centers = [[0, 0], [3, 1], [1, 4]];
  const row = { data: [2, 5], shape: [3, 2], strides: [0, 1] };
  const written = uniformMixture({ centers, widths: [[2, 5], [2, 5], [2, 5]] });
  const repeated = uniformMixture({ centers, widths: row });
  const joints = await evaluate([jointEntropy(written), jointEntropy(repeated)]);
  assertEquals(joints[0], joints[1]);
});

Deno.test("an object like a scijs ndarray, with methods, is read as a view", async () => {
  class Ndarray {
    constructor(
      readonly data: Float64Array,
      readonly shape: number[],
      readonly stride: number[],
      readonly offset: number,
    ) {}
    get dimension() {
      return this.shape.length;
    }
    get(i: number, a: number) {
      return this.data[this.offset + i * this.stride[0]! + a * this.stride[1]!];
    }
    transpose() {
      return new Ndarray(this.data, this.shape.toReversed(), this.stride.toReversed(), this.offset);
    }
  }
  const columns = Float64Array.from([0, 1].flatMap((a) => means.map((row) => row[a])));
  const view = new Ndarray(columns, [2, 5], [5, 1], 0).transpose();
  assertEquals(view.get(3, 1), means[3]![1]);
  await assertSame(full, { weights: full.weights, means: view, covariances });
});

Deno.test("numbers of other types are taken at their values", async () => {
  const types = [
    Float32Array,
    Int8Array,
    Uint8Array,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
  ];
  const expected = await evaluate(logDetEntropy([[0, 3], [2, 1], [7, 100]]));
  for (const Type of types) {
    const data = Type.from([0, 3, 2, 1, 7, 100]);
    assertEquals(await evaluate(logDetEntropy({ data, shape: [3, 2] })), expected);
  }
  // 0.1 in single precision is another number, and is kept
  const single = gaussianMixture({ means: [[0]], variances: Float32Array.of(0.1) });
  const h = 0.5 * Math.log(2 * Math.PI * Math.E * Math.fround(0.1));
  assertRelative(await evaluate(conditionalEntropy(single)), h, 1e-14, "h");
});

Deno.test("a typed array alone has one dimension: weights, and variances for each component", async () => {
  const p = gaussianMixture({
    weights: Float64Array.of(0.25, 0.75),
    means: [[0, 0], [9, 9]],
    variances: Int32Array.of(1, 4),
  });
  // Σ cᵢ (ln 2πe + ½ d ln σᵢ²) with d = 2
  const expected = Math.log(2 * Math.PI * Math.E) + 0.75 * Math.log(4);
  assertRelative(await evaluate(conditionalEntropy(p)), expected, 1e-14, "conditional");
});

Deno.test("numbers are copied: changing an array afterwards changes nothing", async () => {
  const weights = Float64Array.of(0.25, 0.75), sigma = [[[1]], [[2]]];
  const mu = { data: Float64Array.of(0, 3), shape: [2, 1] };
  const data = [[1, 2], [3, 5], [4, 1]];
  const p = mixture(weights, mu, sigma, "gauss");
  const leaf = input(mu.data);
  const values = { kl: pairwiseEntropy(p, { distance: "kl" }), logDet: logDetEntropy(data), leaf };
  const before = await evaluate(values);
  weights.fill(0.5);
  mu.data.fill(7);
  mu.shape[0] = 9;
  sigma[0]![0]![0] = 100;
  data[0]![0] = -100;
  assertEquals(await evaluate(values), before);
  before.leaf.data.fill(11);
  assertEquals([...(await evaluate(leaf)).data], [0, 3]);
});

Deno.test("typed arrays whose entries follow each other are copied at once, of any kind and with an offset", () => {
  const kinds = [
    ...[Float64Array, Float32Array, Int8Array, Uint8Array, Uint8ClampedArray],
    ...[Int16Array, Uint16Array, Int32Array, Uint32Array],
  ];
  const { set } = Float64Array.prototype;
  let copied = 0;
  Float64Array.prototype.set = function (from, at) {
    copied += from.length;
    return set.call(this, from, at);
  };
  try {
    for (const Kind of kinds) {
      const data = Kind.from(times(120, (t) => t));
      const expect = (value: ArrayInput, first: number, count: number) => {
        copied = 0;
        const x = input(value);
        assertEquals(
          nodeOf(x).kind === "input" && [...sourceOf(x).data],
          times(count, (t) => first + t),
        );
        assertEquals(copied, count, Kind.name);
      };
      expect(data, 0, 120);
      expect(data.subarray(3, 90), 3, 87);
      expect({ data, shape: [3, 40] }, 0, 120);
      expect({ data, shape: [2, 50], offset: 7 }, 7, 100);
      expect({ data, shape: [2, 1, 50], strides: [50, 999, 1], offset: 7 }, 7, 100);
      expect([data.subarray(0, 40), data.subarray(40, 80), data.subarray(80)], 0, 120);
    }
  } finally {
    Float64Array.prototype.set = set;
  }
});

Deno.test("any layout is read along its strides: whatever their order and signs, in typed arrays and others", () => {
  const random = randomNumbers(5);
  const upTo = (n: number) => Math.floor(random() * n);
  for (let run = 0; run < 200; run++) {
    const rank = 1 + upTo(4), shape = times(rank, () => 1 + upTo(run % 10 === 0 ? 70 : 5));
    // dimensions in some order, each with some room after it, or none at all (repeated)
    const strides = times(rank, () => 0);
    let step = 1;
    for (const t of times(rank, (t) => t).sort(() => random() - 0.5)) {
      strides[t] = upTo(6) === 0 ? 0 : (upTo(2) === 0 ? -step : step);
      step *= shape[t]! + (upTo(3) === 0 ? 1 : 0);
    }
    const least = strides.reduce((sum, s, t) => sum + Math.min(0, s * (shape[t]! - 1)), 0);
    const offset = upTo(4) - least;
    const data = times(step + offset + 8, () => random());
    // by the definition of an ndarray, index by index
    const expected = times(shape.reduce((product, n) => product * n, 1), (flat) => {
      let at = offset;
      for (let t = rank - 1, rest = flat; t >= 0; t--) {
        at += strides[t]! * (rest % shape[t]!);
        rest = Math.floor(rest / shape[t]!);
      }
      return data[at]!;
    });
    for (const held of [data, Float64Array.from(data)]) {
      const x = input({ data: held, shape, strides, offset });
      assertEquals(
        nodeOf(x).kind === "input" && [...sourceOf(x).data],
        expected,
        `${shape} by ${strides}`,
      );
    }
  }
});

Deno.test("numbers are checked wherever they stand, and the first bad one is named", async () => {
  for (const n of [1, 2, 3, 4, 5, 7, 8, 64, 65]) {
    for (let at = 0; at < n; at++) {
      for (const bad of [NaN, Infinity, -Infinity]) {
        const x = Float64Array.from({ length: n }, (_, t) => t === at ? bad : -1e308);
        await refuses(() => input(x), DomainError, `got ${bad} at x[${at}]`);
      }
    }
    input(new Float64Array(n).fill(Number.MAX_VALUE));
  }
  await refuses(() => input([1, NaN, Infinity]), DomainError, "got NaN at x[1]");
});
