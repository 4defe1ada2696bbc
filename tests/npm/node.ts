/** The package in Node: values, gradients, threads, the command line, WebGPU. */
import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { evaluate, gaussianMixture, gradient, pairwiseEntropy } from "../../mod.ts";
import { pathOf, swiftShader, unless, withoutChromium } from "../support/hosts.ts";
import { inFolder, inNode, type OnCpu, without, withoutNpm } from "../support/npm_package.ts";
import { runOver } from "../support/run_command.ts";

/** What the program of the package computes first, computed here. */
export async function expectedHere(k = 3000): Promise<number[]> {
  const along = (t: number) => [t * Math.cos(40 * t), t * Math.sin(40 * t)];
  const p = gaussianMixture({
    means: Array.from({ length: k }, (_, i) => along(9 * i / k)),
    variances: Array.from({ length: k }, (_, i) => 0.3 + i / k),
  });
  const upper = pairwiseEntropy(p, { distance: "kl" });
  const { value, slope } = await evaluate({ value: upper, slope: gradient(upper, p).means });
  return [value, slope.data.reduce((sum, x) => sum + Math.abs(x), 0)];
}

unless(
  withoutNpm,
  "in Node values and gradients are those of the source, with the same bits on two threads",
  async () => {
    const one = await inNode<OnCpu>(["main.mjs", "cpu", "1"]);
    const two = await inNode<OnCpu>(["main.mjs", "cpu", "2"]);
    assertEquals(one.values, two.values);
    assertEquals([one.workers, two.workers], [0, 1]);
    assertEquals(one.warnings, []);
    (await expectedHere()).forEach((x, t) => assertAlmostEquals(one.values[t]!, x, 1e-12));
  },
);

unless(
  withoutNpm,
  "what has to answer at once does: runSync, and explain with its code",
  async () => {
    const { value, ...code } = await inNode<{ value: number }>(["main.mjs", "atOnce"]);
    assertAlmostEquals(value, (await expectedHere(400))[0]!, 1e-12);
    assertEquals(code as object, { shader: true, module: true });
  },
);

unless(withoutNpm, "npx mixtropy prints what the source prints, and ends as it does", async () => {
  const penguins = pathOf("../../examples/penguins.csv");
  const args = [
    "entropy",
    penguins,
    "--columns",
    "bill_length_mm,bill_depth_mm",
    "--json",
    "--all",
  ];
  const ran = await inFolder("npx", ["--no-install", "mixtropy", ...args, "--quiet"]);
  assertEquals([ran.code, ran.err], [0, ""]);
  const here = JSON.parse((await runOver(args, (path) => Deno.readTextFile(path))).out);
  const { estimates, value, lower, upper, error } = JSON.parse(ran.out);
  assertEquals(Object.keys(JSON.parse(ran.out)), Object.keys(here));
  for (const [t, { name, value: found }] of estimates.entries()) {
    assertEquals(name, here.estimates[t].name);
    assertAlmostEquals(found, here.estimates[t].value, 1e-9);
  }
  assertAlmostEquals(value, here.value, 1e-9);
  assert(lower <= value && value <= upper && error < 0.01);
  const wrong = await inFolder("npx", ["--no-install", "mixtropy", "entropie"]);
  assertEquals([wrong.code, wrong.out], [2, ""]);
});

unless(
  withoutNpm,
  "the command line of the package reads what the source reads: a file of each format and kind",
  async () => {
    const folder = pathOf("../fixtures/formats"), read = (path: string) => Deno.readFile(path);
    const parquet = ["snappy", "gzip", "zstd"].map((how) => `${how}.parquet`);
    const arrow = ["plain.feather", "lz4.feather", "rows.arrow", "rows.arrows"];
    const arrays = ["rows.npy", "kinds_compressed.npz", "full.skops", "diag.safetensors"];
    for (const name of [...parquet, ...arrow, ...arrays]) {
      const args = ["convert", `${folder}/${name}`];
      const there = await inFolder("node", ["node_modules/mixtropy/cli.js", ...args]);
      const here = await runOver(args, read);
      assertEquals(there, { code: here.code, out: here.out, err: here.err }, name);
    }
  },
);

unless(
  withoutNpm ?? withoutChromium ?? without("webgpu"),
  "in Node a GPU is driven through the optional peer webgpu",
  async () => {
    const env = { VK_DRIVER_FILES: swiftShader };
    const { cpu, gpu } = await inNode<{ cpu: number; gpu: number }>(["main.mjs", "gpu"], env);
    assert(cpu !== gpu);
    assertAlmostEquals(gpu, cpu, 2e-5 * Math.abs(cpu));
  },
);

unless(withoutNpm, "without a GPU that is a sentence that says what to do", async () => {
  const { code, err } = await inFolder("node", ["main.mjs", "gpu"], {
    VK_DRIVER_FILES: "/nonexistent",
  });
  assert(code !== 0);
  assertStringIncludes(err, "DeviceError");
  assertStringIncludes(err, `use device "cpu"`);
});
