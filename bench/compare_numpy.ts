/**
 * The KL bound with one number for each covariance, k = 3000, d = 3 and 10: Mixtropy, the loop by hand and NumPy on the same
 * numbers. Each time is the median of five, NumPy's with its best size of a block; the
 * values must agree. Without NumPy the script says so and ends.
 *
 *     PYTHON=numpy-venv/bin/python deno run --allow-run --allow-env=PYTHON bench/compare_numpy.ts
 */
import { compile, pairwiseEntropy } from "@mixtropy/mixtropy";
import { klBoundSpherical } from "./peers/kl_loop.ts";
import { randomMixture, randomParameters } from "./mixtures.ts";

const repeats = 5;

interface NumpyResult {
  readonly numpy: string;
  readonly value: number;
  readonly seconds: { readonly [block: string]: number };
}

/** What the NumPy script answers, or why it cannot; on one thread, or on as many as its BLAS takes. */
async function numpy(task: unknown, oneThread: boolean): Promise<NumpyResult | string> {
  const python = Deno.env.get("PYTHON") ?? "python3";
  const script = new URL("./peers/numpy_peer.py", import.meta.url);
  let child: Deno.ChildProcess;
  try {
    const args = [decodeURIComponent(script.pathname)];
    const env: Record<string, string> = oneThread
      ? { OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1", OMP_NUM_THREADS: "1" }
      : {};
    const pipes = { stdin: "piped", stdout: "piped", stderr: "piped" } as const;
    child = new Deno.Command(python, { args, env, ...pipes }).spawn();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return `${python} was not found`;
    throw error;
  }
  const writer = child.stdin.getWriter();
  // a script that ends before it has read all closes the pipe; its message tells why
  await writer.write(new TextEncoder().encode(JSON.stringify(task))).catch(() => {});
  await writer.close().catch(() => {});
  const { success, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return success ? JSON.parse(decoder.decode(stdout)) : decoder.decode(stderr).trim();
}

function medianSeconds(work: () => number): number {
  work();
  const times = Array.from({ length: repeats }, () => {
    const start = performance.now();
    work();
    return (performance.now() - start) / 1000;
  });
  return times.sort((a, b) => a - b)[repeats >> 1];
}

const k = 3000;
for (const d of [3, 10]) {
  const { weights, means, spread } = randomParameters("spherical", k, d);
  const task = {
    d,
    repeats,
    blocks: [32, 64, 128, 256],
    weights: Array.from(weights),
    means: Array.from(means),
    variances: Array.from(spread),
  };
  const one = await numpy(task, true), many = await numpy(task, false);
  if (typeof one === "string" || typeof many === "string") {
    console.log(`Nothing to compare with: ${one}. See bench/peers/numpy_peer.py`);
    break;
  }
  const p = randomMixture("spherical", k, d);
  const plan = compile(pairwiseEntropy(p, { distance: "kl" }), { inputs: p });
  const difference = Math.abs(plan.runSync() - one.value) / Math.abs(one.value);
  if (!(difference < 1e-9)) {
    throw new Error(`Expected the value of NumPy, ${one.value}, got ${plan.runSync()}`);
  }
  const best = fastest(one);
  const rows = {
    [`NumPy ${one.numpy}, one thread`]: best,
    "NumPy, all threads of its BLAS": fastest(many),
    "Mixtropy": medianSeconds(() => plan.runSync()),
    "a loop by hand": medianSeconds(() => klBoundSpherical({ weights, means, spread }, d)),
  };
  console.log(`k = ${k}, d = ${d}`);
  for (const [name, seconds] of Object.entries(rows)) {
    const speed = (k * k / seconds / 1e6).toFixed(1).padStart(7);
    console.log(
      `  ${name.padEnd(32)} ${
        (1000 * seconds).toFixed(1).padStart(7)
      } ms ${speed} million pairs/s ` +
        `${(seconds / best).toFixed(2).padStart(6)} × NumPy on one thread`,
    );
  }
}

/** The median time with the block size that is fastest. */
function fastest({ seconds }: NumpyResult): number {
  return Math.min(...Object.values(seconds));
}
