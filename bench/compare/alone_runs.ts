/** What is measured in fresh processes: a large mixture's cost and memory, and the cold start. */
import { median } from "./contest.ts";
import { writeData } from "./request.ts";

/** A figure with a limit that it is to stay under, or reach. */
export interface Figure {
  readonly what: string;
  readonly measured: number | string;
  readonly unit: string;
  readonly limit: number;
  readonly atMost: boolean;
  readonly detail?: string;
}

/** Cost for each pair and memory of the KL bound, diagonal, k = `k`, beside k = 8000 (of which the time is known, or not). */
export async function largeMixture(root: string, k: number, limit: number): Promise<Figure[]> {
  const small = 8000;
  const what = `KL, diagonal, k = ${k.toLocaleString("en")}`;
  const folder = await writeData(root, { estimator: "kl", mixture: "diagonal", k, d: 10 });
  const base = await writeData(root, { estimator: "kl", mixture: "diagonal", k: small, d: 10 });
  const cost = { unit: "× the cost of a pair at k = 8000", limit: 1.1, atMost: true };
  const memory = { unit: "MB above an empty Deno process", limit: 300, atMost: true };
  const none = (measured: string): Figure[] => [
    { what: `${what}: time`, measured, ...cost },
    { what: `${what}: peak memory`, measured, ...memory },
  ];
  const empty = await alone(["empty"], 60);
  if (typeof empty === "string") return none(empty);
  const first = await alone(["large", base, String(small)], limit);
  if (typeof first === "string") return none(first);
  const expected = first.seconds * (k / small) ** 2;
  if (expected > limit) return none(`not run: it would take about ${expected.toFixed(0)} s`);
  const answer = await alone(["large", folder, String(k)], 2 * limit);
  if (typeof answer === "string") return none(answer);
  const ratio = answer.seconds / k ** 2 / (first.seconds / small ** 2);
  const { peak } = answer;
  const above = peak === null || peak === undefined || empty.peak === undefined
    ? "not told by this system"
    : (peak - empty.peak) / 1e6;
  const speed = (k ** 2 / answer.seconds / 1e6).toFixed(0);
  return [
    {
      what: `${what}: time`,
      measured: ratio,
      ...cost,
      detail: `${answer.seconds.toFixed(2)} s, ${speed} million pairs/s`,
    },
    { what: `${what}: peak memory`, measured: above, ...memory },
  ];
}

/** The median time from the end of the import to the first value, in fresh processes. */
export async function coldStart(runs: number): Promise<Figure> {
  const times = [], imports = [];
  const figure = {
    what: "cold start: first evaluate, KL, full covariances, k = 100",
    unit: "ms after the import",
    limit: 60,
    atMost: true,
  };
  for (let run = 0; run < runs; run++) {
    const answer = await alone(["cold"], 60);
    if (typeof answer === "string") return { ...figure, measured: answer };
    times.push(answer.first);
    imports.push(answer.importing);
  }
  return {
    ...figure,
    measured: median(times),
    detail: `the import itself: ${median(imports).toFixed(0)} ms`,
  };
}

/** What bench/compare/alone.ts prints, by its first argument. */
interface Answers {
  readonly empty: { readonly peak?: number };
  readonly large: { readonly seconds: number; readonly peak?: number };
  readonly cold: { readonly importing: number; readonly first: number };
}

/** Runs bench/compare/alone.ts; a string says why it gave nothing. */
async function alone<What extends keyof Answers>(
  args: readonly [What, ...string[]],
  seconds: number,
): Promise<Answers[What] | string> {
  const script = decodeURIComponent(new URL("./alone.ts", import.meta.url).pathname);
  const signal = AbortSignal.timeout(1000 * seconds);
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    // all permissions: Deno asks for them to read what /proc tells of the process
    args: ["run", "--quiet", "--allow-all", script, ...args],
    signal,
  }).output();
  const decoder = new TextDecoder();
  if (success) return JSON.parse(decoder.decode(stdout));
  return signal.aborted
    ? `not finished within ${seconds} s`
    : decoder.decode(stderr).trim().split("\n")[0] || "it ended without a word";
}
