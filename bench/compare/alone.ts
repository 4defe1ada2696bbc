/**
 * One measurement in a process of its own, asked for by the first argument; prints one line of JSON.
 *
 *     empty          the peak memory of a Deno process that computes nothing
 *     large FOLDER K the KL bound of a diagonal mixture: seconds, value, peak memory
 *     cold           the time from the import to the first value, k = 100, d = 10, full covariances
 */
const [what, folder, k] = Deno.args;

/** The most memory this process has held, in bytes; undefined where the system does not tell. */
function peakMemory(): number | undefined {
  try {
    const [, kilobytes] = Deno.readTextFileSync("/proc/self/status").match(/^VmHWM:\s*(\d+) kB/m) ??
      [];
    return kilobytes === undefined ? undefined : 1024 * Number(kilobytes);
  } catch {
    return undefined;
  }
}

async function large() {
  const { evaluate, gaussianMixture, pairwiseEntropy } = await import("@mixtropy/mixtropy");
  const { numbers } = await import("./request.ts");
  const load = (name: string) => numbers(folder!, name);
  const [weights, means, spread] = await Promise.all(
    [load("weights"), load("means"), load("spread")],
  );
  // the bound of the first components, their weights scaled to a sum of one
  const bound = (count: number) => {
    const own = weights.subarray(0, count), total = own.reduce((a, b) => a + b);
    const p = gaussianMixture({
      weights: own.map((weight) => weight / total),
      means: { data: means.subarray(0, 10 * count), shape: [count, 10] } as const,
      variances: { data: spread.subarray(0, 10 * count), shape: [count, 10] } as const,
    });
    return pairwiseEntropy(p, { distance: "kl" });
  };
  const options = { threads: navigator.hardwareConcurrency };
  await evaluate(bound(2000), options); // generates the code and starts the workers
  const all = bound(Number(k));
  let runs = 0, value = 0;
  const start = performance.now();
  do {
    value = await evaluate(all, options);
    runs++;
  } while (performance.now() - start < 1000);
  const seconds = (performance.now() - start) / 1000 / runs;
  return { seconds, value, peak: peakMemory() };
}

async function cold() {
  const { parameters } = await import("./request.ts");
  const { weights, means, spread } = parameters("full", 100, 10);
  const start = performance.now();
  const { evaluate, gaussianMixture, pairwiseEntropy } = await import("@mixtropy/mixtropy");
  const imported = performance.now();
  const p = gaussianMixture({
    weights,
    means: { data: means, shape: [100, 10] },
    covariances: { data: spread, shape: [100, 10, 10] },
  });
  const value = await evaluate(pairwiseEntropy(p, { distance: "kl" }));
  const end = performance.now();
  return { importing: imported - start, first: end - imported, value };
}

switch (what) {
  case "empty":
    console.log(JSON.stringify({ peak: peakMemory() }));
    break;
  case "large":
    console.log(JSON.stringify(await large()));
    break;
  case "cold":
    console.log(JSON.stringify(await cold()));
    break;
  default:
    throw new TypeError(`Expected empty, large or cold, got ${what}`);
}
Deno.exit(0);
