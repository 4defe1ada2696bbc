/**
 * How often the 95 % interval of a Monte Carlo estimate holds the truth: mixture × estimator × number of draws, 500 seeds each,
 * and how large the errors are beside those of the plain form.
 *
 *     deno task coverage        tables for docs/estimators.md
 */
import { compile, type Expr, input, monteCarloEntropy, type MonteCarloOptions } from "../mod.ts";
import { add } from "../ops.ts";
import { studentQuantile } from "../src/estimator/student.ts";
import { type Case, cases } from "../tests/support/coverage_cases.ts";
import type { OneMixture } from "../tests/support/forms.ts";

const runs = 500;
const sizes = { random: [32, 128, 512, 4096], sobol: [512, 1024, 4096] } as const;
const plainSizes = [512, 4096] as const;

/** A value that is made of some estimates, each weighted, and what it should be. */
interface Question {
  readonly parts: readonly { readonly p: OneMixture; readonly factor: number }[];
  readonly truth: number;
}

type Way = Pick<MonteCarloOptions, "samples" | "form" | "sequence">;

const entropyOf = ({ p, truth }: Case): Question => ({ parts: [{ p, factor: 1 }], truth });

/**
 * The mutual information of a point and of the half (even or odd components) that it comes from, H − Σ P(half) H(half), each
 * entropy from its own draws: what `mixtropy entropy --group` does.
 */
function informationOf({ p, truth, weights, part }: Case): Question {
  const halves = [0, 1].flatMap((parity) => {
    const components = [...weights.keys()].filter((j) => j % 2 === parity);
    if (components.length === 0) return [];
    return [{ ...part(components), factor: -components.reduce((sum, j) => sum + weights[j]!, 0) }];
  });
  const exact = halves.reduce((sum, half) => sum + half.factor * half.truth, truth);
  return { parts: [{ p, factor: 1 }, ...halves], truth: exact };
}

/** In how many runs of a hundred the interval holds the truth, and the root of the mean squared error. */
async function tried({ parts, truth }: Question, way: Way): Promise<[number, number]> {
  const seed: Expr<number> = input(0, { name: "seed" });
  const asked = parts.map(({ p }, t) =>
    monteCarloEntropy(p, { ...way, seed: add(seed, 1000 * t) })
  );
  const plan = compile(asked, { inputs: { seed } });
  let count = 0, squares = 0;
  for (let run = 0; run < runs; run++) {
    // those that are warned of count too
    const found = await plan.run({ seed: run }, { onWarning: () => {} });
    let value = 0, variance = 0, spread = 0;
    found.forEach((estimate, t) => {
      const share = (parts[t]!.factor * estimate.standardError) ** 2;
      value += parts[t]!.factor * estimate.value;
      variance += share;
      spread += share ** 2 / estimate.degreesOfFreedom;
    });
    // Welch & Satterthwaite
    const freedom = spread === 0 ? Infinity : variance ** 2 / spread;
    const error = Math.abs(value - truth);
    const reach = studentQuantile(0.95, freedom) * Math.sqrt(variance);
    if (error <= reach + 1e-12 * Math.max(1, Math.abs(truth))) count++;
    squares += error ** 2;
  }
  return [100 * count / runs, Math.sqrt(squares / runs)];
}

const ways = (["random", "sobol"] as const).flatMap((sequence) =>
  sizes[sequence].map((samples): Way => ({ samples, sequence }))
);
const titles = ways.map(({ samples, sequence }) => `${sequence}, n = ${samples}`);
const line = (cells: readonly (string | number)[]) => console.log(`| ${cells.join(" | ")} |`);
const head = (cells: readonly string[]) => {
  line(cells);
  line(["---", ...cells.slice(1).map(() => "--:")]);
};

const errors: [string, ...string[]][] = [];
for (const [letter, question] of [["H", entropyOf], ["I", informationOf]] as const) {
  console.log(`\n${letter}: covered, percent\n`);
  head(["mixture", ...titles]);
  for (const each of cases) {
    const asked = question(each), cells: string[] = [], own = new Map<string, number>();
    for (const way of ways) {
      const [covered, error] = await tried(asked, way);
      cells.push(covered.toFixed(1));
      own.set(`${way.sequence} ${way.samples}`, error);
    }
    line([each.name, ...cells]);
    if (letter === "I") continue;
    const row: [string, ...string[]] = [each.name];
    for (const samples of plainSizes) {
      const [, plain] = await tried(asked, { samples, form: "plain" });
      const times = (error: number) => error < 1e-12 ? "exact" : (plain / error).toFixed(1);
      row.push(plain.toExponential(1), times(own.get(`random ${samples}`)!));
      row.push(times(own.get(`sobol ${samples}`)!));
    }
    errors.push(row);
  }
}
console.log(
  "\nThe error of the plain form, and how many times smaller it is in the posterior form\n",
);
head([
  "mixture",
  ...plainSizes.flatMap((n) => [`plain, n = ${n}`, `random, n = ${n}`, `sobol, n = ${n}`]),
]);
errors.forEach(line);
