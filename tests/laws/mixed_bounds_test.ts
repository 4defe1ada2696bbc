/** Bounds of mixtures of several families enclose entropies by quadrature; estimates lie where they must. */
import { assert, assertAlmostEquals } from "@std/assert";
import {
  conditionalEntropy,
  entropy,
  entropyBounds,
  evaluate,
  jointEntropy,
  kdeEntropy,
  leaveOneOutEntropy,
  type Mixture,
  type MixtureEntry,
  mixtureOf,
  momentBound,
  monteCarloEntropy,
} from "../../mod.ts";
import { entryOf, type MixedComponent } from "../support/mixed_entries.ts";
import { logDensityOf, mixedEntropy } from "../support/mixed_truth.ts";
import { randomNumbers } from "../support/random_numbers.ts";
import vectors from "../vectors/mixtures34.json" with { type: "json" };

const random = randomNumbers(2013);

/** 100 mixtures of these families, as entries with a batch axis. */
function drawBatch(families: readonly string[], count: number) {
  const spread = random() < 0.5 ? 2 : 8;
  const mixtures = Array.from({ length: count }, () => {
    const components: MixedComponent[] = families.map((family) => ({
      family,
      place: spread * (2 * random() - 1),
      scale: 2 ** (4 * random() - 2),
      nu: 0.8 + 6 * random() ** 2,
    }));
    const raw = families.map(() => random() + 0.05), sum = raw.reduce((a, b) => a + b);
    return { components, weights: raw.map((w) => w / sum) };
  });
  const entries = families.map((family, t): MixtureEntry => {
    const of = (f: (c: MixedComponent) => number) =>
      mixtures.map(({ components }) => f(components[t]!));
    const weight = mixtures.map(({ weights }) => weights[t]!);
    const place = of((c) => c.place).map((x) => [x]), scale = of((c) => c.scale).map((x) => [x]);
    switch (family) {
      case "gaussian":
        return { weight, gaussian: { mean: place, variance: of((c) => c.scale ** 2) } };
      case "uniform":
        return { weight, uniform: { center: place, width: scale } };
      case "laplace":
        return { weight, laplace: { location: place, scale } };
      case "logistic":
        return { weight, logistic: { location: place, scale } };
      default:
        return {
          weight,
          studentT: { location: place, scale, degreesOfFreedom: of((c) => c.nu!) },
        };
    }
  });
  return { mixtures, p: mixtureOf(entries) as Mixture };
}

const structures = [
  ["gaussian", "laplace", "uniform"],
  ["logistic", "gaussian", "studentT"],
  ["laplace", "logistic", "laplace"],
  ["studentT", "laplace", "uniform", "gaussian"],
  ["logistic", "uniform", "studentT", "studentT"],
];

for (const families of structures) {
  Deno.test(`100 mixtures of ${families.join(", ")} lie within all their bounds`, async () => {
    const { mixtures, p } = drawBatch(families, 100);
    const { lowers, uppers } = await evaluate(entropyBounds(p));
    const sampled = await evaluate(monteCarloEntropy(p, { samples: 64 }).value);
    const numbers = (value: typeof sampled) =>
      typeof value === "number" ? [value] : [...value.data];
    const ends = await evaluate({ lower: conditionalEntropy(p), upper: jointEntropy(p) });
    const truths = mixtures.map(({ components, weights }) => mixedEntropy(components, weights));
    truths.forEach((truth, b) => {
      const what = JSON.stringify(mixtures[b]);
      for (const [name, bound] of Object.entries(lowers)) {
        assert(
          numbers(bound)[b]! <= truth + 1e-9,
          `${name} ${numbers(bound)[b]} > ${truth}: ${what}`,
        );
      }
      for (const [name, bound] of Object.entries(uppers)) {
        assert(
          numbers(bound)[b]! >= truth - 1e-9,
          `${name} ${numbers(bound)[b]} < ${truth}: ${what}`,
        );
      }
      const one = numbers(sampled)[b]!, slack = 1e-12;
      assert(
        one >= numbers(ends.lower)[b]! - slack && one <= numbers(ends.upper)[b]! + slack,
        what,
      );
    });
  });
}

/** A component as the vectors have it. */
interface VectorComponent {
  readonly family: string;
  readonly mean?: number;
  readonly center?: number;
  readonly sd?: number;
  readonly scale?: number;
  readonly width?: number;
  readonly degrees?: number;
}

const named = vectors.mixed.map(({ weights, components, expect }) => {
  const own = components.map((c: VectorComponent): MixedComponent => ({
    family: c.family === "student" ? "studentT" : c.family,
    place: (c.mean ?? c.center)!,
    scale: (c.sd ?? c.scale ?? c.width)!,
    nu: c.degrees,
  }));
  const p: Mixture = mixtureOf(own.map((c, t) => entryOf(c, weights[t]!)));
  return { p, own, weights, expect };
});

Deno.test("conditional, joint and moments of mixed mixtures are those of the vectors", async () => {
  for (const { p, expect } of named) {
    const got = await evaluate({
      conditional: conditionalEntropy(p),
      joint: jointEntropy(p),
      momentMatched: momentBound(p),
    });
    for (const [key, value] of Object.entries(got)) {
      const want = expect[key as keyof typeof expect];
      assertAlmostEquals(value as number, want, 1e-11 * Math.max(1, Math.abs(want)));
    }
  }
});

Deno.test("the entropy of a mixed mixture is that of the vectors to the error that it says", async () => {
  for (const { p, own, weights, expect } of named) {
    assertAlmostEquals(mixedEntropy(own, weights), expect.entropy, 1e-10);
    const answer = await entropy(p, { error: 2e-3 });
    assert(!Array.isArray(answer) && "value" in answer);
    assert(answer.lower <= expect.entropy && expect.entropy <= answer.upper);
    assert(answer.error <= 2e-3 && Math.abs(answer.value - expect.entropy) < 2 * answer.error);
  }
});

Deno.test("kernel and leave-one-out estimates of mixed mixtures are sums over all components", async () => {
  for (const { p, own, weights } of named) {
    // parts stand by family, in the order of the first entry of each
    const logs = own.map(logDensityOf);
    const density = (x: number, without = -1) =>
      logs.reduce((sum, log, t) => t === without ? sum : sum + weights[t]! * Math.exp(log(x)), 0);
    const kde = -own.reduce((sum, c, t) => sum + weights[t]! * Math.log(density(c.place)), 0);
    const left = -own.reduce((sum, c, t) => {
      return sum + weights[t]! * Math.log(density(c.place, t) / (1 - weights[t]!));
    }, 0);
    const got = await evaluate({ kde: kdeEntropy(p), left: leaveOneOutEntropy(p) });
    assertAlmostEquals(got.kde as number, kde, 1e-12 * Math.abs(kde));
    assertAlmostEquals(got.left as number, left, 1e-12 * Math.abs(left));
  }
});
