/** Evaluations whose sums of Gaussians are made by Gauss transforms: which are, their values beside sweeps, and what is said of them. */
import {
  compile,
  elkEntropy,
  evaluate,
  explain,
  type Expr,
  gaussianMixture,
  gradient,
  input,
  kdeEntropy,
  leaveOneOutEntropy,
  logDensity,
  pairwiseEntropy,
  score,
} from "../../mod.ts";
import { assert, assertAlmostEquals, assertEquals, assertLess, assertRejects } from "@std/assert";
import { DomainError } from "../../mod.ts";
import { gaussSumsOf } from "../../src/plan/cut_gauss_sums.ts";
import { nodeOf } from "../../src/expr/node_of.ts";
import { byTransformsOnly } from "../support/by_transforms.ts";
import { normalNumbers } from "../support/gauss_sums.ts";
import { times } from "../support/random_numbers.ts";

const normal = normalNumbers(3);

function points(k: number, d: number): number[][] {
  return times(k, () => times(d, normal));
}

function weights(k: number): number[] {
  const all = times(k, (t) => t % 7 === 0 ? 0 : Math.exp(3 * normal()));
  const total = all.reduce((sum, one) => sum + one, 0);
  return all.map((one) => one / total);
}

const fullMatrices = [[[0.1]], [[0.1, 0.03], [0.03, 0.2]], [
  [0.2, 0.05, 0.01],
  [0.05, 0.1, 0.02],
  [0.01, 0.02, 0.3],
]];

type AnyMixture = Parameters<typeof kdeEntropy>[0];

const estimates: { readonly [name: string]: (p: AnyMixture) => Expr } = {
  kde: kdeEntropy,
  elk: elkEntropy,
  kl: (p) => pairwiseEntropy(p, { distance: "kl" }),
  bhattacharyya: (p) => pairwiseEntropy(p, { distance: "bhattacharyya" }),
  chernoff: (p) => pairwiseEntropy(p, { distance: { chernoff: 0.2 } }),
  leaveOneOut: leaveOneOutEntropy,
};

function numbersOf(value: number | { readonly data: Float64Array }): Float64Array {
  return typeof value === "number" ? Float64Array.of(value) : value.data;
}

function largest(numbers: Float64Array): number {
  return numbers.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
}

/** Mixtures that share their covariance, as a number and as a matrix. */
function sharedMixtures(k: number, d: number): { readonly [kind: string]: AnyMixture } {
  const means = points(k, d);
  return {
    number: gaussianMixture({ weights: weights(k), means, variance: 0.15 }),
    matrix: gaussianMixture({ means, covariance: fullMatrices[d - 1]! }),
  };
}

Deno.test("every estimate of a mixture that shares its covariance is one sum of Gaussians, and what sweeps say", async () => {
  for (const [d, k] of [[1, 900], [2, 500], [3, 400]] as const) {
    for (const [kind, p] of Object.entries(sharedMixtures(k, d))) {
      const names = Object.keys(estimates), asked = names.map((name) => estimates[name]!(p));
      const exact = await evaluate(asked, { accuracy: "exact" });
      const found = gaussSumsOf(asked.map((one) => nodeOf(one)));
      assertEquals(found?.forms.length, names.length, `${kind}, d = ${d}`);
      const fast = await byTransformsOnly(asked);
      fast.forEach(({ data: [value] }, t) =>
        assertAlmostEquals(value!, exact[t] as number, 2e-13, `${names[t]}, ${kind}, d = ${d}`)
      );
    }
  }
});

Deno.test("gradients of every estimate are sums of Gaussians, too, but for the leave-one-out estimate", async () => {
  const { leaveOneOut: _, ...differentiated } = estimates;
  for (const [d, k] of [[1, 500], [2, 300], [3, 300]] as const) {
    for (const [kind, p] of Object.entries(sharedMixtures(k, d))) {
      const names = Object.keys(differentiated);
      const asked = names.flatMap((name): Expr[] =>
        // the parameters of a mixture of either kind are expressions
        Object.values(gradient(estimates[name]!(p), p) as { readonly [name: string]: Expr })
      );
      const exact = await evaluate(asked, { accuracy: "exact" });
      const fast = await byTransformsOnly(asked);
      fast.forEach(({ data }, t) => {
        const wanted = numbersOf(exact[t] as Parameters<typeof numbersOf>[0]),
          most = largest(wanted);
        data.forEach((value, n) =>
          assertLess(Math.abs(value - wanted[n]!), 1e-12 * most, `${kind}, d = ${d}, ${t}`)
        );
      });
    }
  }
});

Deno.test("log densities and scores at points, near and far, are sums of Gaussians, whichever points were asked for before", async () => {
  for (const d of [1, 2]) {
    for (const [kind, p] of Object.entries(sharedMixtures(2000 / d, d))) {
      for (const spread of [1, 8]) {
        const x = input(times(300, () => times(d, () => spread * normal())));
        const asked: Expr[] = [logDensity(p, x), score(p, x)];
        assertEquals(gaussSumsOf(asked.map((one) => nodeOf(one)))?.forms.length, 1);
        const exact = await evaluate(asked, { accuracy: "exact" });
        const fast = await byTransformsOnly(asked);
        fast.forEach(({ data }, t) => {
          const wanted = numbersOf(exact[t] as Parameters<typeof numbersOf>[0]);
          data.forEach((value, n) =>
            // the exponent of a far point is a large number, which sweeps round, too
            assertLess(
              Math.abs(value - wanted[n]!),
              2e-13 + (spread > 1 ? 2e-12 : 1e-14) * Math.abs(wanted[n]!),
              `${kind}, d = ${d}, spread ${spread}, value ${t}`,
            )
          );
        });
      }
    }
  }
});

Deno.test("components with covariances of their own, boxes, batches and four coordinates are left to sweeps", () => {
  const means = points(300, 2);
  const left: AnyMixture[] = [
    gaussianMixture({ means, variances: times(300, (t) => 1 + t) }),
    gaussianMixture({ means: points(300, 4), variance: 1 }),
  ];
  for (const p of left) assertEquals(gaussSumsOf([nodeOf(kdeEntropy(p))]), undefined);
  const batch = gaussianMixture({ means: [means, means], variance: 1 });
  assertEquals(gaussSumsOf([nodeOf(kdeEntropy(batch))]), undefined);
});

Deno.test("a matrix that loses digits when points are whitened is left to the sweep that keeps them", async () => {
  const means = points(500, 2).map(([x, y]) => [x!, 1e6 * y!]);
  const p = gaussianMixture({ means, covariance: [[1, 0.999999], [0.999999, 1]] });
  const exact = await evaluate(kdeEntropy(p), { accuracy: "exact" });
  const [fast] = await byTransformsOnly([kdeEntropy(p)]);
  assertEquals(fast!.data[0], exact);
});

Deno.test("evaluate takes a transform for many dense points, explain says so, and exact never does", async () => {
  const p = gaussianMixture({ means: points(17_000, 1), variance: 0.01 });
  const h = kdeEntropy(p), text = explain(h);
  assert(/a Gauss transform on a grid of \d+, relative error ≤ 1e-13 a row: lse/.test(text), text);
  assert(/steps: 2, of which 0 run over pairs/.test(text), text);
  assert(!explain(h, { accuracy: "exact" }).includes("Gauss transform"));
  assert(explain(h, { accuracy: 1e-6 }).includes("relative error ≤ 0.000001 a row"));
  const [fast, exact, coarse] = [
    await evaluate(h),
    await evaluate(h, { accuracy: "exact" }),
    await evaluate(h, { accuracy: 1e-6 }),
  ];
  assertAlmostEquals(fast, exact, 1e-13);
  assertAlmostEquals(coarse, exact, 1e-6);
  assert(coarse !== exact && fast !== coarse);
  assertEquals(await evaluate(h, { threads: 1 }), fast, "the same bits on any number of threads");
});

Deno.test("a compiled plan takes transforms, too, for new numbers and at once", async () => {
  const p = gaussianMixture({ means: points(17_000, 1), variance: 0.01 });
  using plan = compile(kdeEntropy(p), { inputs: p });
  const exact = await plan.run({}, { accuracy: "exact" }), fast = await plan.run();
  assertAlmostEquals(fast, exact, 1e-13);
  assert(fast !== exact);
  assertEquals(plan.runSync(), fast);
  const others = { means: points(18_000, 1), weights: times(18_000, () => 1 / 18_000) };
  const ofOthers = await plan.run(others), apart = await plan.run(others, { accuracy: "exact" });
  assertAlmostEquals(ofOthers, apart, 1e-13);
  assert(ofOthers !== apart);
});

Deno.test("gradients in single precision are explained, and without memory for a grid sweeps do the work", async () => {
  const p = gaussianMixture({ means: points(17_000, 1), variance: 0.01 });
  const h = kdeEntropy(p), text = explain([h, gradient(h, p).means], { precision: "f32" });
  assert(text.includes("sums that read these are looked at when these are there"), text);
  const { Memory } = WebAssembly, exact = await evaluate(h, { accuracy: "exact" });
  try {
    // memory of sweeps is shared or there already
    WebAssembly.Memory = class extends Memory {
      constructor(descriptor: WebAssembly.MemoryDescriptor) {
        if (descriptor.shared !== true) throw new RangeError("no memory");
        super(descriptor);
      }
    };
    assertEquals(await evaluate(h), exact);
  } finally {
    WebAssembly.Memory = Memory;
  }
});

Deno.test("points that are spread far are left to a sweep, and explain says why", () => {
  const means = times(17_000, (t) => [100 * t, t % 1000]);
  const text = explain(kdeEntropy(gaussianMixture({ means, variance: 1 })));
  assert(text.startsWith("sums of Gaussians over pairs:\n  by a sweep, as "), text);
});

Deno.test("an accuracy is exact or a small number", async () => {
  const h = kdeEntropy(gaussianMixture({ means: [[0], [1]], variance: 1 }));
  for (const accuracy of [0, 1e-14, 0.1, NaN, Infinity, "fast" as "exact"]) {
    await assertRejects(
      () => evaluate(h, { accuracy }),
      DomainError,
      'Expected accuracy to be "exact" or a relative error from 1e-13 to 0.001, got ',
    );
  }
});

Deno.test("a transform can be stopped, and its progress moves", async () => {
  const p = gaussianMixture({ means: points(60_000, 2), variance: 0.04 });
  const shares: number[] = [];
  await byTransformsOnly([kdeEntropy(p)], { onProgress: (share) => shares.push(share) });
  assertEquals(shares, [...shares].sort((s, t) => s - t));
  assertEquals(shares.at(-1), 1);
  const stop = new AbortController(), reason = new Error("enough");
  const run = byTransformsOnly([kdeEntropy(p)], {
    signal: stop.signal,
    onProgress: () => stop.abort(reason),
  });
  const error = await run.then(() => undefined, (error) => error);
  assertEquals(error, reason);
  assertLess(0, shares.length);
});
