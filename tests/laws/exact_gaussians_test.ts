/** The true entropy of Gaussian mixtures against vectors, 40-digit values, and the laws that entropies obey. */
import { assert, assertEquals } from "@std/assert";
import { exactEntropy, gaussianMixture } from "../../mod.ts";
import { latticeEntropy } from "../../src/certified/lattice.ts";
import { lineEntropy } from "../../src/certified/line.ts";
import { entropyOfTwo } from "../../src/certified/two_components.ts";
import type { Gaussians as Numbers } from "../../src/certified/gaussians.ts";
import { atOnce } from "../../src/expr/slices.ts";
import { gaussianEntropy, planeEntropy } from "../support/exact_entropy.ts";
import { cases34, entropyVectors, type Gaussians } from "../support/mixture_vectors.ts";
import { randomNumbers } from "../support/random_numbers.ts";
import extremes from "../vectors/exact_entropies.json" with { type: "json" };

/** The entropy of a mixture that has one, with what it says of its error. */
async function exact(m: Gaussians, tolerance?: number) {
  const found = await exactEntropy(gaussianMixture({ ...m }), { tolerance });
  assert(found !== undefined, "Expected an entropy");
  return found;
}

/** Fails unless the value is right to within its own error, and that is at most `most`. */
async function isRight(
  m: Gaussians,
  truth: number,
  { most, allowance, name }: { most: number; allowance: number; name: string },
): Promise<void> {
  const { value, error, method } = await exact(m);
  const difference = Math.abs(value - truth);
  assert(error <= most, `${name}: an error of ${error} (${method})`);
  assert(difference <= error + allowance, `${name}: ${value} − ${truth} = ${value - truth}`);
}

const truths34 = cases34.flatMap((c) => c.family === "gaussian" ? [c] : []);

Deno.test("entropies of the given mixtures: 1e−12 on a line and of two components, 1e−9 in two dimensions", async () => {
  for (const { name, entropy, weights, means, covariances } of entropyVectors) {
    if (entropy === undefined) continue;
    const m = { weights, means, covariances };
    const onLine = m.means[0]!.length === 1;
    // the vectors' own accuracy
    await isRight(m, entropy, {
      name,
      most: onLine ? 1e-13 : 1e-9,
      allowance: onLine ? 1e-13 : 1e-12,
    });
  }
  for (const { name, expect, weights, means, covariances } of truths34) {
    const m = { weights, means, covariances };
    const isEasy = m.means[0]!.length === 1 || m.weights.length === 2;
    await isRight(m, expect.entropy!, { name, most: isEasy ? 1e-13 : 1e-9, allowance: 0 });
  }
});

Deno.test("extreme mixtures on a line agree with 40 digits: narrow modes beside and within wide ones, far from zero, rare, tiny", async () => {
  for (const { name, weights, means, sigmas, entropy } of extremes.lines) {
    const covariances = sigmas.map((s) => [[s * s]]);
    const m = { weights, means: means.map((x) => [x]), covariances };
    const truth = Number(entropy), rounding = 2 ** -52 * Math.abs(truth);
    await isRight(m, truth, { name, most: 2e-13, allowance: rounding });
  }
});

Deno.test("means that span three of six dimensions under one covariance are integrated in three", async () => {
  const { entropy, covariance, ...m } = extremes.rank;
  const found = await exactEntropy(gaussianMixture({ ...m, covariance }));
  assert(found !== undefined && found.method === "lattice");
  assert(Math.abs(found.value - entropy) <= found.error + 1e-12, `${found.value - entropy}`);
  assert(found.error < 1e-9);
});

/** Normal and uniform numbers from a seed. */
interface Draws {
  readonly uniform: () => number;
  readonly normal: () => number;
}

function draws(seed: number): Draws {
  const uniform = randomNumbers(seed);
  // Box and Muller 1958
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}

/** A mixture of k components in d dimensions with widths e^±spread. */
function randomMixture(
  random: Draws,
  { k, d, spread }: { k: number; d: number; spread: number },
): Gaussians {
  const raw = Array.from({ length: k }, () => Math.exp(random.normal()));
  const sum = raw.reduce((s, x) => s + x, 0);
  const covariances = raw.map(() => {
    const scale = Math.exp(2 * spread * random.normal());
    const rows = Array.from({ length: d }, () => Array.from({ length: d }, () => random.normal()));
    return rows.map((x, a) =>
      rows.map((y, b) => scale * (x.reduce((s, z, c) => s + z * y[c]!, 0) + (a === b ? 0.3 : 0)))
    );
  });
  const means = raw.map(() => Array.from({ length: d }, () => 2 * random.normal()));
  return { weights: raw.map((x) => x / sum), means, covariances };
}

function numbersOf(m: Gaussians): Numbers {
  return {
    k: m.weights.length,
    d: m.means[0]!.length,
    weights: Float64Array.from(m.weights),
    means: Float64Array.from(m.means.flat()),
    covariances: Float64Array.from(m.covariances.flat(2)),
    shared: false,
  };
}

Deno.test("panels and the integral for two components agree to 1e−13, however far their widths are apart", () => {
  const random = draws(11);
  for (let t = 0; t < 200; t++) {
    const p = numbersOf(randomMixture(random, { k: 2, d: 1, spread: t / 20 }));
    const two = entropyOfTwo(p);
    const line = atOnce(lineEntropy(p, { tolerance: 1e-12, maxWork: Infinity }))!;
    assert(two.error < 1e-13 && line.error < 1e-13);
    assert(Math.abs(two.value - line.value) <= two.error + line.error, `mixture ${t}`);
  }
});

Deno.test("lattices and the integral for two components agree to what lattices say, in two and three dimensions", async () => {
  const random = draws(12);
  for (
    const { d, count, tolerance } of [{ d: 2, count: 60, tolerance: 1e-9 }, {
      d: 3,
      count: 4,
      tolerance: 1e-5,
    }]
  ) {
    for (let t = 0; t < count; t++) {
      const p = numbersOf(randomMixture(random, { k: 2, d, spread: t / 20 }));
      const two = entropyOfTwo(p);
      const lattice = await latticeEntropy(p, { tolerance, maxWork: 1e9 });
      assert(lattice !== undefined && lattice.error <= tolerance, `mixture ${t}`);
      const difference = Math.abs(two.value - lattice.value);
      assert(difference <= two.error + lattice.error, `mixture ${t}: ${difference}`);
    }
  }
});

Deno.test("random mixtures agree with a plain trapezoidal rule", async () => {
  const random = draws(13);
  for (let t = 0; t < 20; t++) {
    const line = randomMixture(random, { k: 3 + t % 5, d: 1, spread: 0.5 });
    const variances = line.covariances.map((s) => s[0]![0]!);
    const onLine = gaussianEntropy(line.weights, line.means.map(([x]) => x!), variances);
    await isRight(line, onLine, { name: `line ${t}`, most: 1e-13, allowance: 1e-12 });
  }
  for (let t = 0; t < 4; t++) {
    const plane = randomMixture(random, { k: 3 + t, d: 2, spread: 0.2 });
    await isRight(plane, planeEntropy(plane, 6), {
      name: `plane ${t}`,
      most: 1e-9,
      allowance: 1e-9,
    });
  }
});

Deno.test("order, a shift, duplicates, halves of a component and components of weight 0 change nothing", async () => {
  for (const d of [1, 2]) {
    const m = randomMixture(draws(14 + d), { k: 4, d, spread: 0.3 });
    const { value, error } = await exact(m);
    const order = [2, 0, 3, 1];
    const permuted: Gaussians = {
      weights: order.map((i) => m.weights[i]!),
      means: order.map((i) => m.means[i]!),
      covariances: order.map((i) => m.covariances[i]!),
    };
    // whole numbers, and means of few digits: no rounding
    const rounded = m.means.map((mean) => mean.map((x) => Math.round(x * 1024) / 1024));
    const shifted = { ...m, means: rounded.map((mean) => mean.map((x) => x + 4096)) };
    const split = {
      weights: [...m.weights.slice(0, 3), m.weights[3]! / 2, m.weights[3]! / 2, 0],
      means: [...m.means, m.means[3]!, m.means[0]!.map((x) => x + 1)],
      covariances: [...m.covariances, m.covariances[3]!, m.covariances[0]!],
    };
    const original = await exact({ ...m, means: rounded });
    for (
      const [other, before] of [[permuted, value], [split, value], [
        shifted,
        original.value,
      ]] as const
    ) {
      const found = await exact(other);
      assert(Math.abs(found.value - before) <= found.error + error);
    }
  }
});

Deno.test("units add d ln of themselves, from 1e−100 to 1e100", async () => {
  for (const d of [1, 2]) {
    const m = randomMixture(draws(17 + d), { k: 3, d, spread: 0.3 });
    const { value, error } = await exact(m);
    for (const unit of [2 ** -332, 2 ** -20, 2 ** 332]) {
      const found = await exact({
        weights: m.weights,
        means: m.means.map((mean) => mean.map((x) => x * unit)),
        covariances: m.covariances.map((s) => s.map((row) => row.map((x) => x * unit * unit))),
      });
      const expected = value + d * Math.log(unit);
      assert(Math.abs(found.value - expected) <= found.error + error, `${found.value} ${expected}`);
    }
  }
});

Deno.test("a linear map into more dimensions, with noise of one's own there, adds what it should", async () => {
  const random = draws(20);
  for (const r of [1, 2]) {
    const m = randomMixture(random, { k: 3, d: r, spread: 0.3 }), d = 6;
    const { value } = await exact(m);
    // x = A(y, z), z ~ N(0, I): det A is the product of the diagonal
    const map = Array.from(
      { length: d },
      (_, a) =>
        Array.from({ length: d }, (_, b) => b > a ? 0 : b === a ? 1 + a / 4 : random.normal()),
    );
    const times = (x: readonly number[]) =>
      map.map((row) => row.reduce((s, y, b) => s + y * (x[b] ?? 0), 0));
    const covariances = m.covariances.map((s) => {
      const whole = map.map((_, a) =>
        map.map((_, b) => a < r && b < r ? s[a]![b]! : Number(a === b))
      );
      const half = whole.map((row) => times(row)); // row a is (A S)ᵀ's
      return map.map((_, a) =>
        map.map((_, b) => map[b]!.reduce((sum, y, c) => sum + y * half[c]![a]!, 0))
      );
    });
    const found = await exact({ weights: m.weights, means: m.means.map(times), covariances });
    const logDet = map.reduce((s, row, a) => s + Math.log(row[a]!), 0);
    const expected = value + (d - r) * 0.5 * Math.log(2 * Math.PI * Math.E) + logDet;
    assertEquals(found.method, r === 1 ? "line" : "lattice");
    assert(Math.abs(found.value - expected) < 1e-9, `${found.value - expected}`);
  }
});

Deno.test("directions that hardly matter are left out, and what that may cost is in the error", async () => {
  const means = [[0, 0, 0, 0, 0], [2, 1e-4, 0, 0, 0], [3, 0, 1e-4, 0, 0], [5, 0, 0, 1e-4, 0], [
    1,
    0,
    0,
    0,
    1e-4,
  ]];
  const p = gaussianMixture({ means, variance: 1 });
  const coarse = await exactEntropy(p, { tolerance: 1e-6 });
  assertEquals(coarse?.method, "line");
  assert(coarse!.error > 1e-10 && coarse!.error < 1e-6, `${coarse!.error}`);
  assertEquals(await exactEntropy(p, { tolerance: 1e-11 }), undefined);
});

Deno.test("groups that do not meet are taken apart: ten dimensions, five clusters of two", async () => {
  const random = draws(21), d = 10;
  const pair = randomMixture(random, { k: 2, d, spread: 0.2 });
  const one = await exact(pair);
  const clusters = [0, 1, 2, 3, 4];
  const found = await exact({
    weights: clusters.flatMap(() => pair.weights.map((w) => w / 5)),
    means: clusters.flatMap((c) =>
      pair.means.map((mean) => mean.map((x, a) => x + (a === c ? 1000 : 0)))
    ),
    covariances: clusters.flatMap(() => pair.covariances),
  });
  assertEquals(found.method, "two components");
  assert(Math.abs(found.value - one.value - Math.log(5)) <= found.error + one.error + 1e-13);
});

Deno.test("ten thousand components on a line: crowded, and in pairs far from each other", async () => {
  const random = draws(22), k = 10_000;
  const means = Array.from({ length: k }, () => 5 * random.normal());
  const variances = Array.from({ length: k }, () => 1 + random.uniform());
  const weights = means.map(() => 1 / k);
  const crowded = await exactEntropy(gaussianMixture({ means: means.map((x) => [x]), variances }));
  assert(crowded !== undefined && crowded.error < 1e-12);
  // weights of 1/k sum to 1 within k roundings
  assert(Math.abs(crowded.value - gaussianEntropy(weights, means, variances)) < 1e-11);

  const pair = await exactEntropy(gaussianMixture({ means: [[0], [2]], variances: [1, 0.25] }));
  const places = Array.from({ length: k / 2 }, (_, t) => 64 * t);
  const apart = await exactEntropy(gaussianMixture({
    means: places.flatMap((x) => [[x], [x + 2]]),
    variances: places.flatMap(() => [1, 0.25]),
  }));
  assert(apart !== undefined && apart.error < 1e-12);
  assert(Math.abs(apart.value - pair!.value - Math.log(k / 2)) < 1e-12);
});

Deno.test("on a line a component costs no more than some 1500 densities, whatever the others' widths", async () => {
  const random = draws(23), k = 2000;
  const means = Array.from({ length: k }, () => [10 * random.normal()]);
  const variances = means.map(() => Math.exp(12 * random.normal()));
  const found = await exactEntropy(gaussianMixture({ means, variances }), { maxWork: 1500 * k });
  assert(found !== undefined && found.error < 1e-12);
});
