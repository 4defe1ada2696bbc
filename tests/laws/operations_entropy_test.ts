/**
 * What operations do to entropies: laws of the mathematics, with entropies by quadrature and by cells, which are exact, and with
 * densities by their definition.
 */
import {
  addNoise,
  affine,
  collapse,
  condition,
  entropyBounds,
  evaluate,
  exactEntropy,
  gaussianMixture,
  jointEntropy,
  logDensity,
  marginal,
  mix,
  type Mixture,
  momentBound,
  monteCarloEntropy,
  pairwiseEntropy,
  product,
  reweight,
  select,
  uniformMixture,
} from "../../mod.ts";
import { assert, assertAlmostEquals } from "@std/assert";
import { componentsIn, densityOf, range } from "../support/plain_components.ts";
import { numbersOf } from "../support/results.ts";

const p = gaussianMixture({
  weights: [0.5, 0.2, 0.3],
  means: [[0, 0], [2, 1], [-1, 3]],
  covariances: [[[1, 0.4], [0.4, 0.8]], [[0.5, -0.2], [-0.2, 1]], [[2, 0], [0, 0.3]]],
});
const line = gaussianMixture({ weights: [0.3, 0.7], means: [[0], [2.5]], variances: [[1], [0.4]] });
const boxes = uniformMixture({
  weights: [0.5, 0.2, 0.3],
  centers: [[0, 0], [1, 0.5], [-1, 2]],
  widths: [[2, 1], [1, 3], [1.5, 4]],
});
const interval = uniformMixture({ centers: [[0], [0.4]], widths: [[1], [0.2]] });

/** The entropy in nats, to at least ten digits. */
async function entropyOf(q: Mixture): Promise<number> {
  const found = await exactEntropy(q) as { readonly value: number; readonly error: number };
  assert(found.error < 1e-9, `Expected an exact entropy, got one ± ${found.error}`);
  return found.value;
}

Deno.test("an affine map adds ln|det A| to the entropy", async () => {
  const h = await entropyOf(p), boxed = await entropyOf(boxes);
  for (
    const [q, more] of [
      [affine(p, -3, 5), Math.log(9)],
      [affine(p, [2, -0.25], [1, 2]), Math.log(0.5)],
      [affine(p, [[2, 1], [0.5, 3]]), Math.log(5.5)],
    ] as const
  ) assertAlmostEquals(await entropyOf(q), h + more, 1e-9);
  for (
    const [q, more] of [
      [affine(boxes, 0.5, 1), Math.log(0.25)],
      [affine(boxes, [[0, -4], [3, 0]]), Math.log(12)],
    ] as const
  ) assertAlmostEquals(await entropyOf(q), boxed + more, 1e-12);
});

Deno.test("the entropies of independent variables add up", async () => {
  assertAlmostEquals(
    await entropyOf(product(line, affine(line, 0.5))),
    2 * await entropyOf(line) - Math.LN2,
    1e-9,
  );
  assertAlmostEquals(
    await entropyOf(product(interval, boxes)),
    await entropyOf(interval) + await entropyOf(boxes),
    1e-12,
  );
});

Deno.test("a marginal along a direction is a matrix of one row, and marginals commute with maps of coordinates", async () => {
  const h = await entropyOf(marginal(p, [1]));
  assertAlmostEquals(await entropyOf(affine(p, [[0, 1]])), h, 1e-10);
  assertAlmostEquals(await entropyOf(marginal(affine(p, [1, -3], 1), [1])), h + Math.log(3), 1e-10);
  assertAlmostEquals(
    await entropyOf(marginal(product(line, p), [0])),
    await entropyOf(line),
    1e-10,
  );
});

Deno.test("a conditional density is that of both by that of what is known", async () => {
  const all = (await componentsIn(p))[0]!, ofBoxes = (await componentsIn(boxes))[0]!;
  for (const y of [-0.3, 0.9, 2.2]) {
    const given = condition(p, { 1: y }), inBoxes = condition(boxes, { 1: y });
    const [own] = await componentsIn(given), [boxed] = await componentsIn(inBoxes);
    const known = densityOf((await componentsIn(marginal(p, [1])))[0]!, [y], false);
    const knownBoxes = densityOf((await componentsIn(marginal(boxes, [1])))[0]!, [y], true);
    for (const x of [-1.4, 0.21, 1.7]) {
      assertAlmostEquals(
        densityOf(own!, [x], false),
        densityOf(all, [x, y], false) / known,
        1e-13,
      );
      assertAlmostEquals(
        densityOf(boxed!, [x], true),
        densityOf(ofBoxes, [x, y], true) / knownBoxes,
        1e-13,
      );
    }
  }
});

Deno.test("the entropy of boxes is that of a coordinate and the mean of that given it", async () => {
  // between the edges along the second coordinate the conditional distribution is one and the same
  const edges = [-1, -0.5, 0, 0.5, 2, 4], ends = edges.slice(1);
  const [known] = await componentsIn(marginal(boxes, [1]));
  let sum = await entropyOf(marginal(boxes, [1]));
  for (const [t, end] of ends.entries()) {
    const middle = (edges[t]! + end) / 2,
      share = (end - edges[t]!) * densityOf(known!, [middle], true);
    sum += share * await entropyOf(condition(boxes, { 1: middle }));
  }
  assertAlmostEquals(sum, await entropyOf(boxes), 1e-12);
});

Deno.test("far from all components the conditional weights are those of the nearest exponent", async () => {
  // at 1000 both densities underflow; the exponents differ by ½(1000² − 999²) − ½(1000² − 998²)/… = 1·999.5 for unit variances
  const q = gaussianMixture({ means: [[0, 0], [0, 0.001]], variance: 1 });
  const { weights } = await evaluate(condition(q, { 1: 1000 }).parameters);
  const odds = Math.exp(0.5 * (1000 ** 2 - 999.999 ** 2));
  assertAlmostEquals(weights!.data[1]!, odds / (1 + odds), 1e-9);
});

Deno.test("mixing what does not overlap adds the entropy of the weights", async () => {
  const far = affine(line, 1, 1000), shares = [0.25, 0.75];
  const own = shares.reduce((sum, w) => sum - w * Math.log(w), await entropyOf(line));
  assertAlmostEquals(await entropyOf(mix([line, far], shares)), own, 1e-9);
  assertAlmostEquals(await entropyOf(mix([line, line, line])), await entropyOf(line), 1e-10);
});

Deno.test("noise makes the entropy larger, as much as the noise of a sum", async () => {
  const twice = addNoise(addNoise(line, 0.5), [0.25]);
  assertAlmostEquals(await entropyOf(twice), await entropyOf(addNoise(line, [[0.75]])), 1e-10);
  assert(await entropyOf(twice) > await entropyOf(line));
  // one Gaussian: ½ ln 2πe(σ² + τ²)
  const one = gaussianMixture({ means: [[3]], variance: 2 });
  assertAlmostEquals(
    await entropyOf(addNoise(one, 1.5)),
    0.5 * Math.log(2 * Math.PI * Math.E * 3.5),
    1e-12,
  );
});

Deno.test("collapsing keeps the mean and the covariance, so the bound by moments, and never lowers it", async () => {
  const { before, after, all, boxed, boxesAfter } = await evaluate({
    before: momentBound(p),
    after: momentBound(collapse(p, [[0, 2], [1]])),
    all: jointEntropy(collapse(p, [1, 1, 1])),
    boxed: momentBound(boxes),
    boxesAfter: jointEntropy(collapse(boxes, ["a", "a", "a"])),
  });
  assertAlmostEquals(after, before, 1e-12);
  assertAlmostEquals(all, before, 1e-11);
  assertAlmostEquals(boxesAfter, boxed, 1e-11);
});

Deno.test("selecting all and reweighting by the same weights change nothing", async () => {
  const h = await entropyOf(p);
  assertAlmostEquals(await entropyOf(select(p, [2, 0, 1])), h, 1e-10);
  assertAlmostEquals(await entropyOf(reweight(p, [0.5, 0.2, 0.3])), h, 1e-10);
});

Deno.test("what operations make is a mixture for every estimator, bound and distance", async () => {
  const q = mix([affine(p, 0.5, 1), marginal(product(p, line), [0, 1]), select(p, [1])]);
  const h = await entropyOf(q);
  const { lower, upper, bounds, drawn, density } = await evaluate({
    lower: pairwiseEntropy(q, { distance: "bhattacharyya" }),
    upper: pairwiseEntropy(q, { distance: "kl" }),
    bounds: entropyBounds(q),
    drawn: monteCarloEntropy(q, { samples: 2000, seed: 3 }),
    density: logDensity(q.at(0), [0.5, 0.5]),
  });
  assert(lower < h && h < upper);
  assert(bounds.lower <= h && h <= bounds.upper);
  assert(Math.abs(drawn.value - h) < 5 * drawn.standardError);
  const [own] = await componentsIn(q);
  range(q.components).forEach((i) =>
    assertAlmostEquals(
      numbersOf(density)[i]!,
      Math.log(densityOf([{ ...own![i]!, weight: 1 }], [0.5, 0.5], false)),
      1e-11,
    )
  );
});
