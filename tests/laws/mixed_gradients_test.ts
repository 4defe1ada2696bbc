/** Gradients of mixed mixtures: of bounds and estimates by differences of their values, of draws by those of the true entropy. */
import { assert } from "@std/assert";
import {
  compile,
  conditionalEntropy,
  elkEntropy,
  evaluate,
  gaussiansBound,
  gradient,
  input,
  kdeEntropy,
  leaveOneOutEntropy,
  type Mixture,
  mixtureOf,
  momentBound,
  monteCarloEntropy,
  pairwiseEntropy,
} from "../../mod.ts";
import { assertSlopes } from "../support/finite_differences.ts";
import { entryOf, type MixedComponent } from "../support/mixed_entries.ts";
import { mixedEntropy } from "../support/mixed_truth.ts";
import { randomNumbers } from "../support/random_numbers.ts";
import { numbersOf } from "../support/results.ts";

const random = randomNumbers(77);

const near: readonly MixedComponent[] = [
  { family: "gaussian", place: 0.3, scale: 0.7 },
  { family: "laplace", place: -0.9, scale: 0.6 },
  { family: "logistic", place: 0.8, scale: 0.5 },
  { family: "studentT", place: -0.2, scale: 0.9, nu: 3.3 },
];
const boxed: readonly MixedComponent[] = [...near, { family: "uniform", place: 0.4, scale: 1.7 }];
const weights = (k: number) => Array.from({ length: k }, (_, t) => 2 * (t + 1) / (k * (k + 1)));

const built = (components: readonly MixedComponent[]): Mixture =>
  mixtureOf(components.map((c, t) => entryOf(c, weights(components.length)[t]!)));

/** Whatever has a gradient by its formula. */
const formulas = (p: Mixture) => ({
  conditional: conditionalEntropy(p),
  kl: pairwiseEntropy(p, { distance: "kl" }),
  bhattacharyya: pairwiseEntropy(p, { distance: "bhattacharyya" }),
  elk: elkEntropy(p),
  moments: momentBound(p),
  gaussians: gaussiansBound(p),
  kde: kdeEntropy(p),
  left: leaveOneOutEntropy(p),
});

/** Distribution functions of cells have kinks in their slopes where a cell ends at a Laplace distribution's middle. */
const steps = { step: 1e-5, order: 2, tolerance: 1e-7 } as const;

Deno.test("bounds and estimates of mixed mixtures have the slopes of their values", async () => {
  const p = built(near);
  await assertSlopes(formulas(p), p.parameters, random, steps);
});

Deno.test("the same beside boxes, and of components of one family in one part", async () => {
  const several = [
    ...boxed,
    ...boxed.map((c) => ({ ...c, place: c.place + 0.47, scale: 1.3 * c.scale })),
  ];
  const p = built(several), { kde: _jumps, left: _too, kl: _infinite, ...smooth } = formulas(p);
  await assertSlopes(smooth, p.parameters, random, steps);
});

Deno.test("slopes stay numbers where components are 60 widths apart, and where they coincide", async () => {
  for (const shift of [60, 0]) {
    const components = boxed.map((c, t) => ({ ...c, place: t * shift }));
    const p = built(components), { kde: _far, left: _off, ...others } = formulas(p);
    const slopes = await evaluate(
      Object.fromEntries(Object.entries(others).map(([name, one]) => [name, gradient(one, p)])),
    );
    for (const [name, ofOne] of Object.entries(slopes)) {
      for (const [parameter, value] of Object.entries(ofOne)) {
        const isFinite = numbersOf(value).every(Number.isFinite);
        assert(isFinite, `∂ ${name} / ∂ ${parameter} at ${shift}: ${numbersOf(value)}`);
      }
    }
  }
});

/** Slopes of the true entropy by differences: in place, scale and degrees of freedom of each component. */
function trueSlopes(components: readonly MixedComponent[]): { [name: string]: number } {
  const own = weights(components.length), h = 1e-4;
  const slopes: { [name: string]: number } = {};
  const names: { readonly [family: string]: readonly [string, string] } = {
    gaussian: ["Means", "Variances"],
    laplace: ["Locations", "Scales"],
    logistic: ["Locations", "Scales"],
    studentT: ["Locations", "Scales"],
    uniform: ["Centers", "Widths"],
  };
  components.forEach((c, t) => {
    const along = (key: "place" | "scale" | "nu") => {
      const moved = (by: number) =>
        mixedEntropy(
          components.map((one, u) => u === t ? { ...one, [key]: one[key]! + by } : one),
          own,
        );
      return (moved(h) - moved(-h)) / (2 * h);
    };
    const [place, scale] = names[c.family]!;
    slopes[c.family + place] = along("place");
    // dσ²= 2σ dσ
    slopes[c.family + scale] = along("scale") / (c.family === "gaussian" ? 2 * c.scale : 1);
    if (c.nu !== undefined) slopes[`${c.family}DegreesOfFreedom`] = along("nu");
  });
  return slopes;
}

for (const [what, components] of [["along paths", near], ["beside moving faces", boxed]] as const) {
  for (const form of ["posterior", "plain"] as const) {
    Deno.test(`the mean of gradients by draws is that of the true entropy: ${what}, ${form} form`, () => {
      const p = built(components), expected = trueSlopes(components), replicates = 24;
      const seed = input(0, { name: "seed" });
      const { value } = monteCarloEntropy(p, { samples: 2048, seed, form });
      using plan = compile(gradient(value, p), { inputs: { seed } });
      const runs = Array.from({ length: replicates }, (_, t) => plan.runSync({ seed: t + 1 }));
      for (const [name, want] of Object.entries(expected)) {
        const found = runs.map((run) => numbersOf((run as { [name: string]: never })[name]!)[0]!);
        const mean = found.reduce((a, b) => a + b) / replicates;
        const spread = Math.sqrt(
          found.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (replicates - 1),
        );
        const error = spread / Math.sqrt(replicates);
        assert(
          Math.abs(mean - want) < 4.5 * error + 1e-6,
          `∂h/∂${name}: expected ${want}, got ${mean} ± ${error}`,
        );
      }
    });
  }
}
