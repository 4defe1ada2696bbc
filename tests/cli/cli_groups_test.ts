/** The command line over hundreds of labels. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { createdCount } from "../../src/expr/intern.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";
import { runOver } from "../support/run_command.ts";

/** Runs the command line over one file, which exists only here. */
async function run(args: string[], text: string): Promise<{ out: string; err: string }> {
  const { code, out, err } = await runOver(args, () => text);
  assertEquals(code, 0, err);
  return { out, err };
}

interface Told {
  readonly kernel: { readonly covariance: readonly (readonly number[])[] };
  readonly group: {
    readonly labelEntropy: number;
    readonly groups: readonly {
      readonly label: string;
      readonly estimates: readonly { readonly name: string; readonly value: number }[];
    }[];
  };
}

/** Rows of each label, as the command line tells what it finds in them; the estimates against their definitions. */
async function assertOwnEstimates(data: readonly (readonly number[])[]): Promise<Told> {
  const lines = data.flatMap((xs, g) => xs.map((x) => `g${g},${x}`));
  const { out } = await run(
    ["entropy", "rows.csv", "--group", "g", "--estimators", "conditional,kl,joint", "--json"],
    ["g,x", ...lines].join("\n"),
  );
  const told: Told = JSON.parse(out), { kernel, group } = told;
  assertEquals(group.groups.length, data.length);
  const variance = kernel.covariance[0]![0]!;
  const conditional = 0.5 * Math.log(2 * Math.PI * Math.E * variance);
  for (const [g, { label, estimates }] of group.groups.entries()) {
    const xs = data[g]!, rows = xs.length;
    assertEquals(label, `g${g}`);
    const values = Object.fromEntries(estimates.map(({ name, value }) => [name, value]));
    assertAlmostEquals(values.conditional!, conditional, 1e-12);
    assertAlmostEquals(values.joint!, conditional + Math.log(rows), 1e-12);
    // H(X|C) − Σ cᵢ ln Σ cⱼ exp(−δ²/2σ²)
    const kl = xs.reduce((total, x) => {
      const near = xs.reduce((sum, y) => sum + Math.exp(-((x - y) ** 2) / 2 / variance), 0);
      return total - Math.log(near / rows) / rows;
    }, conditional);
    assertAlmostEquals(values.kl!, kl, 1e-12, label);
  }
  return told;
}

Deno.test("each of hundreds of labels has its own estimates, which are those of its rows", async () => {
  const random = randomNumbers(5);
  const { group } = await assertOwnEstimates(times(300, () => times(3, () => 10 * random())));
  assertAlmostEquals(group.labelEntropy, Math.log(300), 1e-12);
});

Deno.test("labels of one row, of few and of hundreds have the estimates of their rows", async () => {
  const random = randomNumbers(8), sizes = [1, 7, 400, 2, 1, 30, 7];
  await assertOwnEstimates(sizes.map((rows) => times(rows, () => 10 * random())));
});

Deno.test("a label more makes no expression more", async () => {
  const made = async (labels: number) => {
    const random = randomNumbers(9), before = createdCount();
    const lines = times(4 * labels, (r) => `${r % labels},${random()},${random()}`);
    await run(
      ["entropy", "r.csv", "--group", "g", "--samples", "64"],
      ["g,x,y", ...lines].join("\n"),
    );
    return createdCount() - before;
  };
  await made(5);
  // some are shared with what other tests have made, as long as it is not collected
  const few = await made(5), many = await made(90);
  assert(many < few + 85, `${many} expressions for 90 labels, ${few} for 5`);
});

Deno.test("all estimators of hundreds of labels, draws included, make a table with a line for each", async () => {
  const labels = 150, random = randomNumbers(6);
  const lines = times(4 * labels, (r) => `${r % labels},${random()},${random()}`);
  const { out, err } = await run(
    ["entropy", "rows.csv", "--group", "g", "--samples", "200", "--quiet"],
    ["g,x,y", ...lines].join("\n"),
  );
  assertEquals(err, "");
  const table = out.split("\n").filter((line) => /^ {2}\d+ +4 +0\.7 % +\[/.test(line));
  assertEquals(table.length, labels);
  assert(table.every((line) => line.length < 80));
});
