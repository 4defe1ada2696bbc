/**
 * The identities of MATH.md that tell estimators apart or tie them together, for random mixtures of both families in
 * every structure of parameters. What transformations of a mixture do is in invariance_test.ts.
 */
import { evaluate } from "../../mod.ts";
import {
  boxStructures,
  type Entries,
  gaussianStructures,
  isBoxes,
  toMixture,
  withEntries,
} from "../support/entries.ts";
import {
  boxEntropy,
  boxesOf,
  covariancesOf,
  gaussianEntropy,
  logNormal,
} from "../support/exact_entropy.ts";
import { draw, holdsFor, recipes } from "../support/random_mixtures.ts";
import { estimatorsOf } from "../support/estimators.ts";
import { assertAscending, assertNear } from "../support/comparison.ts";

const lowerBounds = ["bhattacharyya", "chernoff0.3", "chernoff0.7", "elk"] as const;
const pairwise = ["bhattacharyya", "chernoff0.3", "chernoff0.7", "elkDistance", "kl"] as const;

Deno.test("every pairwise estimate lies between the conditional and the joint entropy", () =>
  holdsFor(recipes(), async (recipe) => {
    const h = await evaluate(estimatorsOf(toMixture(draw(recipe))));
    for (const name of pairwise) assertAscending([h.conditional, h[name], h.joint], name);
    assertAscending([h.bhattacharyya, h.elkDistance, h.kl], "Bhattacharyya, ELK distance, KL");
  }, 60));

/** The true entropy of a mixture on the line, or of boxes in the plane. */
function truth(m: Entries): number {
  if (isBoxes(m.structure)) return boxEntropy(boxesOf(m));
  const numbers = (of: readonly (readonly number[])[]) => of.map(([x]) => x!);
  return gaussianEntropy(
    m.entries.map((entry) => entry.weight),
    numbers(m.entries.map((entry) => entry.point)),
    numbers(covariancesOf(m).map(([row]) => row!)),
  );
}

for (
  const [structures, d, what] of [[gaussianStructures, 1, "Gaussians on the line"], [
    boxStructures,
    2,
    "boxes in the plane",
  ]] as const
) {
  Deno.test(`the true entropy lies between the lower bounds and the KL bound: ${what}`, () =>
    holdsFor(recipes(structures, { d }), async (recipe) => {
      const m = draw(recipe), exact = truth(m);
      const h = await evaluate(estimatorsOf(toMixture(m)));
      for (const name of lowerBounds) assertAscending([h[name], exact], `${name} ≤ truth`);
      assertAscending([exact, h.kl, h.joint], "truth ≤ KL ≤ joint");
    }, 40));
}

Deno.test("one component: every pairwise estimate is its entropy; KDE and ELK differ by a constant", () =>
  holdsFor(recipes(undefined, { k: 1 }), async (recipe) => {
    const h = await evaluate(estimatorsOf(toMixture(draw(recipe))));
    for (const name of [...pairwise, "joint"] as const) assertNear(h[name], h.conditional, name);
    // boxes: p is constant, so −ln p(m) and −ln ∫p² are the entropy
    const d = isBoxes(recipe.structure) ? 0 : recipe.d;
    assertNear(h.kde, h.conditional - d / 2, "KDE");
    assertNear(h.elk, h.conditional - d / 2 * Math.log(Math.E / 2), "ELK");
  }));

Deno.test("with one shared covariance KL = KDE + d/2, and Bhattacharyya is the best Chernoff bound", () =>
  holdsFor(recipes(["covariance", "variance"]), async (recipe) => {
    const h = await evaluate(estimatorsOf(toMixture(draw(recipe))));
    assertNear(h.kl, h.kde + recipe.d / 2, "KL");
    assertAscending([Math.max(h["chernoff0.3"], h["chernoff0.7"]), h.bhattacharyya], "Chernoff");
  }));

Deno.test("components far apart: every pairwise estimate is the joint entropy; for boxes every estimate", () =>
  holdsFor(recipes(), async (recipe) => {
    const far = withEntries(
      draw(recipe),
      (entries) =>
        entries.map((entry, i) => ({ ...entry, point: entry.point.map((x) => x + 1000 * i) })),
    );
    const h = await evaluate(estimatorsOf(toMixture(far)));
    const names = isBoxes(recipe.structure) ? [...pairwise, "elk", "kde"] as const : pairwise;
    for (const name of names) assertNear(h[name], h.joint, name);
  }));

Deno.test("identical components: every pairwise estimate is the conditional entropy", () =>
  holdsFor(recipes(), async (recipe) => {
    const same = withEntries(
      draw(recipe),
      (entries) => entries.map(({ weight }) => ({ ...entries[0]!, weight })),
    );
    const h = await evaluate(estimatorsOf(toMixture(same)));
    for (const name of pairwise) assertNear(h[name], h.conditional, name);
    const d = isBoxes(recipe.structure) ? 0 : recipe.d;
    assertNear(h.kde, h.conditional - d / 2, "KDE");
    assertNear(h.elk, h.conditional - d / 2 * Math.log(Math.E / 2), "ELK");
  }));

Deno.test("boxes that are disjoint or only touch: every estimate is the joint entropy, which is the truth", () =>
  holdsFor(recipes(boxStructures, { k: 12, d: 2 }), async (recipe) => {
    // side by side along the first coordinate, on whole numbers, so that neighbours share an edge exactly
    const row = withEntries(draw(recipe), (entries) =>
      entries.map(({ weight, point }, i) => ({
        weight,
        point: point.map((x, a) => a === 0 ? 2 * i : x),
        spread: recipe.structure === "cubes" ? 2 : point.map(() => 2),
      })));
    const h = await evaluate(estimatorsOf(toMixture(row)));
    for (const name of [...pairwise, "elk", "kde"] as const) assertNear(h[name], h.joint, name);
    assertNear(boxEntropy(boxesOf(row)), h.joint, "truth");
  }));

Deno.test("the Rényi-2 entropy of Gaussians, −ln Σ cᵢcⱼ N(μᵢ; μⱼ, Σᵢ+Σⱼ), is at most the ELK entropy", () =>
  holdsFor(recipes(gaussianStructures, { k: 12 }), async (recipe) => {
    const m = draw(recipe), covariances = covariancesOf(m);
    let overlap = 0;
    m.entries.forEach((p, i) =>
      m.entries.forEach((q, j) => {
        const delta = p.point.map((x, a) => x - q.point[a]!);
        const sum = covariances[i]!.map((row, a) => row.map((x, b) => x + covariances[j]![a]![b]!));
        overlap += p.weight * q.weight * Math.exp(logNormal(delta, sum));
      })
    );
    const { elk } = await evaluate(estimatorsOf(toMixture(m)));
    assertAscending([-Math.log(overlap), elk], "Rényi-2 ≤ ELK");
  }));
