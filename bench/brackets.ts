/**
 * How narrow the brackets of entropies are beside those of Kolchinsky & Tracey, from Bhattacharyya distances to KL divergences:
 * on the settings of their paper, with the truth; on random mixtures in up to three dimensions, whose true entropies no bound
 * may violate; and what the bounds cost.
 *
 *     deno task brackets [COUNT]   tables for docs/estimators.md, from COUNT random mixtures, 10,000 if not given
 */
import {
  compile,
  entropy,
  type EntropyBounds,
  entropyBounds,
  evaluate,
  exactEntropy,
  gaussianMixture,
  pairwiseEntropy,
  uniformMixture,
} from "@mixtropy/mixtropy";
import { randomBoxes } from "../tests/support/random_boxes.ts";
import { randomGaussians } from "../tests/support/random_gaussians.ts";
import type { OneMixture } from "../tests/support/forms.ts";
import { costTable } from "./bracket_costs.ts";
import { settings } from "./paper_settings.ts";
import { head, line } from "./table.ts";

const width = (x: number) => x < 1e-9 ? "0" : x < 1e-3 ? x.toExponential(1) : x.toFixed(4);

/** The bounds of the paper, and ours. */
function bracketsOf(p: OneMixture) {
  const paper = {
    lower: pairwiseEntropy(p, { distance: "bhattacharyya" }),
    upper: pairwiseEntropy(p, { distance: "kl" }),
  };
  const ours: EntropyBounds<undefined> = entropyBounds(p);
  return { paper, ours };
}

async function paperTable(): Promise<void> {
  head(["setting", "K & T's bracket", "width", "ours", "width", "the truth"]);
  for (const { name, p } of settings) {
    const { paper, ours } = await evaluate(bracketsOf(p));
    const found = await entropy(p, { error: 2e-3 });
    const bracket = (of: { readonly lower: number; readonly upper: number }) => [
      `${of.lower.toFixed(4)} to ${of.upper.toFixed(4)}`,
      width(of.upper - of.lower),
    ];
    const truth = `${found.value.toFixed(4)} ± ${width(found.error)}`;
    line([name, ...bracket(paper), ...bracket(ours), truth]);
  }
}

/** Random mixtures by a seed, and how they are made of their numbers. */
interface Ensemble {
  readonly name: string;
  readonly make: (seed: number) => { readonly numbers: object; readonly p: OneMixture };
}

const ensembles: readonly Ensemble[] = [
  ...[[1, 5], [2, 5], [1, 10], [2, 10], [3, 10]].map(([d, most]): Ensemble => ({
    name: `2 to ${most} Gaussians, d = ${d}`,
    make: (seed) => {
      const numbers = randomGaussians(seed, d!, most);
      return { numbers, p: gaussianMixture(numbers) };
    },
  })),
  ...[1, 2, 3].map((d): Ensemble => ({
    name: `2 to 10 boxes, d = ${d}`,
    make: (seed) => {
      const { weights, centers, widths } = randomBoxes(seed, { k: 10, least: 2, d, dimension: d });
      const numbers = { weights: [...weights], centers: centers.map((x) => [...x]) };
      const all = { ...numbers, widths: widths.map((x) => [...x]) };
      return { numbers: all, p: uniformMixture(all) };
    },
  })),
];

function medianOf(numbers: readonly number[]): number {
  return numbers.toSorted((x, y) => x - y)[numbers.length >> 1]!;
}

/** A plan of the bounds for each number of components. */
const planOf = (p: OneMixture) => compile(bracketsOf(p), { inputs: p });

async function randomTable(count: number): Promise<void> {
  head(["mixtures", "tried", "bounds tried", "violations", "K & T's", "ours", "ratio"]);
  for (const { name, make } of ensembles) {
    const plans = new Map<number, ReturnType<typeof planOf>>();
    const widths: [number, number][] = [];
    let bounds = 0, violations = 0;
    for (let seed = 0; seed < count / ensembles.length; seed++) {
      const { numbers, p } = make(seed);
      const truth = await exactEntropy(p, { tolerance: 1e-7, maxWork: 1e10 });
      if (truth === undefined) continue;
      const plan = plans.get(p.components) ?? planOf(p);
      plans.set(p.components, plan);
      const { paper, ours } = await plan.run(numbers);
      widths.push([paper.upper - paper.lower, ours.upper - ours.lower]);
      // the bounds are moved outward by their rounding, the truth has an error
      const above = Object.values(ours.lowers).filter((x) => x > truth.value + truth.error);
      const below = Object.values(ours.uppers).filter((x) => x < truth.value - truth.error);
      bounds += Object.keys(ours.lowers).length + Object.keys(ours.uppers).length;
      violations += above.length + below.length;
    }
    const [theirs, own] = [0, 1].map((t) => medianOf(widths.map((each) => each[t]!)));
    const counts = [widths.length, bounds, violations].map((x) => x.toLocaleString("en"));
    const ratio = own! < 1e-9 ? "" : (theirs! / own!).toFixed(1);
    line([name, ...counts, width(theirs!), width(own!), ratio]);
  }
}

await paperTable();
console.log();
await randomTable(Number(Deno.args[0] ?? 10_000));
console.log();
await costTable();
