/**
 * How often the 95 % interval of a Monte Carlo estimate holds the truth: mixture × estimator × number of draws, 500 seeds each,
 * and how large the errors are beside those of the plain form.
 *
 *     deno task coverage [TEXT]        tables for docs/estimators.md, of the mixtures whose names contain the text
 */
import { compile, type Expr, input, monteCarloEntropy, type MonteCarloOptions } from "../mod.ts";
import { add } from "../ops.ts";
import { studentQuantile } from "../src/estimator/student.ts";
import { type Case, cases } from "../tests/support/coverage_cases.ts";
import type { OneMixture } from "../tests/support/forms.ts";
import { head, line } from "./table.ts";

const runs = 500;
/** Numbers of draws, for the entropy and for an information. */
const sizes = {
  H: { random: [128, 512, 1024, 4096], sobol: [512, 1024, 4096] },
  I: { random: [512], sobol: [1024] },
} as const;
/** How many draws errors are compared of. */
const compared = 1024;

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

const sequences = ["random", "sobol"] as const;
const waysFor = (letter: "H" | "I") =>
  sequences.flatMap((sequence) =>
    sizes[letter][sequence].map((samples): Way => ({ samples, sequence }))
  );
const both = [...waysFor("H"), ...waysFor("I")];

console.log("Covered, percent\n");
head([
  "mixture",
  ...both.map(({ samples, sequence }, t) =>
    `${t < waysFor("H").length ? "H" : "I"}, ${sequence}, ${samples}`
  ),
]);
const errors: string[][] = [];
for (const each of cases.filter(({ name }) => name.includes(Deno.args[0] ?? ""))) {
  const found: [number, number][] = [];
  for (const way of waysFor("H")) found.push(await tried(entropyOf(each), way));
  for (const way of waysFor("I")) found.push(await tried(informationOf(each), way));
  line([each.name, ...found.map(([covered]) => covered.toFixed(1))]);
  const [, plain] = await tried(entropyOf(each), { samples: compared, form: "plain" });
  const times = sequences.map((sequence) => {
    const t = both.findIndex((way) => way.samples === compared && way.sequence === sequence);
    const [, error] = found[t]!;
    return error < 1e-12 ? "no error" : (plain / error).toFixed(1);
  });
  errors.push([each.name, plain.toExponential(1), ...times]);
}
console.log(
  `\nThe error of the plain form, n = ${compared}, and how many times smaller the others are\n`,
);
head(["mixture", "plain", "posterior", "by Sobol's sequence"]);
errors.forEach(line);
