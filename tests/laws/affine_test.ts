/** An affine map of a mixture, x → Ax + b, adds ln|det A| to every estimate; for boxes A is diagonal. */
import { evaluate } from "../../mod.ts";
import { assertAlmostEquals } from "@std/assert";
import { type Entry, isBoxes, toMixture, withEntries } from "../support/entries.ts";
import { draw, holdsFor, type Recipe, recipes } from "../support/random_mixtures.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";
import { estimatorsOf } from "../support/estimators.ts";

/** A map x → Ax + b that keeps a structure, what it does to a spread, and ln|det A|. */
interface Affine {
  readonly point: (x: readonly number[]) => number[];
  readonly spread: (s: Entry["spread"]) => Entry["spread"];
  readonly logDet: number;
}

/** Full matrices meet a triangular A times a reflection, vectors a diagonal one, numbers a multiple of the unit matrix. */
function affineFor({ structure, d, seed }: Recipe): Affine {
  const random = randomNumbers(seed + 1);
  const b = times(d, () => 4 * random() - 2);
  const diagonal = times(d, () => (0.4 + 2 * random()) * (random() < 0.5 ? -1 : 1));
  const scale = diagonal[0]!;
  const a = times(d, (r) =>
    times(d, (c) => {
      if (structure.startsWith("covariance")) {
        return r === c ? diagonal[r]! : r > c ? random() - 0.5 : 0;
      }
      if (r !== c) return 0;
      return structure === "diagonal" || structure === "boxes" ? diagonal[r]! : scale;
    }));
  const apply = (x: readonly number[]) =>
    a.map((row) => row.reduce((sum, value, c) => sum + value * x[c]!, 0));
  const power = isBoxes(structure) ? 1 : 2;
  return {
    point: (x) => apply(x).map((value, r) => value + b[r]!),
    spread: (s) => {
      if (typeof s === "number") return s * Math.abs(scale) ** power;
      if (typeof s[0] === "number") {
        return (s as number[]).map((x, r) => x * Math.abs(diagonal[r]!) ** power);
      }
      // A S Aᵀ, made exactly symmetric
      const left = (s as number[][]).map(apply);
      const whole = times(d, (r) => apply(left.map((row) => row[r]!)));
      return whole.map((row, r) => row.map((x, c) => (x + whole[c]![r]!) / 2));
    },
    logDet: a.reduce((sum, row, r) => sum + Math.log(Math.abs(row[r]!)), 0),
  };
}

Deno.test("x → Ax + b adds ln|det A| to every estimate", () =>
  holdsFor(recipes(), async (recipe) => {
    const m = draw(recipe), map = affineFor(recipe);
    // one spread for all stays one object
    const images = new Map(m.entries.map(({ spread }) => [spread, map.spread(spread)]));
    const moved = withEntries(m, (entries) =>
      entries.map(({ weight, point, spread }) => ({
        weight,
        point: map.point(point),
        spread: images.get(spread) as Entry["spread"],
      })));
    const before = await evaluate(estimatorsOf(toMixture(m)));
    const after = await evaluate(estimatorsOf(toMixture(moved)));
    for (const [name, value] of Object.entries(before)) {
      const expected = value + map.logDet;
      assertAlmostEquals(after[name]!, expected, 1e-10 * (1 + Math.abs(expected)), name);
    }
  }, 40));
