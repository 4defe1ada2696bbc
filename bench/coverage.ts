/**
 * How often the 95 % interval of a Monte Carlo estimate holds the truth: mixture × estimator × number of draws, 500 seeds each.
 *
 *     deno task coverage        a table for docs/estimators.md
 */
import { compile, type Expr, input, monteCarloEntropy } from "../mod.ts";
import { add, mul, sqrt, sub } from "../ops.ts";
import { type Case, cases } from "../tests/support/coverage_cases.ts";

const sizes = [30, 100, 1000, 10_000];
const runs = 500;

/** A value, its standard error, and what it should be. */
interface Estimate {
  readonly value: Expr<number>;
  readonly standardError: Expr<number>;
  readonly truth: number;
}

const entropyOf = ({ p, truth }: Case, samples: number, seed: Expr<number>): Estimate => ({
  ...monteCarloEntropy(p, { samples, seed }),
  truth,
});

/**
 * The mutual information of a point and of the half (even or odd components) that it comes from, H − Σ P(half) H(half), each
 * entropy from its own draws: what `mixtropy entropy --group` does.
 */
function informationOf(
  { p, truth, weights, part }: Case,
  samples: number,
  seed: Expr<number>,
): Estimate {
  let { value, standardError } = monteCarloEntropy(p, { samples, seed });
  let variance = mul(standardError, standardError), exact = truth;
  for (const parity of [0, 1]) {
    const components = [...weights.keys()].filter((j) => j % 2 === parity);
    const share = components.reduce((sum, j) => sum + weights[j]!, 0);
    if (components.length === 0) continue;
    const half = part(components);
    const own = monteCarloEntropy(half.p, { samples, seed: add(seed, 1000 * (parity + 1)) });
    value = sub(value, mul(share, own.value));
    variance = add(variance, mul(share ** 2, mul(own.standardError, own.standardError)));
    exact -= share * half.truth;
  }
  return { value, standardError: sqrt(variance), truth: exact };
}

/** In how many of 500 runs the interval holds the truth. */
async function covered(make: (seed: Expr<number>) => Estimate): Promise<number> {
  const seed = input(0, { name: "seed" });
  const { value, standardError, truth } = make(seed);
  const plan = compile({ value, standardError }, { inputs: { seed } });
  let count = 0;
  for (let run = 0; run < runs; run++) {
    // those that are warned of count too
    const result = await plan.run({ seed: run }, { onWarning: () => {} });
    const error = Math.abs(result.value - truth);
    if (error <= 1.96 * result.standardError + 1e-12 * Math.abs(truth)) count++;
  }
  return count;
}

const percent = (count: number) => (100 * count / runs).toFixed(1);
console.log(
  `| mixture | ${sizes.map((n) => `H, n = ${n}`).join(" | ")} | ${
    sizes.map((n) => `I, n = ${n}`).join(" | ")
  } |\n|---|${sizes.map(() => "--:|--:|").join("")}`,
);
for (const each of cases) {
  const cells: string[] = [];
  for (const estimator of [entropyOf, informationOf]) {
    for (const samples of sizes) {
      cells.push(percent(await covered((seed) => estimator(each, samples, seed))));
    }
  }
  console.log(`| ${each.name} | ${cells.join(" | ")} |`);
}
