/** --threads, --precision and --device, and what single precision does to bounds. */
import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { COMMANDS } from "../../src/cli/commands/command_table.ts";
import { optionsOf } from "../../src/cli/syntax/command.ts";
import { type JSONReport, runOver } from "../support/run_command.ts";

const mixture = JSON.stringify({ weights: [0.4, 0.6], means: [[0, 0], [3, 1]], variance: 1 });

/** Those that single precision is for: the answer, and bounds that are certain, are computed in double precision. */
const ends = ["--estimators", "elk,bhattacharyya,kl"];

async function bracket(...args: string[]): Promise<readonly [number, number]> {
  const { code, out, err } = await runOver(
    ["entropy", "p.json", "--json", ...ends, ...args],
    () => mixture,
  );
  assertEquals(code, 0, err);
  const { bracket: { lower, upper } }: JSONReport = JSON.parse(out);
  return [lower!.value, upper!.value];
}

Deno.test("every command that evaluates takes them", () => {
  const without = COMMANDS.filter((command) => {
    const options = optionsOf(command);
    return !["threads", "precision", "device"].every((name) => options.includes(name as "threads"));
  });
  // divergences may be nearly nothing, and experiments are those of a paper: both in double precision
  const names = ["divergence", "experiment", "device", "bench", "completion", "help"];
  assertEquals(without.map(({ name }) => name), names);
});

Deno.test("the number of threads changes no bit", async () => {
  assertEquals(await bracket("--threads", "1"), await bracket());
  assertEquals(await bracket("--device", "cpu", "--threads", "2"), await bracket());
});

Deno.test("single precision: bounds go outward by 2⁻¹⁵ (d + |H|), and enclose those of double precision", async () => {
  const [lower, upper] = await bracket(), [below, above] = await bracket("--precision", "f32");
  assert(below < lower && upper < above);
  assertAlmostEquals(lower - below, 2 ** -15 * (2 + lower), 1e-9);
  assertAlmostEquals(above - upper, 2 ** -15 * (2 + upper), 1e-9);
  const inBits = await bracket("--precision", "f32", "--unit", "bits");
  assertAlmostEquals(inBits[0], below / Math.LN2, 1e-12);
});

Deno.test("values that are none, or do not go together, are wrong usage", async () => {
  const says = async (part: string, ...args: string[]) => {
    const { code, err } = await runOver(["entropy", "p.json", ...args], () => mixture);
    assertEquals(code, 2);
    assertStringIncludes(err, part);
  };
  await says('from 1 to 1024 for --threads, got "0"', "--threads", "0");
  await says('for --threads, got "many"', "--threads", "many");
  await says('Unknown precision "f16"', "--precision", "f16");
  await says('Unknown device "gpu"', "--device", "gpu");
  await says("computes in single precision, got f64", "--device", "webgpu", "--precision", "f64");
  await says("Option --threads is given twice", "--threads", "1", "--threads", "2");
});
