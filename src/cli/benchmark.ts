import {
  evaluate,
  type EvaluateOptions,
  type Expressions,
  gaussianMixture,
  gradient,
  type Mixture,
  monteCarloEntropy,
  pairwiseEntropy,
} from "../../mod.ts";

/** A question that is asked of a mixture, and how many pairs it takes. */
interface Question {
  readonly name: string;
  readonly sizes: readonly number[];
  readonly pairs: (k: number) => number;
  readonly ask: (p: Mixture) => Expressions;
}

const draws = 1000;

const questions: readonly Question[] = [
  {
    name: "bhattacharyya and kl",
    sizes: [1000, 4000],
    pairs: (k) => 2 * k ** 2,
    ask: (p) => ({
      lower: pairwiseEntropy(p, { distance: "bhattacharyya" }),
      upper: pairwiseEntropy(p, { distance: "kl" }),
    }),
  },
  {
    name: "gradient of kl",
    sizes: [1000, 4000],
    pairs: (k) => k ** 2,
    ask: (p) => gradient(pairwiseEntropy(p, { distance: "kl" }), p)["means"]!,
  },
  {
    name: `monte-carlo, ${draws} draws`,
    sizes: [1000, 10_000],
    pairs: (k) => draws * k,
    ask: (p) => monteCarloEntropy(p, { samples: draws, seed: 1 }).value,
  },
];

/** Where and how a question is run. */
export interface Place {
  readonly name: string;
  readonly options: EvaluateOptions;
}

/** How long a question took in one place. */
export interface Timing {
  readonly question: string;
  readonly k: number;
  readonly place: string;
  readonly milliseconds: number;
  readonly pairsPerSecond: number;
}

/** How many coordinates the mixtures have. */
export const coordinates = 4;

/** Milliseconds for one question in one place, and the most runs. */
const patience = 250, mostRuns = 20;

/** Asks all questions in all places. */
export async function timings(
  places: readonly Place[],
  now: () => number,
  onProgress: (fraction: number) => void,
): Promise<Timing[]> {
  const all = questions.flatMap((question) =>
    question.sizes.flatMap((k) => places.map((place) => ({ question, k, place })))
  );
  const found: Timing[] = [];
  for (const [t, { question: { name, pairs, ask }, k, place }] of all.entries()) {
    onProgress(t / all.length);
    const milliseconds = await best(ask(mixtureOfSize(k)), place.options, now);
    const pairsPerSecond = pairs(k) / milliseconds * 1000;
    found.push({ question: name, k, place: place.name, milliseconds, pairsPerSecond });
  }
  return found;
}

async function best(
  asked: Expressions,
  options: EvaluateOptions,
  now: () => number,
): Promise<number> {
  // makes the plan and its code, which are kept
  await evaluate(asked, options);
  const start = now();
  let least = Infinity, run = 0;
  do {
    const before = now();
    await evaluate(asked, options);
    least = Math.min(least, now() - before);
  } while (++run < mostRuns && now() - start < patience);
  return least;
}

/** Numbers that are spread like random ones and the same everywhere: multiples of √2, modulo 1. */
function mixtureOfSize(k: number): Mixture {
  const numbers = (scale: number, from: number) => ({
    data: Float64Array.from(
      { length: k * coordinates },
      (_, t) => from + scale * (t * Math.SQRT2 % 1),
    ),
    shape: [k, coordinates] as const,
  });
  return gaussianMixture({ means: numbers(10, 0), variances: numbers(1, 0.5) });
}
