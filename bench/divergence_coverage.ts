/**
 * How often the 95 % interval of a Monte Carlo divergence holds the truth: pair × quantity × number of draws from each, 500 seeds
 * each, and how large the errors are beside those of −ln r of draws from p alone.
 *
 *     deno task coverage:divergence [TEXT]      tables for docs/divergences.md, of the pairs whose names contain the text
 */
import { compile, input, monteCarloCrossEntropy, monteCarloEntropy } from "../mod.ts";
import { studentQuantile } from "../src/estimator/student.ts";
import { type DivergenceCase, divergenceCases } from "../tests/support/divergence_cases.ts";
import type { QuantityName } from "../tests/support/divergence_truth.ts";
import { drawnQuantities } from "../tests/support/drawn_quantities.ts";
import { head, line } from "./table.ts";

const runs = 500;
const names: readonly QuantityName[] = ["kl", "symmetric", "jensenShannon", "crossEntropy"];
const ways = [
  { samples: 128, sequence: "random" },
  { samples: 1024, sequence: "random" },
  { samples: 1024, sequence: "sobol" },
] as const;
type Way = typeof ways[number];

/** In how many runs of a hundred each interval holds the truth, and the root of the mean squared errors. */
function tried({ p, q, truth }: DivergenceCase, way: Way) {
  const seed = input(0, { name: "seed" });
  const asked = drawnQuantities(truth, [p, q], { ...way, seed });
  const plan = compile(asked, { inputs: { seed } });
  const all = Array.from({ length: runs }, (_, run) => plan.runSync({ seed: run }));
  return names.map((name) => {
    const exact = truth[name];
    if (exact === undefined) return undefined;
    const found = all.map((run) => run[name] as { readonly [part: string]: number });
    const errors = found.map(({ value }) => value! - exact);
    const covered = found.filter(({ standardError, degreesOfFreedom }, run) =>
      Math.abs(errors[run]!) <= studentQuantile(0.95, degreesOfFreedom!) * standardError! + 1e-12
    );
    return { percent: 100 * covered.length / runs, scatter: rootMeanSquare(errors) };
  });
}

/** The error of −∫ p ln q + ∫ p ln p by the same draws of p, with the variance that this has. */
async function plainScatter({ p, q, truth }: DivergenceCase, samples: number): Promise<number> {
  const seed = input(0, { name: "seed" });
  const plan = compile({
    cross: monteCarloCrossEntropy(p, q, { samples, seed }).value,
    own: monteCarloEntropy(p, { samples, seed, form: "plain" }).value,
  }, { inputs: { seed } });
  const errors: number[] = [];
  for (let run = 0; run < runs; run++) {
    const { cross, own } = await plan.run({ seed: run }, { onWarning: () => {} });
    errors.push(Number(cross) - Number(own) - truth.kl!);
  }
  return rootMeanSquare(errors);
}

function rootMeanSquare(errors: readonly number[]): number {
  return Math.sqrt(errors.reduce((sum, x) => sum + x * x, 0) / errors.length);
}

console.log("Covered, percent: KL / symmetric / Jensen–Shannon / cross entropy\n");
head(["pair", ...ways.map(({ samples, sequence }) => `${sequence}, ${samples}`)]);
const scatters: string[][] = [];
for (const each of divergenceCases.filter(({ name }) => name.includes(Deno.args[0] ?? ""))) {
  const found = ways.map((way) => tried(each, way));
  line([
    each.name,
    ...found.map((way) => way.map((one) => one?.percent.toFixed(1) ?? "–").join(" / ")),
  ]);
  if (each.truth.kl === undefined) continue;
  const plain = await plainScatter(each, 1024), [, random, sobol] = found;
  const times = (one: { readonly scatter: number } | undefined) =>
    one === undefined ? "–" : (plain / one.scatter).toFixed(1);
  scatters.push([
    each.name,
    each.truth.kl.toPrecision(3),
    plain.toExponential(1),
    times(random![0]),
    times(sobol![0]),
  ]);
}
console.log(
  "\nThe error of −ln r by 1,024 draws of p, and how many times smaller that of KL by 1,024 of each is\n",
);
head(["pair", "KL", "−ln r", "random", "Sobol"]);
scatters.forEach(line);
