/**
 * Kernel density estimates of dense data by Scott's rule, beside FINUFFT, KDEpy and scikit-learn on the same points in one run,
 * each with its largest relative error at some rows, those of the least density among them.
 *
 *     deno run -A bench/transform.ts [PYTHON [N,…]]
 *
 * PYTHON has numpy, scipy, and of finufft, KDEpy and scikit-learn those that are wanted.
 */
import { evaluate, gaussianMixture, kdeEntropy, logDensity, readArrays } from "@mixtropy/mixtropy";
import process from "node:process";
import { writeNPY } from "../src/io/arrays/npy_write.ts";
import { naiveLogSum, normalNumbers } from "../tests/support/gauss_sums.ts";

const python = Deno.args[0] ?? "python3",
  sizes = (Deno.args[1] ?? "20000,100000").split(",").map(Number);
/** So many points are too many for a peer, by the number of coordinates. */
const mostForPeers: { readonly [name: string]: readonly number[] } = {
  FINUFFT: [1e6, 1e6, 1e5],
  KDEpy: [1e6, 1e6, 1e5],
  "scikit-learn": [2e4, 2e4, 2e4],
};

const folder = await Deno.makeTempDir();
const peer = new Deno.Command(python, {
  args: [new URL("peers/transform_peer.py", import.meta.url).pathname],
  stdin: "piped",
  stdout: "piped",
}).spawn();
const asking = peer.stdin.getWriter();
const answers = peer.stdout.pipeThrough(new TextDecoderStream()).getReader();

interface Answer {
  readonly wall: number;
  readonly processor: number;
  readonly logs: ArrayLike<number>;
}

async function ask(name: string, file: string, width: number): Promise<Answer> {
  await asking.write(new TextEncoder().encode(`${name} ${file} ${width}\n`));
  let line = "";
  while (!line.endsWith("\n")) line += (await answers.read()).value ?? fail(name);
  const answer = JSON.parse(line);
  const [logs] = Object.values(await readArrays(await Deno.readFile(answer.logs)));
  return { ...answer, logs: logs!.data };
}

function fail(name: string): never {
  throw new Error(`${name} ended without an answer`);
}

/** Seconds of work of this process. */
function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

for (const n of sizes) {
  for (const d of [1, 2, 3]) {
    const normal = normalNumbers(d), width = n ** (-1 / (d + 4));
    const points = { data: Float64Array.from({ length: n * d }, normal), shape: [n, d] as const };
    const file = `${folder}/points.npy`;
    await Deno.writeFile(file, writeNPY(points));
    const p = gaussianMixture({ means: points, variance: width * width });
    const set = { count: n, dimension: d, data: points.data };
    const ours = await evaluate(logDensity(p, points));
    const checked = [...ours.data.keys()].sort((s, t) => ours.data[s]! - ours.data[t]!)
      .filter((_, rank) => rank < 10 || rank % Math.ceil(n / 20) === 0);
    const weights = new Float64Array(n).fill(
      -Math.log(n) - d / 2 * Math.log(2 * Math.PI) - d * Math.log(width),
    );
    const naive = { rows: set, columns: set, logWeights: weights, width };
    const wanted = checked.map((row) => naiveLogSum(naive, row));
    const errorOf = (logs: ArrayLike<number>) =>
      checked.reduce((most, row, t) => {
        const error = Math.abs(Math.expm1(logs[row]! - wanted[t]!));
        return error >= most ? error : Number.isNaN(error) ? Infinity : most;
      }, 0);
    const say = (name: string, wall: number, processor: number, error: number) =>
      console.log(
        `| ${d} | ${n} | ${name} | ${wall.toFixed(2)} | ${processor.toFixed(2)} | ${
          error.toExponential(0)
        } |`,
      );
    const before = processorSeconds(), start = performance.now();
    await evaluate(kdeEntropy(p));
    say(
      "Mixtropy, KDE",
      (performance.now() - start) / 1000,
      processorSeconds() - before,
      errorOf(ours.data),
    );
    for (const [name, most] of Object.entries(mostForPeers)) {
      if (n > most[d - 1]!) continue;
      const { wall, processor, logs } = await ask(name, file, width);
      say(name, wall, processor, errorOf(logs));
    }
  }
}
await asking.close();
await Deno.remove(folder, { recursive: true });
