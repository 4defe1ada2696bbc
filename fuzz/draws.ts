/** Monte Carlo: near the truth in any order of the components, in windows or not, and the same for the same seed. */
import {
  compile,
  type Compiled,
  type Expr,
  gaussianMixture,
  gradient,
  input,
  monteCarloEntropy,
  type MonteCarloEstimate,
  uniformMixture,
} from "../mod.ts";
import { windowsOf } from "../src/plan/cut_windows.ts";
import { planned } from "../src/run/face/cache.ts";
import { computeSync } from "../src/run/face/compute_sync.ts";
import { keeper } from "../src/run/face/keeper.ts";
import { inWindows } from "../src/run/face/windows.ts";
import {
  boxEntropy,
  boxesOf,
  covariancesOf,
  gaussianEntropy,
} from "../tests/support/exact_entropy.ts";
import { type Entries, isBoxes, toMixture, withEntries } from "../tests/support/entries.ts";
import { draw, recipes } from "../tests/support/random_mixtures.ts";
import { randomNumbers, times } from "../tests/support/random_numbers.ts";
import { type Check, hunt } from "./hunt.ts";
import { reordered, shuffle } from "./maps.ts";
import { pasteEntries } from "./paste.ts";
import { nodeList } from "../tests/support/nodes.ts";

export const draws = hunt({
  name: "draws",
  law:
    "Monte Carlo lies within 7 standard errors of the truth, whatever the order, the windows and the seed",
  share: 1,
  inputs: recipes(["spherical", "boxes"], { k: 30, d: 2 }),
  paste: (recipe) => pasteEntries(draw(recipe), recipe, "draws"),
  holdsFor: (recipe, check) => {
    const random = randomNumbers(recipe.seed + 1);
    // the same component again and again: a period in the order
    const one = draw({ ...recipe, d: 1 });
    const m = random() < 0.5 ? one : repeated(one, 1 + Math.floor(20 * random()));
    const exact = truth(m);
    for (const order of [times(m.entries.length, (i) => i), shuffle(m.entries.length, random)]) {
      const seed = Math.floor(2 ** 40 * random()), shown = reordered(m, order);
      const { value, standardError } = drawn(shown, seed);
      check(
        Math.abs(value - exact) <= 7 * standardError + 1e-9 * (1 + Math.abs(exact)),
        () => `Expected ${exact} within 7 × ${standardError} of ${value}, seed ${seed}`,
      );
      const again = drawn(shown, seed);
      check(again.value === value, () => `Expected ${value} for the same seed, got ${again.value}`);
    }
    inParts(draw({ ...recipe, k: Math.min(recipe.k, 8) }), random, check);
  },
});

/** The mixture `times` times over, with shares of its weights. */
function repeated(m: Entries, count: number): Entries {
  return withEntries(
    m,
    (entries) =>
      times(count, () => entries).flat().map((entry) => ({
        ...entry,
        weight: entry.weight / count,
      })),
  );
}

function truth(m: Entries): number {
  if (isBoxes(m.structure)) return boxEntropy(boxesOf(m));
  return gaussianEntropy(
    m.entries.map(({ weight }) => weight),
    m.entries.map(({ point: [x] }) => x!),
    covariancesOf(m).map(([row]) => row![0]!),
  );
}

type Plan = Compiled<MonteCarloEstimate<undefined>>;
const plans = new Map<string, Plan>();

/** An estimate of a mixture on the line by one plan for all. */
function drawn(m: Entries, seed: number): { value: number; standardError: number } {
  const points = m.entries.map(({ point }) => point);
  const spreads = m.entries.map(({ spread }) => spread);
  const weights = m.entries.map(({ weight }) => weight);
  let plan = plans.get(m.structure);
  if (plan === undefined) {
    const at = input(0, { name: "seed" });
    const p = isBoxes(m.structure)
      ? uniformMixture({ weights, centers: points, widths: spreads as number[][] })
      : gaussianMixture({ weights, means: points, variances: spreads as number[] });
    const inputs: { readonly [name: string]: Expr } = { ...p.parameters, seed: at };
    plan = compile(monteCarloEntropy(p, { samples: 2000, seed: at }), { inputs });
    plans.set(m.structure, plan);
  }
  const { value, standardError } = plan.runSync(
    isBoxes(m.structure)
      ? { seed, weights, centers: points, widths: spreads as number[][] }
      : { seed, weights, means: points, variances: spreads as number[] },
  );
  return { value, standardError };
}

/** Windows of draws make the value, its error and the gradients of the whole. */
function inParts(m: Entries, random: () => number, check: Check): void {
  const p = toMixture(m), samples = 40 + Math.floor(60 * random());
  const { value, standardError } = monteCarloEntropy(p, { samples, seed: samples });
  const nodes = nodeList([value, standardError, ...Object.values(gradient(value, p))]);
  const [set] = [...planned(nodes).sets.values()].filter(({ role }) => role === "row");
  const windows = windowsOf(nodes, set!);
  check(windows !== undefined, () => "Expected windows of the draws");
  const request = { nodes, arrays: new Map(), sizes: new Map() };
  const own = keeper(), whole = computeSync(request, own);
  const parts = inWindows(request, {
    windows: windows!,
    draws: samples,
    size: 4 * (1 + Math.floor(5 * random())),
  });
  let next = parts.next();
  while (next.done !== true) next = parts.next(computeSync(next.value, own));
  own.dispose();
  next.value.forEach(({ data }, t) => {
    const expected = whole[t]!.data, largest = Math.max(...expected.map(Math.abs));
    data.forEach((x, e) =>
      check(
        Math.abs(x - expected[e]!) <= 1e-12 * (1 + largest),
        () => `Expected ${expected[e]} in result ${t} in windows, got ${x}`,
      )
    );
  });
}
