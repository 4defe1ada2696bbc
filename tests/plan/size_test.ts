/** Large mixtures: memory grows with the inputs, not with pairs of components. */
import {
  conditionalEntropy,
  evaluate,
  explain,
  gaussianMixture,
  gradient,
  jointEntropy,
  type Mixture,
  monteCarloEntropy,
  pairwiseEntropy,
  uniformMixture,
} from "../../mod.ts";
import { assert, assertLess, assertMatch } from "@std/assert";
import { assertRelative } from "../support/comparison.ts";
import { estimatorsOf } from "../support/estimators.ts";
import { scalar } from "../support/results.ts";

/** ½ ln 2πe: the entropy of a unit Gaussian, for each coordinate. */
const h = 0.5 * Math.log(2 * Math.PI * Math.E);

/** The numbers f(0), f(1), … as an array of that shape. */
function array(shape: readonly number[], f: (t: number) => number) {
  const size = shape.reduce((product, extent) => product * extent, 1);
  return { data: Float64Array.from({ length: size }, (_, t) => f(t)), shape };
}

/** k points in d dimensions, at `sites` places that are far apart. */
function sites(k: number, d: number, places: number) {
  return array([k, d], (t) => t % d === 0 ? 1000 * (t / d % places) : 0);
}

function mixtures(k: number, d: number): { readonly [form: string]: Mixture } {
  const means = sites(k, d, 10);
  return {
    "covariances [k, d, d]": gaussianMixture({
      means,
      covariances: array([k, d, d], (t) => t % (d * d) % (d + 1) === 0 ? 1 : 0),
    }),
    "covariance [d, d]": gaussianMixture({
      means,
      covariance: array([d, d], (t) => t % (d + 1) === 0 ? 1 : 0),
    }),
    "variances [k, d]": gaussianMixture({ means, variances: array([k, d], () => 1) }),
    "variances [k]": gaussianMixture({ means, variances: array([k], () => 1) }),
    "variance number": gaussianMixture({ means, variance: 1 }),
    "widths [k, d]": uniformMixture({ centers: means, widths: array([k, d], () => 1) }),
    "widths number": uniformMixture({ centers: means, widths: 1 }),
  };
}

/** The bytes of each buffer and of all together, as `explain` tells them. */
function bytesOf(text: string): { readonly buffers: number[]; readonly total: number } {
  const buffers = [...text.matchAll(/^ {2}\S+ {2}.* {2}(\d+) bytes$/gm)].map((m) => Number(m[1]));
  const total = Number(/^memory: (\d+) bytes/m.exec(text)?.[1]);
  return { buffers, total };
}

Deno.test("k = 20,000, d = 3: no buffer is of size k × k, all of them are under 300 MB, gradients too", () => {
  const k = 20_000, d = 3;
  for (const [form, p] of Object.entries(mixtures(k, d))) {
    const values = { ...estimatorsOf(p) };
    const draws = monteCarloEntropy(p, { samples: 10_000 });
    const gradients = Object.values(values).map((value) => gradient(value, p));
    const text = explain([values, draws, gradients]);
    const { buffers, total } = bytesOf(text);
    assert(buffers.length > 10, `${form}: buffers are listed`);
    // a pair matrix would be 3.2 GB; the largest buffer there may be is a matrix for each component or draw
    assertLess(Math.max(...buffers), 8 * k * d * d + 1, `${form}: the largest buffer`);
    assertLess(total, 300e6, form);
    const sum = buffers.reduce((bytes, more) => bytes + more, 0);
    assert(sum === total, `${form}: ${sum} bytes in buffers, ${total} in all`);
    assertMatch(text, /no value is stored for pairs/);
  }
});

Deno.test("k = 4,000, d = 3: all estimators in one evaluation are right", async () => {
  const k = 4000, d = 3, places = 40;
  const p = gaussianMixture({ means: sites(k, d, places), variance: 1 });
  const draws = monteCarloEntropy(p, { samples: 1000, seed: 1 });
  const { estimates, estimate } = await evaluate({ estimates: estimatorsOf(p), estimate: draws });
  // k components at 40 places are a mixture of 40 that are far apart
  const truth = d * h + Math.log(places);
  const expected = {
    conditional: d * h,
    joint: d * h + Math.log(k),
    kl: truth,
    bhattacharyya: truth,
    "chernoff0.3": truth,
    "chernoff0.7": truth,
    elkDistance: truth,
    elk: truth - d / 2 * (1 - Math.LN2),
    kde: truth - d / 2,
  };
  for (const [name, value] of Object.entries(expected)) {
    assertRelative(scalar(estimates[name]!), value, 1e-12, name);
  }
  assertLess(Math.abs(scalar(estimate.value) - truth), 4 * scalar(estimate.standardError) + 1e-12);
});

Deno.test("k·d = 10⁶: many components, many coordinates, or both", async () => {
  for (const [k, d] of [[1_000_000, 1], [1000, 1000], [1, 1_000_000]] as const) {
    const p = gaussianMixture({
      means: array([k, d], (t) => t),
      variances: array([k, d], () => 4),
    });
    const q = uniformMixture({ centers: array([k, d], (t) => t), widths: array([k, d], () => 2) });
    const actual = await evaluate([p, q].map((m) => [conditionalEntropy(m), jointEntropy(m)]));
    const entropies = [d * (h + Math.LN2), d * Math.LN2];
    entropies.forEach((entropy, m) => {
      assertRelative(scalar(actual[m]![0]!), entropy, 1e-11, `conditional, k = ${k}, family ${m}`);
      assertRelative(
        scalar(actual[m]![1]!),
        entropy + Math.log(k),
        1e-11,
        `joint, k = ${k}, family ${m}`,
      );
    });
  }
  const [k, d, places] = [200, 1000, 10];
  const wide = gaussianMixture({ means: sites(k, d, places), variance: 1 });
  const kl = await evaluate(pairwiseEntropy(wide, { distance: "kl" }));
  assertRelative(scalar(kl), d * h + Math.log(places), 1e-12, "KL");
});
