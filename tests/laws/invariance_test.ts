/**
 * What transformations of a mixture do to its estimates, by MATH.md: affine maps, permutations, splitting a component,
 * components of weight zero, batches. Random mixtures of both families in every structure of parameters.
 */
import { evaluate, gradient } from "../../mod.ts";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  type Entries,
  type Entry,
  isBoxes,
  spreadName,
  stacked,
  structures,
  toMixture,
  withEntries,
} from "../support/entries.ts";
import { covariancesOf } from "../support/exact_entropy.ts";
import { array, numbersOf } from "../support/results.ts";
import { mixtureOf } from "../support/forms.ts";
import { draw, drawBatch, holdsFor, recipes } from "../support/random_mixtures.ts";
import { randomNumbers } from "../support/random_numbers.ts";
import { estimatorsOf } from "../support/estimators.ts";
import { assertNear } from "../support/comparison.ts";

async function valuesOf(m: Entries): Promise<{ readonly [estimator: string]: number }> {
  return await evaluate(estimatorsOf(toMixture(m)));
}

Deno.test("the order of the components changes nothing", () =>
  holdsFor(recipes(), async (recipe) => {
    const m = draw(recipe), random = randomNumbers(recipe.seed + 2);
    const shuffled = withEntries(
      m,
      (entries) =>
        entries.map((entry): [number, Entry] => [random(), entry]).sort(([x], [y]) => x - y)
          .map(([, entry]) => entry),
    );
    const before = await valuesOf(m), after = await valuesOf(shuffled);
    for (const [name, value] of Object.entries(before)) {
      assertNear(after[name]!, value, name, 1e-12);
    }
  }));

Deno.test("splitting a component in two changes only the joint entropy, which grows by the entropy of the split", () =>
  holdsFor(recipes(), async (recipe) => {
    const m = draw(recipe), random = randomNumbers(recipe.seed + 3);
    const chosen = Math.floor(random() * recipe.k), t = 0.1 + 0.8 * random();
    const split = withEntries(
      m,
      (entries) =>
        entries.flatMap((entry, i) =>
          i === chosen
            ? [t, 1 - t].map((share) => ({ ...entry, weight: share * entry.weight }))
            : [entry]
        ),
    );
    const before = await valuesOf(m), after = await valuesOf(split);
    const grown = -m.entries[chosen]!.weight * (t * Math.log(t) + (1 - t) * Math.log(1 - t));
    for (const [name, value] of Object.entries(before)) {
      assertNear(after[name]!, name === "joint" ? value + grown : value, name);
    }
  }));

Deno.test("a component of weight zero changes no value, and no gradient of the others", () =>
  holdsFor(recipes(undefined, { k: 12, d: 6 }), async (recipe) => {
    // the last of k + 1 components gets weight 0
    const m = draw({ ...recipe, k: recipe.k + 1 });
    const total = 1 - m.entries[recipe.k]!.weight;
    const less = withEntries(
      m,
      (entries) =>
        entries.slice(0, -1).map((entry) => ({ ...entry, weight: entry.weight / total })),
    );
    const more = withEntries(
      less,
      (entries) => [...entries, { ...m.entries[recipe.k]!, weight: 0 }],
    );
    const p = toMixture(less), q = toMixture(more);
    const few = estimatorsOf(p), many = estimatorsOf(q);
    const points = isBoxes(recipe.structure) ? "centers" : "means";
    for (const [name, value] of Object.entries(few)) {
      const same = many[name]!;
      const before = await evaluate({ value, slopes: gradient(value, p) });
      const after = await evaluate({ value: same, slopes: gradient(same, q) });
      assertNear(after.value, before.value, name, 1e-12);
      for (const parameter of ["weights", points, spreadName(recipe.structure)]) {
        const x = numbersOf(before.slopes[parameter]!), y = numbersOf(after.slopes[parameter]!);
        const scale = Math.max(...x.map(Math.abs));
        const what = `gradient of ${name} in ${parameter}`;
        x.forEach((slope, e) => assertAlmostEquals(y[e]!, slope, 1e-12 * scale, `${what}, ${e}`));
        assert(y.every(Number.isFinite), `${what} at the component of weight 0 is finite`);
      }
    }
  }));

Deno.test("each entry of a batch has the value that it has alone", () =>
  holdsFor(recipes(structures, { k: 10, d: 8 }), async (recipe) => {
    const all = drawBatch(recipe);
    const batch = await evaluate(estimatorsOf(mixtureOf(stacked(all))));
    for (const [t, m] of all.entries()) {
      const alone = await valuesOf(m);
      for (const [name, value] of Object.entries(alone)) {
        assertEquals(array(batch[name]!).shape, [all.length]);
        assertNear(array(batch[name]!).data[t]!, value, `${name} of entry ${t}`, 1e-13);
      }
    }
  }));

Deno.test("a structure is only a way of writing: full covariances give the same values", () =>
  holdsFor(recipes(["covariance", "diagonal", "spherical", "variance"]), async (recipe) => {
    const m = draw(recipe), covariances = covariancesOf(m);
    const full: Entries = {
      structure: "covariances",
      entries: m.entries.map((entry, i) => ({ ...entry, spread: covariances[i]! })),
    };
    const before = await valuesOf(m), after = await valuesOf(full);
    for (const [name, value] of Object.entries(before)) assertNear(after[name]!, value, name);
  }));
