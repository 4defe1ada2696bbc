/**
 * Mixtropy under the protocol of serve.py, so that it is measured as the peers are: a process of its own, one JSON request a
 * line. "how" says what is timed: "evaluate" (plan and run), "run" (a plan made before), "singly" (each of several
 * estimators by its own `evaluate`).
 */
import {
  type ArrayResult,
  compile,
  evaluate,
  type EvaluateOptions,
  type Expr,
  gaussianMixture,
  gradient,
  klBetween,
  logDetJointEntropy,
  type Mixture,
  monteCarloEntropy,
  uniformMixture,
} from "@mixtropy/mixtropy";
import { closedForms } from "../mixtures.ts";
import { lines } from "../compare/lines.ts";
import { numbers, type Request } from "../compare/request.ts";

/** The mixture of a request. */
async function mixtureOf({ mixture, k, d, folder }: Request): Promise<Mixture> {
  const weights = await numbers(folder, "weights");
  const means = { data: await numbers(folder, "means"), shape: [k, d] };
  const spread = await numbers(folder, "spread");
  switch (mixture) {
    case "shared":
      return gaussianMixture({ weights, means, variance: spread[0]! });
    case "diagonal":
      return gaussianMixture({ weights, means, variances: { data: spread, shape: [k, d] } });
    case "full":
      return gaussianMixture({ weights, means, covariances: { data: spread, shape: [k, d, d] } });
    case "uniform":
      return uniformMixture({ weights, centers: means, widths: { data: spread, shape: [k, d] } });
    case "samples":
      throw new TypeError("samples are not a mixture");
    default:
      return mixture satisfies never;
  }
}

/** The mixture that it is compared with, where a work is between two. */
async function otherMixture({ k, d, folder }: Request): Promise<Mixture> {
  const spread = await numbers(folder, "otherSpread");
  return gaussianMixture({
    weights: await numbers(folder, "otherWeights"),
    means: { data: await numbers(folder, "otherMeans"), shape: [k, d] },
    variances: { data: spread, shape: [k, d] },
  });
}

const names = { kde: "KDE", elk: "ELK", kl: "KL", bhattacharyya: "Bhattacharyya" } as const;

/** The expressions of a request by name, the one whose value is reported first, and whose inputs a plan takes. */
async function work(
  request: Request,
): Promise<{ outputs: { [name: string]: Expr }; inputs: Mixture | Record<string, never> }> {
  const { estimator, gradients, folder } = request;
  if (estimator === "logdet") {
    const { m = 1, n = 1, d } = request;
    const x = await numbers(folder, "x");
    const sets = Array.from({ length: m }, (_, l) => ({
      data: x.slice(l * n * d, (l + 1) * n * d),
      shape: [n, d],
    }));
    return { outputs: { value: logDetJointEntropy(sets, { beta: 1 }) }, inputs: {} };
  }
  const p = await mixtureOf(request);
  if (estimator === "kl between") {
    const { variational } = klBetween(p, await otherMixture(request)).estimates;
    if (variational === undefined) throw new TypeError("There is no variational approximation");
    return { outputs: { value: variational }, inputs: {} };
  }
  if (estimator === "monte carlo") {
    const { value, standardError } = monteCarloEntropy(p, {
      samples: request.samples ?? 1,
      seed: 1,
    });
    return { outputs: { value, standardError }, inputs: p };
  }
  if (estimator === "all seven") {
    const { KL, ...others } = closedForms(p);
    return { outputs: { KL, ...others }, inputs: p };
  }
  const value = closedForms(p)[names[estimator]];
  if (!gradients) return { outputs: { value }, inputs: p };
  const slopes = Object.entries(gradient(value, p)) as [string, Expr][];
  return { outputs: { value, ...Object.fromEntries(slopes) }, inputs: p };
}

/** The value of a request, and the gradient in the means if it was asked for. */
interface Outcome {
  readonly value: number;
  readonly means?: ArrayResult;
}

/** A function that computes what a request asks for. */
async function prepare(request: Request): Promise<() => Promise<Outcome>> {
  const { outputs, inputs } = await work(request);
  const first = Object.keys(outputs)[0]!;
  const { threads, precision, how = "evaluate" } = request;
  const options: EvaluateOptions = { threads, precision };
  // every leading output is one number, and only gradients have the name of a parameter
  const outcome = (results: Record<string, unknown>) =>
    ({ value: results[first], means: results.means }) as Outcome;
  switch (how) {
    case "evaluate":
      return async () => outcome(await evaluate(outputs, options));
    case "run": {
      const plan = compile(outputs, { inputs });
      return async () => outcome(await plan.run({}, options));
    }
    case "singly":
      return async () => {
        const values = [];
        for (const expression of Object.values(outputs)) {
          values.push(await evaluate(expression, options));
        }
        return outcome({ [first]: values[0] });
      };
    default:
      return how satisfies never;
  }
}

console.log(JSON.stringify({ versions: { Deno: Deno.version.deno, V8: Deno.version.v8 } }));
// the few that take turns in one contest
const prepared = new Map<string, () => Promise<Outcome>>();
for await (const line of lines(Deno.stdin.readable)) {
  const { least, ...request } = JSON.parse(line) as Request & { least: number };
  try {
    const key = JSON.stringify(request);
    let run = prepared.get(key);
    if (run === undefined) {
      if (prepared.size === 2) prepared.clear();
      run = await prepare(request);
      await run();
      prepared.set(key, run);
    }
    let runs = 0, outcome: Outcome;
    const start = performance.now();
    do {
      outcome = await run();
      runs++;
    } while (performance.now() - start < 1000 * least);
    const seconds = (performance.now() - start) / 1000 / runs;
    const { value, means } = outcome;
    const slope = means?.data.reduce((sum, g) => sum + g * g, 0);
    console.log(JSON.stringify({ seconds, value, slope }));
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    console.log(JSON.stringify({ error: reason }));
  }
}
