/**
 * Sweeps without far blocks of pairs beside the whole of them, in turns: wall-clock time of two threads, the best of some turns,
 * as a table.
 *
 *     deno run bench/skipping.ts [--quick]
 *
 * The whole of a sweep over a million components takes half an hour: there the table has what one over 20,000 takes a pair.
 */
import {
  evaluate,
  type Expr,
  gaussianMixture,
  gradient,
  type Mixture,
  monteCarloEntropy,
  pairwiseEntropy,
  uniformMixture,
} from "@mixtropy/mixtropy";
import { normalQuantile } from "../src/expr/normal.ts";
import { randomNumbers } from "../tests/support/random_numbers.ts";

/** What is swept over. */
interface Case {
  readonly name: string;
  readonly k: number;
  /** From how far apart components lie, in widths. */
  readonly mixture: (k: number) => Mixture;
  readonly outputs: (p: Mixture) => Expr | { readonly [name: string]: Expr };
}

/** Components normally spread over so many of their widths, or so around the centres of 100 clusters. */
function numbersOf(k: number, d: number, spread: number, isClustered: boolean) {
  const next = randomNumbers(k + d), normal = () => normalQuantile(next());
  const centres = Float64Array.from({ length: 100 * d }, () => spread * normal());
  const means = new Float64Array(k * d), widths = new Float64Array(k * d);
  for (let i = 0; i < k; i++) {
    const cluster = Math.floor(next() * 100) * d;
    for (let a = 0; a < d; a++) {
      means[i * d + a] = isClustered ? centres[cluster + a]! + normal() : spread * normal();
      widths[i * d + a] = 0.5 + next();
    }
  }
  const shape = [k, d];
  return { means: { data: means, shape }, widths: { data: widths, shape } };
}

const families = {
  shared: (k: number, d: number, spread: number) =>
    gaussianMixture({ means: numbersOf(k, d, spread, false).means, variance: 1 }),
  diagonal: (k: number, d: number, spread: number) => {
    const { means, widths } = numbersOf(k, d, spread, false);
    return gaussianMixture({ means, variances: widths });
  },
  clusters: (k: number, d: number, spread: number) => {
    const { means, widths } = numbersOf(k, d, spread, true);
    return gaussianMixture({ means, variances: widths });
  },
  boxes: (k: number, d: number, spread: number) => {
    const { means, widths } = numbersOf(k, d, spread, false);
    return uniformMixture({ centers: means, widths });
  },
};

const kl = (p: Mixture) => pairwiseEntropy(p, { distance: "kl" });
const slopes = (p: Mixture) => gradient(kl(p), p) as unknown as { readonly [name: string]: Expr };
const draws = (p: Mixture) => monteCarloEntropy(p, { samples: 20_000 }).value;

function of(
  family: keyof typeof families,
  [k, d, spread]: readonly [number, number, number],
  [name, outputs]: readonly [string, Case["outputs"]] = ["KL", kl],
): Case {
  return {
    name: `${name}, ${family}, d = ${d}, spread ${spread}`,
    k,
    mixture: (count) => families[family](count, d, spread),
    outputs,
  };
}

const large: readonly Case[] = [
  of("diagonal", [100_000, 2, 100]),
  of("shared", [100_000, 2, 100]),
  of("clusters", [100_000, 10, 100]),
  of("boxes", [100_000, 2, 30]),
  of("diagonal", [100_000, 2, 100], ["KL and gradients", slopes]),
  of("diagonal", [100_000, 2, 100], ["20,000 draws", draws]),
  of("diagonal", [1_000_000, 2, 100]),
  of("diagonal", [1_000_000, 3, 100]),
  of("diagonal", [1_000_000, 2, 1000]),
];
const quick: readonly Case[] = [
  of("diagonal", [20_000, 2, 100]),
  of("shared", [20_000, 2, 100]),
  of("clusters", [20_000, 10, 100]),
  of("diagonal", [8_000, 2, 1]),
  of("diagonal", [8_000, 10, 1]),
  of("shared", [8_000, 2, 1]),
];

async function time(outputs: ReturnType<Case["outputs"]>, skip: boolean): Promise<number> {
  const start = performance.now();
  await evaluate(outputs as Expr, { threads: 2, skip, accuracy: "exact" });
  return performance.now() - start;
}

console.log("| work | k | skipped, ms | whole, ms | ratio |\n| --- | --: | --: | --: | --: |");
for (const { name, k, mixture, outputs } of Deno.args.includes("--quick") ? quick : large) {
  const own = outputs(mixture(k)), isHuge = k > 100_000, pairs = isHuge ? 20_000 : k;
  const rival = isHuge ? outputs(mixture(pairs)) : own;
  let skipped = Infinity, whole = Infinity;
  for (let turn = 0; turn < (k > 20_000 ? 2 : 7); turn++) {
    skipped = Math.min(skipped, await time(own, true));
    // half a minute each is enough once
    if (turn === 0 || pairs <= 20_000) whole = Math.min(whole, await time(rival, false));
  }
  whole *= (k / pairs) ** 2;
  const ratio = (whole / skipped).toPrecision(3);
  console.log(
    `| ${name} | ${k} | ${skipped.toFixed(0)} | ${whole.toFixed(0)}${
      isHuge ? " *" : ""
    } | ${ratio} |`,
  );
}
