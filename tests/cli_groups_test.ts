/** The command line over hundreds of labels. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import type { CommandIO } from "../src/cli/command_io.ts";
import { main } from "../src/cli/main.ts";
import { randomNumbers, times } from "./random_mixtures.ts";

/** Runs the command line over one file, which exists only here. */
async function run(args: string[], text: string): Promise<{ out: string; err: string }> {
  let out = "", err = "";
  const io: CommandIO = {
    stdout: (part) => out += part,
    stderr: (part) => err += part,
    stderrIsTerminal: false,
    readFile: () => Promise.resolve(text),
    readStdin: () => Promise.resolve(text),
    now: () => 0,
  };
  assertEquals(await main(args, io), 0, err);
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

Deno.test("each of hundreds of labels has its own estimates, which are those of its rows", async () => {
  const labels = 300, rows = 3, random = randomNumbers(5);
  const data = times(labels, () => times(rows, () => 10 * random()));
  const lines = data.flatMap((xs, g) => xs.map((x) => `g${g},${x}`));
  const { out } = await run(
    ["entropy", "rows.csv", "--group", "g", "--estimators", "conditional,kl,joint", "--json"],
    ["g,x", ...lines].join("\n"),
  );
  const { kernel, group }: Told = JSON.parse(out);
  assertAlmostEquals(group.labelEntropy, Math.log(labels), 1e-12);
  assertEquals(group.groups.length, labels);
  const variance = kernel.covariance[0]![0]!;
  const conditional = 0.5 * Math.log(2 * Math.PI * Math.E * variance);
  for (const [g, { label, estimates }] of group.groups.entries()) {
    assertEquals(label, `g${g}`);
    const told = Object.fromEntries(estimates.map(({ name, value }) => [name, value]));
    assertAlmostEquals(told.conditional!, conditional, 1e-12);
    assertAlmostEquals(told.joint!, conditional + Math.log(rows), 1e-12);
    // H(X|C) − Σ cᵢ ln Σ cⱼ exp(−δ²/2σ²)
    const kl = data[g]!.reduce((total, x) => {
      const near = data[g]!.reduce((sum, y) => sum + Math.exp(-((x - y) ** 2) / 2 / variance), 0);
      return total - Math.log(near / rows) / rows;
    }, conditional);
    assertAlmostEquals(told.kl!, kl, 1e-12, label);
  }
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
