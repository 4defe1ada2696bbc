/** Names and labels of other people in what every command prints. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { hostileCommandRun } from "../support/hostile_files.ts";
import { runOver } from "../support/run_command.ts";
import { steersTerminal } from "../support/terminal.ts";

const owned = "\x1b]0;owned\x07", shownOwned = "\\u001b]0;owned\\u0007";
/** Columns and labels that steer a terminal. */
const column = `x${owned}`, other = `y\u202e`, group = `g\x9b2J`, file = `d${owned}\n.csv`;
const rows = [[1, 4, owned], [2, 1, "b"], [4, 3, "b\u2028"], [7, 2, "b"], [8, "NA", owned]];
const text = [[column, other, group], ...rows].map((row) => row.join(",")).join("\n");

const commands: readonly (readonly string[])[] = [
  ["entropy", file, "--exclude", group],
  ["entropy", file, "--columns", column, "--group", group],
  ["information", file, "--columns", column, "--group", group],
  ["logdet", file, "--columns", column, "--with", other],
  ["logdet", file, "--columns", column, "--group", group],
  ["density", file, file, "--exclude", group],
  ["convert", file, "--group", group],
];

for (const args of commands) {
  Deno.test(`${JSON.stringify(args[0])} ${args.includes("--group") ? "with labels " : ""}${args.length} shows names escaped`, async () => {
    const world = { stdoutIsTerminal: true, stderrIsTerminal: true };
    const table = await runOver(args, () => text, world);
    assertEquals(table.code, 0, table.err);
    assert(!steersTerminal(table.out + table.err), JSON.stringify(table.out + table.err));
    assertStringIncludes(table.out, shownOwned);
    if (args[0] === "density" || args[0] === "convert") return;
    const json = await runOver([...args, "--json"], () => text, world);
    assert(!steersTerminal(json.out), json.out);
    // what is read back is what it was
    assertEquals(JSON.parse(json.out).source, file);
    assert(JSON.parse(json.out).columns.includes(column));
  });
}

Deno.test("what is written to a file or a pipe is not escaped: it is data", async () => {
  const { out } = await runOver(["convert", file, "--columns", column], () => text);
  assertEquals(out.split("\n")[0], column);
});

Deno.test("every command over any file with any options ends with a documented code, sentences and nothing that steers", async () => {
  const world = { stdoutIsTerminal: true };
  const property = fc.asyncProperty(hostileCommandRun, async ({ args, text }) => {
    const { code, out, err } = await runOver(args, () => text, world);
    // tabs stand between the fields of TSV
    const said = out.replaceAll("\t", "") + err;
    assert(!steersTerminal(said), JSON.stringify(said));
    assert(err.length < 2000, err);
    if (code === 0) return;
    assertEquals(out, "");
    const lines = /^(mixtropy: [^\n]*[^.\s]\n)+$/, help = /Try mixtropy (\w+ )?--help\n$/;
    assertEquals(help.test(err), code === 2, err);
    assertMatch(err.replace(help, ""), lines);
  });
  await fc.assert(property, { numRuns: 500 });
});

Deno.test("mistakes of every command name columns, files and values escaped", async () => {
  for (const [name] of commands) {
    for (
      const args of [
        [name!, file, "--columns", `${owned}z`],
        [name!, `none${owned}`, "--columns", column],
        [name!, file, `--${owned}`],
        [name!, file, "--separator", owned],
        [name!, file, "--threads", owned],
      ]
    ) {
      if (name === "density") args.splice(2, 0, file);
      if (name === "information") args.push("--group", group);
      const ran = await runOver(
        args,
        (path) =>
          path.startsWith("none")
            ? Promise.reject(Object.assign(new Error(path), { code: "ENOENT" }))
            : text,
      );
      assert(ran.code !== 0 && ran.out === "", args.join(" "));
      assert(!steersTerminal(ran.err), ran.err);
      assertStringIncludes(ran.err, "\\u001b]0;owned\\u0007");
    }
  }
});
