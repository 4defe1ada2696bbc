/**
 * Mixtropy beside its peers, in one run: the values are compared first, then all take turns, and each has its median. Prints
 * Markdown tables, writes bench/results/DATE-COMMIT.json and draws docs/images/performance.svg.
 *
 *     deno task compare [--only PATTERN] [--runs N] [--threads 1,2] [--quick] [--large K]
 *
 * `--only` takes a regular expression on the names of the work (and then nothing is written); `--quick` takes three turns
 * instead of seven, on the most threads alone. Peers are installed or built into ${XDG_CACHE_HOME:-~/.cache}/mixtropy-bench
 * (about 6 GB with PyTorch) with python3, npm and g++; one that is missing is a line "not available" with the reason.
 */
import { parseArgs } from "node:util";
import { coldStart, type Figure, largeMixture } from "./compare/alone_runs.ts";
import { chart } from "./compare/chart.ts";
import { Peer } from "./compare/child.ts";
import { compete, type Line } from "./compare/contest.ts";
import { contests } from "./compare/contests.ts";
import { cacheFolder, launches, type PeerName } from "./compare/peers.ts";
import { commit, markdown, processor, type Report } from "./compare/report.ts";

const { values: options } = parseArgs({
  args: Deno.args,
  options: {
    only: { type: "string" },
    runs: { type: "string" },
    threads: { type: "string" },
    large: { type: "string" },
    quick: { type: "boolean", default: false },
  },
});
const cores = navigator.hardwareConcurrency;
const runs = positive("runs", options.runs ?? (options.quick ? "3" : "7"));
const large = positive("large", options.large ?? (options.quick ? "20000" : "100000"));
const threadCounts = options.threads?.split(",").map((count) => positive("threads", count)) ??
  (options.quick || cores === 1 ? [Math.min(2, cores)] : [1, 2]);
const pattern = new RegExp(options.only ?? "", "i");

function positive(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new RangeError(`Expected --${name} to be an integer ≥ 1, got ${text}`);
}

const started = new Map<PeerName, Promise<Peer | string>>();
function peer(name: PeerName): Promise<Peer | string> {
  let process = started.get(name);
  if (process === undefined) {
    process = launches[name](cacheFolder()).then((launch) =>
      typeof launch === "string" ? launch : Peer.start(launch)
    );
    started.set(name, process);
  }
  return process;
}

const root = await Deno.makeTempDir({ prefix: "mixtropy-bench-" });
const lines: Line[] = [];
const figures: Figure[] = [];
try {
  for (const contest of contests.filter(({ name }) => pattern.test(name))) {
    for (const threads of threadCounts) {
      console.error(`${contest.name}, ${threads} ${threads === 1 ? "thread" : "threads"}`);
      const slowRuns = options.quick ? 1 : Math.min(3, runs);
      lines.push(...await compete(contest, { threads, runs, slowRuns, root, limit: 180, peer }));
    }
    // a process that gave no answer in time was ended; the next contest starts it anew
    for (const [name, process] of started) {
      const running = await process;
      if (typeof running !== "string" && running.ended) started.delete(name);
    }
  }
  if (pattern.test("large")) figures.push(...await largeMixture(root, large, 300));
  if (pattern.test("cold start")) figures.push(await coldStart(runs));
} finally {
  for (const process of started.values()) {
    const running = await process;
    if (typeof running !== "string") running.close();
  }
  await Deno.remove(root, { recursive: true });
}

const versions: { [name: string]: string } = { Deno: Deno.version.deno };
for (const process of started.values()) {
  const running = await process;
  if (typeof running !== "string") Object.assign(versions, running.versions);
}
const date = new Date().toISOString().slice(0, 10);
const report: Report = {
  machine: { date, commit: await commit(), processor: await processor(), cores, versions },
  runs,
  lines,
  figures,
};
console.log(markdown(report));
if (options.only === undefined) {
  const results = new URL("./results/", import.meta.url);
  await Deno.mkdir(results, { recursive: true });
  const name = `${date}-${report.machine.commit.replace("+", "-changed")}.json`;
  await Deno.writeTextFile(new URL(name, results), JSON.stringify(report, null, 2) + "\n");
  const image = new URL("../docs/images/performance.svg", import.meta.url);
  await Deno.writeTextFile(image, chart(report));
}
