/** Workers that are ended at random moments while plans run: what each run must give, and what was seen. */
import {
  compile,
  gaussianMixture,
  gradient,
  monteCarloEntropy,
  pairwiseEntropy,
} from "../../mod.ts";
import { killWorker } from "../../src/run/threads/workers.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";
import { bitsOf } from "../support/results.ts";

/** Threads of each run; some workers may still be starting when others are ended. */
const threads = 4;

/** Plans whose steps are shared out in different ways, each some milliseconds of work. */
export function plans() {
  const random = randomNumbers(5);
  const means = (k: number, d: number) => times(k, () => times(d, () => 6 * random()));
  const variances = (k: number) => times(k, () => 0.5 + random());
  const p = gaussianMixture({ means: means(900, 3), variances: variances(900) });
  // by unordered pairs: sums by columns are added to
  const symmetric = pairwiseEntropy(p, { distance: "bhattacharyya" });
  // by ordered pairs, and a gradient
  const kl = pairwiseEntropy(p, { distance: "kl" });
  // few components, many draws
  const q = gaussianMixture({ means: means(6, 2), variances: variances(6) });
  const estimate = monteCarloEntropy(q, { samples: 60_000, seed: 3 });
  return [
    compile([symmetric, gradient(symmetric, p).means], { inputs: p }),
    compile([kl, gradient(kl, p).variances!], { inputs: p }),
    compile([estimate.value, gradient(estimate.value, q).means], { inputs: q }),
  ];
}

/** What happened in a storm. */
export interface Storm {
  readonly runs: number;
  readonly kills: number;
  readonly wrong: number;
  readonly errors: readonly string[];
}

/** Runs plans until so many workers were ended; counts the runs whose results differ in any bit from undisturbed ones. */
export async function storm({ kills, seed }: { kills: number; seed: number }): Promise<Storm> {
  const random = randomNumbers(seed), all = plans();
  const expected = all.map((plan) => bitsOf(plan.runSync()).join(";"));
  const errors: string[] = [];
  let runs = 0, killed = 0, wrong = 0;
  // where no worker can be started there is none to end
  while (killed < kills && runs < 1000 + 100 * kills) {
    const t = runs++ % all.length;
    let isRunning = true;
    const running = all[t]!.run({}, { threads }).then(
      (results) => bitsOf(results).join(";") === expected[t] ? undefined : wrong++,
      (error) => errors.push(String(error)),
    ).finally(() => isRunning = false);
    while (isRunning) {
      const ended = random() < 0.7 ? await endWorking(() => isRunning) : await endSome(random);
      killed += ended;
    }
    await running;
  }
  return { runs, kills: killed, wrong, errors };
}

/** Ends one worker in the middle of a piece, if there is one before the run is over; says how many that are. */
async function endWorking(isRunning: () => boolean): Promise<number> {
  while (isRunning()) {
    await new Promise((resolve) => setImmediate(resolve));
    for (let number = 0; number < threads - 1; number++) {
      if (killWorker(number, { working: true })) return 1;
    }
  }
  return 0;
}

/** Ends one worker after a while, now and then all of them, whatever they do; says how many that are. */
async function endSome(random: () => number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 25 * random() ** 2));
  let ended = 0;
  for (let n = random() < 0.1 ? threads : 1; n > 0; n--) {
    if (killWorker(Math.floor(random() * (threads - 1)))) ended++;
  }
  return ended;
}
