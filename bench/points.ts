/**
 * Log densities of n = 10⁵ points under mixtures of k = 10³ Gaussians, d = 10, beside scikit-learn's `score_samples` and SciPy (a
 * tenth of the points, times ten), in one run in which the contenders take turns, after their values have been compared.
 *
 *     deno run -A bench/points.ts [PYTHON]
 */
import {
  evaluate,
  gaussianMixture,
  logDensity,
  readArrays,
  responsibilities,
  sample,
  score,
} from "@mixtropy/mixtropy";
import { writeNPY } from "../src/io/arrays/npy_write.ts";
import { randomNumbers } from "../tests/support/random_numbers.ts";
import { normalNumbers } from "../tests/support/random_gaussians.ts";

const n = 100_000, k = 1000, d = 10, turns = 3;
/** A peer that takes longer, in milliseconds, has one turn. */
const long = 5000;

const random = randomNumbers(1), normal = normalNumbers(random);
const filled = (count: number, value: () => number) => Float64Array.from({ length: count }, value);
const arrays = {
  weights: { data: new Float64Array(k).fill(1 / k), shape: [k] as const },
  means: { data: filled(k * d, normal), shape: [k, d] as const },
  points: { data: filled(n * d, normal), shape: [n, d] as const },
  covariances: { data: covariances(), shape: [k, d, d] as const },
  diagonals: { data: filled(k * d, () => 0.5 + random()), shape: [k, d] as const },
};

function covariances(): Float64Array {
  const all = new Float64Array(k * d * d);
  for (let i = 0; i < k; i++) {
    const root = filled(d * d, normal);
    for (let a = 0; a < d; a++) {
      for (let b = 0; b < d; b++) {
        let sum = a === b ? 0.3 : 0;
        for (let t = 0; t < d; t++) sum += root[a * d + t]! * root[b * d + t]! / d;
        all[(i * d + a) * d + b] = sum;
      }
    }
  }
  return all;
}

const { means, weights, diagonals } = arrays;
const first = { data: arrays.covariances.data.slice(0, d * d), shape: [d, d] as const };
const mixtures = {
  variance: gaussianMixture({ weights, means, variance: diagonals.data[0]! }),
  variances: gaussianMixture({ weights, means, variances: diagonals }),
  covariance: gaussianMixture({ weights, means, covariance: first }),
  covariances: gaussianMixture({ weights, means, covariances: arrays.covariances }),
};

const folder = await Deno.makeTempDir();
for (const [name, array] of Object.entries(arrays)) {
  await Deno.writeFile(`${folder}/${name}.npy`, writeNPY(array));
}
const peer = new Deno.Command(Deno.args[0] ?? "python3", {
  args: [new URL("peers/points_peer.py", import.meta.url).pathname, folder],
  stdin: "piped",
  stdout: "piped",
}).spawn();
const asking = peer.stdin.getWriter();
const answers = peer.stdout.pipeThrough(new TextDecoderStream()).getReader();

/** How long a peer took for all points, in milliseconds; SciPy gets a tenth of them. */
async function ask(name: string, structure: string): Promise<number> {
  await asking.write(new TextEncoder().encode(`${name} ${structure}\n`));
  let line = "";
  while (!line.endsWith("\n")) line += (await answers.read()).value ?? "gone\n";
  return Number(line) * (name === "SciPy" ? 10 : 1);
}

async function ours(run: () => Parameters<typeof evaluate>[0]): Promise<number> {
  const start = performance.now();
  await evaluate(run());
  return performance.now() - start;
}

const best = (all: readonly number[]) => Math.min(...all);
for (const [structure, p] of Object.entries(mixtures)) {
  const x = arrays.points, { data } = await evaluate(logDensity(p, x));
  const times = { ours: [] as number[], "scikit-learn": [] as number[], SciPy: [] as number[] };
  for (const name of ["scikit-learn", "SciPy"] as const) {
    times[name].push(await ask(name, structure));
    const { data: theirs } = await readArrays(
      await Deno.readFile(`${folder}/${name}-${structure}.npy`),
    );
    const worst = theirs!.data.reduce(
      (most, value, t) => Math.max(most, Math.abs(value - data[t]!)),
      0,
    );
    if (!(worst < 1e-9)) throw new Error(`${name} differs by ${worst} for ${structure}`);
  }
  for (let turn = 0; turn < turns; turn++) {
    times.ours.push(await ours(() => logDensity(p, x)));
    for (const name of ["scikit-learn", "SciPy"] as const) {
      if (best(times[name]) < long) times[name].push(await ask(name, structure));
    }
  }
  const mine = best(times.ours);
  const beside = (["scikit-learn", "SciPy"] as const).map((name) =>
    `${name} ${best(times[name]).toFixed(0)} (${(best(times[name]) / mine).toFixed(1)} times)`
  );
  const slopes = [await ours(() => score(p, x)), await ours(() => score(p, x))];
  const few = { data: x.data.subarray(0, n), shape: [n / d, d] as const };
  const shares = [
    await ours(() => responsibilities(p, few)),
    await ours(() => responsibilities(p, few)),
  ];
  const draws = [await ours(() => sample(p, n)), await ours(() => sample(p, n, { seed: 1 }))];
  console.log(
    `${structure}: ${mine.toFixed(0)} ms; ${beside.join(", ")}; score ${
      best(slopes).toFixed(0)
    }, ` +
      `responsibilities of ${n / d} points ${best(shares).toFixed(0)}, ${n} draws ${
        best(draws).toFixed(0)
      }`,
  );
}
await asking.close();
await peer.status;
await Deno.remove(folder, { recursive: true });
