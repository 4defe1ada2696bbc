/** Estimates and their gradients, point by point: by the formulas of MATH.md, by the graph's definition, by differences. */
import fc from "fast-check";
import { evaluate, type Expr, gradient, monteCarloEntropy } from "../mod.ts";
import { definitionOf } from "../tests/oracle/definition.ts";
import { isBoxes, structures, toFreeMixture, toMixture } from "../tests/support/entries.ts";
import {
  assertSlopes,
  smooth,
  type Steps,
  withKinks,
} from "../tests/support/finite_differences.ts";
import { draw, type Recipe, recipes } from "../tests/support/random_mixtures.ts";
import { randomNumbers } from "../tests/support/random_numbers.ts";
import { estimatorsOf } from "../tests/support/estimators.ts";
import { formulas } from "./formulas.ts";
import { type Check, hunt } from "./hunt.ts";
import { pasteEntries } from "./paste.ts";
import { nodeOf } from "../src/expr/node_of.ts";

const looks = ["formulas", "graph", "slopes", "differences"] as const;

interface Asked {
  readonly recipe: Recipe;
  readonly look: typeof looks[number];
}

export const definition = hunt<Asked>({
  name: "definition",
  law:
    "estimates are what MATH.md's formulas say, gradients what the definition of their graph and differences say",
  share: 2,
  inputs: fc.record({
    recipe: recipes(structures, { k: 6, d: 4 }),
    look: fc.constantFrom(...looks),
  }),
  paste: ({ recipe, look }) => pasteEntries(draw(recipe), recipe, look),
  holdsFor: async ({ recipe, look }, check) => {
    const m = draw(recipe), p = toMixture(m);
    const small = toMixture(
      draw({ ...recipe, k: Math.min(recipe.k, 3), d: Math.min(recipe.d, 3) }),
    );
    switch (look) {
      case "formulas": {
        const found = await evaluate(estimatorsOf(p));
        for (const [name, expected] of Object.entries(formulas(m))) {
          nears(name, { found: [found[name]!], expected: [expected], rounding: 1e-11 }, check);
        }
        return;
      }
      case "graph": {
        const { value, standardError } = monteCarloEntropy(p, { samples: 5, seed: recipe.seed });
        return await areDefined({ ...estimatorsOf(p), value, standardError }, 1e-11, check);
      }
      case "slopes":
        for (const [name, value] of Object.entries(estimatorsOf(small))) {
          const slopes = Object.entries(gradient(value, small));
          const named = slopes.map(([part, slope]): [string, Expr] => [`${name} ${part}`, slope]);
          await areDefined(Object.fromEntries(named), 1e-9, check);
        }
        return;
      case "differences":
        return await haveSlopes(m, recipe, check);
      default:
        return look satisfies never;
    }
  },
});

/** Numbers equal what they should be, up to rounding of about their size. */
function nears(
  what: string,
  { found, expected, rounding }: {
    readonly found: ArrayLike<number>;
    readonly expected: ArrayLike<number>;
    readonly rounding: number;
  },
  check: Check,
): void {
  for (let e = 0; e < expected.length; e++) {
    const got = found[e]!, x = expected[e]!;
    check(
      got === x || Math.abs(got - x) <= rounding * (1 + Math.abs(x)),
      () => `Expected ${what} to be ${x} at ${e}, got ${got}`,
    );
  }
}

async function areDefined(
  outputs: { readonly [name: string]: Expr },
  rounding: number,
  check: Check,
): Promise<void> {
  const values: { readonly [name: string]: number | { readonly data: Float64Array } } =
    // five draws miss much, and say so
    await evaluate(outputs, { onWarning: () => {} });
  for (const [name, node] of Object.entries(outputs)) {
    const value = values[name]!;
    const found = typeof value === "number" ? [value] : value.data;
    nears(name, { found, expected: definitionOf(nodeOf(node)), rounding }, check);
  }
}

/** Steps of differences, should a kink of boxes lie within the first ones. */
const ways: { readonly [K in "smooth" | "kinked"]: readonly Steps[] } = {
  smooth: [smooth, { ...smooth, step: 2e-4 }],
  kinked: [withKinks, { step: 1e-7, order: 2, tolerance: 1e-6 }, {
    step: 3e-9,
    order: 2,
    tolerance: 1e-4,
  }],
};

/** Gradients agree with differences along a direction, for some step. */
async function haveSlopes(
  m: ReturnType<typeof draw>,
  { seed, structure }: Recipe,
  check: Check,
): Promise<void> {
  const { p, leaves } = toFreeMixture(m);
  const told: string[] = [];
  for (const steps of ways[isBoxes(structure) ? "kinked" : "smooth"]) {
    try {
      await assertSlopes(estimatorsOf(p), leaves, randomNumbers(seed + 5), steps);
      return check(true, () => "");
    } catch (error) {
      told.push(error instanceof Error ? error.message : String(error));
    }
  }
  check(false, () => told.join("\n"));
}
