/** What is printed fits the 80 columns that a terminal has at least, whatever the columns of a table are called. */
import { assert, assertEquals } from "@std/assert";
import { fitted } from "../../src/cli/wrap.ts";
import { runOver } from "../support/run_command.ts";

const penguins = await Deno.readTextFile(
  new URL("../../examples/penguins.csv", import.meta.url),
);

/** The lines of an output that are longer than a terminal is wide. */
async function tooLong(args: string[], text: string): Promise<string[]> {
  const { code, out, err } = await runOver(args, () => text);
  assertEquals(code, 0, err);
  return out.split("\n").filter((line) => line.length > 80);
}

Deno.test("every table of the command line is at most 80 columns wide", async () => {
  const bills = ["--columns", "bill_length_mm,bill_depth_mm"];
  const all = ["--columns", "bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g"];
  const mixture = '{ "means": [[0, 0], [4, 1]], "variances": [1, 0.3] }';
  const cases: [args: string[], text: string][] = [
    [["entropy", "mixture.json"], mixture],
    [["entropy", "penguins.csv", ...bills], penguins],
    // rows that repeat, and weights
    [["entropy", "penguins.csv", "--columns", "bill_length_mm"], penguins],
    [["entropy", "penguins.csv", ...all, "--weights", "body_mass_g"], penguins],
    [["logdet", "penguins.csv", ...all], penguins],
    [["logdet", "penguins.csv", ...bills, "--with", "flipper_length_mm,body_mass_g"], penguins],
    [["device"], ""],
  ];
  for (const command of ["entropy", "information"]) {
    for (const group of ["species", "island", "flipper_length_mm"]) {
      cases.push([[command, "penguins.csv", ...bills, "--group", group], penguins]);
    }
  }
  for (const [args, text] of cases) assertEquals(await tooLong(args, text), [], args.join(" "));
});

Deno.test("a long label column is called label in the titles, and by its name in sentences", async () => {
  const args = ["entropy", "penguins.csv", "--columns", "bill_length_mm", "--group"];
  const { out } = await runOver([...args, "flipper_length_mm"], () => penguins);
  assert(out.includes("H(X | label)  I(X; label)"), out);
  assert(/^I\(X; flipper_length_mm\) lies in /m.test(out), out);
});

Deno.test("a line that goes on below is set in, and no word is lost", () => {
  const words = Array.from({ length: 40 }, (_, t) => `word${t}`);
  const lines = fitted(`  ${words.join(" ")}`).split("\n");
  assert(lines.length > 3 && lines.every((line) => line.length <= 80));
  assert(lines[0]!.startsWith("  word0 "));
  assert(lines.slice(1).every((line) => /^ {6}\S/.test(line)));
  assertEquals(lines.flatMap((line) => line.trim().split(" ")), words);
  assertEquals(fitted("short\n  line"), "short\n  line");
});
