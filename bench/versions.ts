/**
 * Two checkouts against each other, by the time that processors spend: what other programs do at the same time counts
 * little. Each takes its turn in processes of its own; the least of all turns counts, on one thread.
 *
 *     deno run --allow-all bench/versions.ts <another checkout> [<this one>] [turns]
 *
 * Both need the names that are imported below, and nothing else in common.
 */
import process from "node:process";
import { randomBoxParameters, randomParameters } from "./parameters.ts";

type Library = typeof import("../mod.ts");
type Entropy = (of: Library) => unknown;

const gaussians = (structure: "spherical" | "diagonal" | "full", k: number, d: number) => {
  const { weights, means, spread } = randomParameters(structure, k, d);
  const centres = { data: means, shape: [k, d] };
  const shape = structure === "full" ? [k, d, d] : structure === "diagonal" ? [k, d] : [k];
  return ({ gaussianMixture }: Library) =>
    structure === "full"
      ? gaussianMixture({ weights, means: centres, covariances: { data: spread, shape } })
      : gaussianMixture({ weights, means: centres, variances: { data: spread, shape } });
};

const boxes = (k: number, d: number) => ({ uniformMixture }: Library) => {
  const { weights, means, spread } = randomBoxParameters(k, d);
  const shape = [k, d];
  return uniformMixture({
    weights,
    centers: { data: means, shape },
    widths: { data: spread, shape },
  });
};

const pairs =
  (p: ReturnType<typeof gaussians> | ReturnType<typeof boxes>, distance: string) => (of: Library) =>
    of.pairwiseEntropy(p(of), { distance: distance as "kl" });

/** What is measured, by name. */
const works: { readonly [name: string]: Entropy } = {
  "KL, diagonal, k = 100, d = 10": pairs(gaussians("diagonal", 100, 10), "kl"),
  "KL, diagonal, k = 2000, d = 10": pairs(gaussians("diagonal", 2000, 10), "kl"),
  "Bhattacharyya, diagonal, k = 2000, d = 10": pairs(
    gaussians("diagonal", 2000, 10),
    "bhattacharyya",
  ),
  "KDE, spherical, k = 4000, d = 4": (of) => of.kdeEntropy(gaussians("spherical", 4000, 4)(of)),
  "KDE, full, k = 300, d = 10": (of) => of.kdeEntropy(gaussians("full", 300, 10)(of)),
  "KL, full, k = 300, d = 10": pairs(gaussians("full", 300, 10), "kl"),
  "KL with gradients, full, k = 300, d = 10": (of) => {
    const p = gaussians("full", 300, 10)(of);
    const value = of.pairwiseEntropy(p, { distance: "kl" });
    return [value, of.gradient(value, p)];
  },
  "Bhattacharyya, full, k = 300, d = 10": pairs(gaussians("full", 300, 10), "bhattacharyya"),
  "KL, full, k = 60, d = 30": pairs(gaussians("full", 60, 30), "kl"),
  "Bhattacharyya, full, k = 60, d = 30": pairs(gaussians("full", 60, 30), "bhattacharyya"),
  "KL, boxes, k = 1500, d = 6": pairs(boxes(1500, 6), "kl"),
  "Bhattacharyya, boxes, k = 1500, d = 6": pairs(boxes(1500, 6), "bhattacharyya"),
  "joint, k = 20000, d = 4": (of) => of.jointEntropy(gaussians("spherical", 20_000, 4)(of)),
};

/** Milliseconds of a processor that each work takes: the least of several rounds. */
async function measured(checkout: string): Promise<Record<string, number>> {
  const of: Library = await import(new URL("mod.ts", `file://${checkout}/`).href);
  const evaluate = of.evaluate as (e: unknown, options: { threads: number }) => Promise<unknown>;
  const found: Record<string, number> = {};
  for (const [name, work] of Object.entries(works)) {
    const expression = work(of), options = { threads: 1 };
    for (let run = 0; run < 12; run++) await evaluate(expression, options);
    found[name] = Infinity;
    for (let round = 0; round < 5; round++) {
      const before = process.cpuUsage(), start = performance.now();
      let runs = 0;
      for (; runs < 8 || performance.now() - start < 60; runs++) {
        await evaluate(expression, options);
      }
      const { user, system } = process.cpuUsage(before);
      found[name] = Math.min(found[name]!, (user + system) / 1000 / runs);
    }
  }
  return found;
}

/** What a fresh process finds for a checkout. */
async function turn(checkout: string): Promise<Record<string, number>> {
  const args = ["run", "--allow-all", "--no-check", "--config", `${checkout}/deno.json`];
  const command = new Deno.Command(Deno.execPath(), {
    args: [...args, new URL(import.meta.url).pathname, "--measure", checkout],
    stderr: "inherit",
  });
  const { stdout, success } = await command.output();
  if (!success) throw new Error(`The works did not run in ${checkout}`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

const [first, second, turns = "3"] = Deno.args;
if (first === "--measure") {
  console.log(JSON.stringify(await measured(second!)));
} else if (first === undefined) {
  console.error("Expected the folder of another checkout of the project");
  Deno.exit(2);
} else {
  const checkouts = [first, second ?? new URL("..", import.meta.url).pathname]
    .map((folder) => Deno.realPathSync(folder));
  const least = checkouts.map((): Record<string, number> => ({}));
  for (let t = 0; t < Number(turns); t++) {
    for (const [c, checkout] of checkouts.entries()) {
      for (const [name, time] of Object.entries(await turn(checkout))) {
        least[c]![name] = Math.min(least[c]![name] ?? Infinity, time);
      }
    }
  }
  console.log("| work | before, ms | after, ms | after / before |\n| --- | --- | --- | --- |");
  for (const name of Object.keys(works)) {
    const [before, after] = least.map((times) => times[name]!) as [number, number];
    const ratio = (after / before).toFixed(3);
    console.log(`| ${name} | ${before.toFixed(3)} | ${after.toFixed(3)} | ${ratio} |`);
  }
}
