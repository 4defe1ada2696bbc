/**
 * How narrow the brackets between two mixtures are, and how near the estimates, on random pairs whose truth is known by quadrature, which no
 * bound may violate; and what the bounds cost.
 *
 *     deno task between [COUNT]   tables for docs/divergences.md, from COUNT random pairs, 2,000 if not given
 */
import {
  compile,
  crossEntropy,
  evaluate,
  gaussianMixture,
  jensenShannon,
  klBetween,
  squaredHellinger,
  totalVariationBetween,
  winners,
} from "@mixtropy/mixtropy";
import {
  batchOf,
  betweenByLattice,
  latticePoints,
  randomPair,
} from "../tests/support/random_pairs.ts";
import { times } from "../tests/support/random_numbers.ts";
import { head, line } from "./table.ts";

const sizes = [[1, 4], [4, 1], [2, 3], [3, 3], [5, 2], [6, 6]] as const;
const quantities = [
  "crossEntropy",
  "klBetween",
  "jensenShannon",
  "squaredHellinger",
  "totalVariation",
] as const;

/** Pairs whose quadrature would take more points are left out: a component is narrower than a thousandth of the range. */
const mostPoints = 2e6;

const show = (x: number) => x < 1e-3 ? x.toExponential(1) : x.toFixed(4);
const median = (numbers: readonly number[]) =>
  numbers.toSorted((x, y) => x - y)[numbers.length >> 1]!;

interface Tried {
  readonly data: Float64Array;
}

/** What was found for a quantity. */
interface Found {
  readonly widths: number[];
  readonly errors: number[];
  bounds: number;
  violations: number;
  readonly wins: Map<string, number>;
}

/** Tries `count` pairs of a size in one batch. */
async function tried(
  count: number,
  d: number,
  size: readonly [number, number],
  all: Map<string, Found>,
) {
  const seeds = times(count, (s) => 10_000 * (size[0] * 10 + size[1]) + s);
  const pairs = seeds.map((seed) => randomPair(seed, d, size))
    .filter(({ p, q }) => latticePoints(p, q) < mostPoints);
  const p = gaussianMixture(batchOf(pairs.map((pair) => pair.p)));
  const q = gaussianMixture(batchOf(pairs.map((pair) => pair.q)));
  const found = await evaluate({
    crossEntropy: crossEntropy(p, q),
    klBetween: klBetween(p, q),
    jensenShannon: jensenShannon(p, q),
    squaredHellinger: squaredHellinger(p, q),
    totalVariation: totalVariationBetween(p, q),
  });
  pairs.forEach((pair, b) => {
    const truth = betweenByLattice(pair.p, pair.q, d === 1 ? 16 : 3);
    for (const name of quantities) {
      const slack = name !== "totalVariation" ? 1e-8 * (1 + truth[name]) : d === 1 ? 1e-5 : 5e-3;
      const bounds = found[name], into = all.get(name)!;
      const [below, above] = [bounds.lowers, bounds.uppers].map((list) =>
        Object.entries<Tried>(list).map(([which, x]) => [which, x.data[b]!] as const)
      );
      const wrong = [
        ...below!.filter(([, x]) => x > truth[name] + slack),
        ...above!.filter(([, x]) => x < truth[name] - slack),
      ];
      for (const [which, x] of wrong) {
        console.error(
          `${pair.kind}, d = ${d}: ${name} ${which} ${x}, truth ${truth[name]}`,
        );
      }
      into.violations += wrong.length;
      into.bounds += below!.length + above!.length;
      into.widths.push(bounds.upper.data[b]! - bounds.lower.data[b]!);
      into.errors.push(Math.abs(bounds.estimate.data[b]! - truth[name]));
      const best = winners<Tried>(bounds);
      for (const which of [`${best.lower[b]} ≤`, `≤ ${best.upper[b]}`]) {
        into.wins.set(which, (into.wins.get(which) ?? 0) + 1);
      }
    }
  });
}

async function brackets(count: number): Promise<void> {
  head([
    "quantity",
    "d",
    "pairs",
    "bounds tried",
    "violations",
    "bracket",
    "error of estimate",
    "best",
  ]);
  for (const d of [1, 2]) {
    const all = new Map(
      quantities.map((name): [string, Found] => [
        name,
        { widths: [], errors: [], bounds: 0, violations: 0, wins: new Map() },
      ]),
    );
    for (const size of sizes) {
      // in batches of fifty, which are as fine as single pairs
      for (let left = Math.ceil(count / 2 / sizes.length); left > 0; left -= 50) {
        await tried(Math.min(50, left), d, size, all);
      }
    }
    for (const [name, { widths, errors, bounds, violations, wins }] of all) {
      const most = [...wins].sort((x, y) => y[1] - x[1]).slice(0, 4).map(([which, n]) =>
        `${which} ${Math.round(100 * n / widths.length)} %`
      );
      const counts = [widths.length, bounds, violations].map((x) => x.toLocaleString("en"));
      line([name, `${d}`, ...counts, show(median(widths)), show(median(errors)), most.join(", ")]);
    }
  }
}

/** Milliseconds of a run, the best of five. */
function timeOf(run: () => unknown): number {
  return Math.min(...times(5, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  }));
}

/** Costs of each named bound on a divergence for mixtures of k components, in sweeps of KL divergences between all pairs. */
function costs(): void {
  const k = 2000, d = 10;
  const random = (shift: number) =>
    gaussianMixture({
      means: times(k, (i) => times(d, (a) => shift + 3 * Math.sin(i * 12.9898 + a * 78.233))),
      variances: times(k, (i) => times(d, (a) => 0.5 + 0.4 * Math.sin(i + 3 * a))),
    });
  const p = random(0), q = random(0.3), divergence = klBetween(p, q);
  const sweep = compile({ x: crossEntropy(p, q).uppers.jensen! }, { inputs: {} });
  const unit = timeOf(() => sweep.runSync({}));
  head(["bound on KL, k = 2,000 each, d = 10 without correlations", "sweeps of KL"]);
  const list = { ...divergence.lowers, ...divergence.uppers };
  for (const [name, x] of Object.entries(list)) {
    const plan = compile({ x }, { inputs: {} });
    line([name, (timeOf(() => plan.runSync({})) / unit).toFixed(1)]);
  }
}

await brackets(Number(Deno.args[0] ?? 2000));
console.log();
costs();
