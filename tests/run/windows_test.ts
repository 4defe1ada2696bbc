/** Draws in windows: what a run in windows gives is what the whole gives, in memory for a window. */
import {
  evaluate,
  explain,
  gaussianMixture,
  gradient,
  type Mixture,
  monteCarloEntropy,
  uniformMixture,
} from "../../mod.ts";
import type { Node } from "../../src/expr/node.ts";
import { windowsOf } from "../../src/plan/cut_windows.ts";
import { planned } from "../../src/run/face/cache.ts";
import { computeSync } from "../../src/run/face/compute_sync.ts";
import { keeper } from "../../src/run/face/keeper.ts";
import type { ComputeRequest } from "../../src/run/face/large_requests.ts";
import { inWindows } from "../../src/run/face/windows.ts";
import { assert, assertEquals } from "@std/assert";
import { times } from "../support/random_numbers.ts";
import { assertRelative } from "../support/comparison.ts";
import { nodeList } from "../support/nodes.ts";
import { nodeOf } from "../../src/expr/node_of.ts";

const mixtures = {
  spherical: gaussianMixture({ weights: [0.3, 0.7], means: [[0, 0], [3, 1]], variances: [1, 2] }),
  full: gaussianMixture({
    weights: [0.3, 0.7],
    means: [[0, 0], [3, 1]],
    covariances: [[[1, 0.5], [0.5, 2]], [[1, 0], [0, 1]]],
  }),
  batch: gaussianMixture({ means: [[[0], [3]], [[1], [1.5]]], variance: 1 }),
  // so many pairs that they are whitened
  shared: gaussianMixture({
    means: times(70, (i) => times(14, (a) => 3 * Math.sin(1 + 14 * i + a))),
    covariance: times(14, (a) => times(14, (b) => a === b ? 1 : 0.3)),
  }),
  boxes: uniformMixture({ weights: [0.3, 0.7], centers: [[0, 0], [0.3, 0.1]], widths: 1 }),
};

/** The results of a request in windows of a given size, whatever fits. */
function windowed(nodes: readonly Node[], size: number) {
  const [set] = [...planned(nodes).sets.values()].filter(({ role }) => role === "row");
  const windows = windowsOf(nodes, set!);
  assert(windows !== undefined);
  const request: ComputeRequest = { nodes, arrays: new Map(), sizes: new Map() };
  const parts = inWindows(request, { windows, draws: set!.extent, size });
  const kept = keeper();
  let count = 0, next = parts.next();
  while (next.done !== true) {
    count++;
    next = parts.next(computeSync(next.value, kept));
  }
  kept.dispose();
  return { results: next.value, count };
}

/** Ways to draw, and windows that cut none of the pairs that tell of the error. */
const ways = [
  { way: "posterior", options: {}, windowSizes: [8, 20] },
  { way: "plain", options: { form: "plain" }, windowSizes: [20] },
  { way: "Sobol", options: { sequence: "sobol" }, windowSizes: [32] },
] as const;

for (const [name, p] of Object.entries(mixtures)) {
  for (const samples of [40, 41, 64, 79]) {
    Deno.test(`${name}, ${samples} draws: windows give the value, its error and the gradients of the whole`, async () => {
      for (const each of ways) await comparesWindows(p, samples, each);
    });
  }
}

async function comparesWindows(
  p: Mixture,
  samples: number,
  { way, options, windowSizes }: typeof ways[number],
) {
  const estimate = monteCarloEntropy(p, { samples, seed: 5, ...options });
  const nodes = [...Object.values(estimate), ...Object.values(gradient(estimate.value, p))];
  const whole = await evaluate(nodes);
  for (const size of windowSizes) {
    const { results, count } = windowed(nodeList(nodes), size);
    // what comes before, the windows, and what comes after
    assertEquals(count, 2 + Math.floor(samples / size));
    results.forEach(({ data, shape }, t) => {
      const all = whole[t]!,
        expected = typeof all === "number" ? [all] : [...(all as { data: Float64Array }).data];
      assertEquals(data.length, expected.length, `shape [${shape}]`);
      const largest = Math.max(...expected.map(Math.abs));
      data.forEach((x, at) => {
        const error = Math.abs(x - expected[at]!);
        assert(error <= 1e-12 * largest, `${x} is not ${expected[at]} in result ${t}, ${way}`);
      });
    });
  }
}

Deno.test("what needs a total of the draws for each of them cannot be cut, nor what gives them back", () => {
  const { value } = monteCarloEntropy(mixtures.spherical, { samples: 40 });
  const [set] = [...planned([nodeOf(value)]).sets.values()].filter(({ role }) => role === "row");
  assert(windowsOf([nodeOf(value)], set!) !== undefined);
  const draws: Node = [...nodesOf(nodeOf(value))].find(({ axes }) =>
    axes.some((axis) => axis.set === set)
  )!;
  assertEquals(windowsOf([draws], set!), undefined);
});

function* nodesOf(node: Node): Generator<Node> {
  const { children } = { children: "args" in node ? node.args : "home" in node ? [node.home] : [] };
  for (const part of children) yield* nodesOf(part);
  yield node;
}

Deno.test("3 million draws run in windows, in less memory than the draws would take, and are right", async () => {
  const program = new URL("../fixtures/many_draws.ts", import.meta.url).href;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", program],
    stderr: "inherit",
  }).output();
  const report: { readonly value: number; readonly standardError: number; readonly grown: number } =
    JSON.parse(
      new TextDecoder().decode(stdout),
    );
  // two unit Gaussians 2 apart: MATH.md
  assert(Math.abs(report.value - 1.75577) < 4 * report.standardError + 5e-6);
  // the standard deviation of H(r) in one of them, by quadrature
  assertRelative(report.standardError, 0.2248 / Math.sqrt(3e6), 0.05, "its error");
  // 3e6 draws as ten numbers each would be 240 MB
  assert(report.grown < 120e6, `${report.grown} bytes`);
  const p = gaussianMixture({ means: [[0], [2]], variance: 1 });
  assert(
    /3000000 draws in \d+ windows of \d+/.test(explain(monteCarloEntropy(p, { samples: 3e6 }))),
  );
});
