/** What a reproduction of the experiments of Kolchinsky & Tracey 2017 must show. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { experiment, experimentNames, type Settings } from "../../src/experiment/experiments.ts";
import type { ExperimentName } from "../../src/experiment/ensembles.ts";
import { type SweepRow, sweepRows } from "../../src/experiment/rows.ts";

/** Rows at a few places of an axis. */
async function rowsOf(
  name: ExperimentName,
  at: readonly number[],
  settings: Settings = "paper",
): Promise<SweepRow[]> {
  const whole = experiment(name, { settings });
  return await sweepRows({ ...whole, at }, { samples: 4096 });
}

/** H(X|C) of unit Gaussians in ten coordinates, ½ d ln 2πe, and of boxes of width 2, d ln 2. */
const gaussian = 5 * Math.log(2 * Math.PI * Math.E), box = 10 * Math.log(2);

/** What holds for all mixtures: the bounds, Monte Carlo within three standard errors and what it cannot see. */
function assertBounds(rows: readonly SweepRow[]): void {
  for (const row of rows) {
    const { lower, upper, entropy, standardError, conditional, joint } = row;
    const room = 3 * standardError + 1e-9, about = `at ${row.x}`;
    assert(conditional <= lower + 1e-9 && upper <= joint + 1e-9, about);
    assert(lower <= upper + 1e-9, about);
    assert(lower - room <= entropy && entropy <= upper + room, about);
    assert(row.bhattacharyya <= upper + 1e-9 && row.kl >= lower - 1e-9, about);
    assert(row.elk <= upper + 1e-9, about);
  }
}

Deno.test("Gaussians whose means spread go from one component to a hundred", async () => {
  const [together, at1, apart] = await rowsOf("gaussian-mean-spread", [-2.5, 0, 1.5]);
  assertBounds([together!, at1!, apart!]);
  for (const row of [together!, at1!, apart!]) {
    assertAlmostEquals(row.conditional, gaussian, 1e-9);
    assertAlmostEquals(row.joint, gaussian + Math.log(100), 1e-9);
    assertAlmostEquals(row.kde, row.kl - 5, 1e-9); // one shared covariance
  }
  // −½ d (1 − ln 2), at both ends
  assertAlmostEquals(together!.elk - together!.entropy, -1.534, 0.03);
  assertAlmostEquals(apart!.elk - apart!.entropy, -1.534, 0.03);
  assertAlmostEquals(at1!.kl, 18.49, 0.1);
  assertAlmostEquals(at1!.bhattacharyya, 16.22, 0.15);
  assertAlmostEquals(at1!.elk, 15.96, 0.25);
});

Deno.test("Gaussians of one covariance are the limit of those whose covariances grow alike", async () => {
  const rows = await rowsOf("gaussian-covariance-similarity", [0, 7]);
  assertBounds(rows);
  const alike = rows[1]!;
  assertAlmostEquals(alike.conditional, gaussian, 0.05);
  assertAlmostEquals(alike.kl, 18.49, 0.1);
  assertAlmostEquals(alike.bhattacharyya, 16.22, 0.15);
  assertAlmostEquals(alike.elk, 15.96, 0.25);
});

Deno.test("five clusters of Gaussians are five components once they are apart", async () => {
  const rows = await rowsOf("gaussian-cluster-spread", [-2.5, 0.5]);
  assertBounds(rows);
  const [together, apart] = rows;
  // the components fall into clusters by chance, so that theirs is a little less than ln 5
  assertAlmostEquals(apart!.entropy, 15.78, 0.05);
  assertAlmostEquals(apart!.kl, apart!.entropy, 0.01);
  assertAlmostEquals(together!.elk - together!.entropy, -1.534, 0.03);
  assertAlmostEquals(apart!.elk - apart!.entropy, -1.534, 0.03);
});

Deno.test("in more dimensions Gaussians are more apart", async () => {
  const rows = await rowsOf("gaussian-dimension", [1, 25]);
  assertBounds(rows);
  assert(rows[0]!.entropy - rows[0]!.conditional < 0.5);
  assert(rows[1]!.joint - rows[1]!.entropy < 0.2);
});

Deno.test("for boxes of one width KL tells nothing, and ELK is Bhattacharyya", async () => {
  const rows = await rowsOf("uniform-mean-spread", [-4, -1, 1.5]);
  assertBounds(rows);
  for (const row of rows) {
    assertAlmostEquals(row.kl, box + Math.log(100), 1e-9);
    assertAlmostEquals(row.elk, row.bhattacharyya, 1e-9);
    assertAlmostEquals(row.conditional, box, 1e-9);
  }
});

Deno.test("boxes in five clusters: KL is flat at what five boxes have", async () => {
  const rows = await rowsOf("uniform-cluster-spread", [-6, -2, 0]);
  assertBounds(rows);
  for (const row of rows) assertAlmostEquals(row.kl, 8.52, 0.05);
  assertAlmostEquals(rows[2]!.entropy, rows[2]!.kl, 1e-3);
});

Deno.test("boxes whose widths vary, and boxes in more dimensions", async () => {
  assertBounds(await rowsOf("uniform-width-variability", [-3.5, 0, 3]));
  const rows = await rowsOf("uniform-dimension", [1, 16]);
  assertBounds(rows);
  assert(rows[1]!.joint - rows[1]!.entropy < 0.05);
});

Deno.test("with the settings of MixEntroPY each place has numbers of its own, and variances run", async () => {
  const { at, mixture } = experiment("gaussian-mean-spread", { settings: "mixentropy" });
  assertEquals([at[0], at.at(-1)], [-2.5, 1.5]);
  const [first, second] = await Promise.all([at[0]!, at[1]!].map(async (v) => {
    const { evaluate } = await import("../../mod.ts");
    return await evaluate(mixture(v, 0).parameters["means"]!);
  }));
  const meansOf = (value: typeof first) => (value as { readonly data: Float64Array }).data;
  const spread = (data: Float64Array) => Math.sqrt(data.reduce((sum, x) => sum + x * x, 0) / 1000);
  assertAlmostEquals(spread(meansOf(first)), 10 ** (-2.5 / 2), 0.006);
  // of common random numbers the ratio would be one number
  const ratio = meansOf(second)[0]! / meansOf(first)[0]!;
  assert(Math.abs(meansOf(second)[1]! / meansOf(first)[1]! - ratio) > 1e-3);
});

Deno.test("the names of the experiments are those of the paper's eight", () => {
  assertEquals(experimentNames.length, 8);
});
