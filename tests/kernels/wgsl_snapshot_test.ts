/**
 * The WGSL of typical sweeps, read and approved like written code. After a change that is meant,
 * `deno run --allow-read --allow-write tests/kernels/wgsl_snapshot_test.ts` writes the files anew; read the difference.
 */
import {
  gaussianMixture,
  gradient,
  monteCarloEntropy,
  pairwiseEntropy,
  uniformMixture,
} from "../../mod.ts";
import type { Expr } from "../../mod.ts";
import { assert, assertEquals } from "@std/assert";
import { factsOf } from "../../kernels/wgsl/facts.ts";
import { mergeCode, scatterCode } from "../../kernels/wgsl/merge_shader.ts";
import { printSweep } from "../../kernels/wgsl/print.ts";
import { lower } from "../../kernels/lower/lower.ts";
import { plan } from "../../src/plan/plan.ts";
import { isOverPairs } from "../../src/plan/sweep.ts";
import { nodeList } from "../support/nodes.ts";

const means = [[0, 0], [1, 2], [3, 1]];
const diagonal = gaussianMixture({ means, variances: [[1, 2], [2, 1], [1, 1]] });
const full = gaussianMixture({ means, covariances: means.map(() => [[2, 1], [1, 2]]) });
const three = gaussianMixture({
  means: [[0, 0, 0], [1, 2, 3]],
  covariances: [1, 2].map((c) => [[c, 0.5, 0], [0.5, c, 0.5], [0, 0.5, c]]),
});
const boxes = uniformMixture({ centers: means, widths: [[1, 2], [2, 1], [1, 1]] });
const kl = pairwiseEntropy(diagonal, { distance: "kl" });

/** The sweeps over pairs of a plan, printed. */
function sweeps(
  outputs: readonly Expr[],
  replicas: number,
  { exactDifferences = false, lanes = 1 } = {},
): string[] {
  const planned = plan(nodeList(outputs));
  const kernels = lower(planned);
  return planned.steps.flatMap((step, s) => {
    if (!isOverPairs(step)) return [];
    const schedule = { replicas, threads: 64, lanes, exactDifferences };
    const printed = printSweep(kernels[s]!, factsOf(planned), schedule);
    return "reason" in printed ? [printed.reason] : [printed.code];
  });
}

const snapshots: { readonly [file: string]: () => string } = {
  "kl_diagonal": () => sweeps([kl], 2)[0]!,
  "kl_diagonal_two_lanes": () => sweeps([kl], 4, { lanes: 2 })[0]!,
  "kl_diagonal_exact_differences": () => sweeps([kl], 1, { exactDifferences: true })[0]!,
  "kl_diagonal_gradient": () => sweeps(Object.values(gradient(kl, diagonal)), 1)[1]!,
  "bhattacharyya_full": () => sweeps([pairwiseEntropy(full, { distance: "bhattacharyya" })], 1)[0]!,
  "bhattacharyya_three": () =>
    sweeps([pairwiseEntropy(three, { distance: "bhattacharyya" })], 1)[0]!,
  "bhattacharyya_boxes": () =>
    sweeps([pairwiseEntropy(boxes, { distance: "bhattacharyya" })], 1)[0]!,
  "monte_carlo": () => sweeps([monteCarloEntropy(diagonal, { samples: 9, seed: 1 }).value], 4)[1]!,
  "merge": () => mergeCode,
  "scatter": () => scatterCode,
};

function fileOf(name: string): URL {
  return new URL(`../snapshots/${name}.wgsl`, import.meta.url);
}

if (import.meta.main) {
  Deno.mkdirSync(new URL("../snapshots/", import.meta.url), { recursive: true });
  for (const [name, text] of Object.entries(snapshots)) {
    Deno.writeTextFileSync(fileOf(name), text());
  }
}

for (const [name, text] of Object.entries(snapshots)) {
  Deno.test(`the WGSL of ${name} is the one that was read and approved`, () => {
    assertEquals(text(), Deno.readTextFileSync(fileOf(name)));
  });
}

Deno.test("no kernel uses atomics, infinities or extensions, and every store is guarded", () => {
  for (const text of Object.values(snapshots).map((make) => make())) {
    assert(!/atomic|\binf\b|nan|^enable|bitcast/im.test(text.replace(/\/\/.*$/gm, "")));
    const stores = text.match(/states\[[^\n]*\] = /g) ?? [];
    for (const line of text.split("\n").filter((line) => /states\[.*\] = /.test(line))) {
      assert(/^\s*if \(inside/.test(line), `A store without a guard: ${line}`);
    }
    assert(stores.length > 0 || /fn (merge|scatter)\(/.test(text));
  }
});

Deno.test("lines of WGSL fit a screen", () => {
  for (const [name, text] of Object.entries(snapshots)) {
    const code = text().split("\n").filter((line) => !line.startsWith("//"));
    for (const line of code) assert(line.length <= 110, `${name}: ${line}`);
  }
});
