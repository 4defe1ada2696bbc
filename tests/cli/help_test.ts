/** Help, the manual and the pages in the documents, which are all made of the table of commands. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { COMMANDS } from "../../src/cli/commands/command_table.ts";
import { ESTIMATOR_NAMES } from "../../src/cli/estimators.ts";
import { manualPage } from "../../src/cli/help/manual_page.ts";
import { markdownPage } from "../../src/cli/help/markdown_page.ts";
import { optionsOf } from "../../src/cli/syntax/command.ts";
import { COMMON, type Option, optionRow, OPTIONS } from "../../src/cli/syntax/option_table.ts";
import { runOver } from "../support/run_command.ts";
import { withoutColours } from "../support/terminal.ts";

const root = new URL("../../", import.meta.url);
const names = COMMANDS.map(({ name }) => name);
const run = (...args: string[]) => runOver(args, () => "");

Deno.test("help names every command; that of a command its operands, options and examples, in 80 columns", async () => {
  const overview = await run("--help");
  assertEquals([overview.code, overview.err], [0, ""]);
  for (const name of names) assertMatch(overview.out, new RegExp(`^  ${name} `, "m"));
  const pages = [overview.out];
  for (const command of COMMANDS) {
    const { code, out, err } = await run("help", command.name);
    assertEquals([code, err], [0, ""]);
    for (const option of optionsOf(command)) assertStringIncludes(out, `--${option}`);
    for (const { name } of command.operands) assertMatch(out, new RegExp(`^${name}$`, "m"));
    assert(command.examples.length > 0, command.name);
    pages.push(out);
  }
  const lines = pages.join("").split("\n");
  assertEquals(lines.filter((line) => [...line].length > 80), []);
  assertEquals(lines.filter((line) => line !== line.trimEnd()), []);
});

Deno.test("help is the same by whatever it is asked for", async () => {
  for (const name of names) {
    const { out } = await run("help", name);
    assertEquals((await run(name, "--help")).out, out);
    assertEquals((await run("-h", name)).out, out);
  }
  const { out } = await run("help");
  assertEquals((await run("--help")).out, out);
  assertEquals((await run("-h")).out, out);
});

Deno.test("colours change nothing but the colours", async () => {
  const world = { colours: { stdout: true, stderr: true } };
  for (const args of [["--help"], ...names.map((name) => [name, "--help"])]) {
    const plain = await run(...args), coloured = await runOver(args, () => "", world);
    assert(coloured.out.includes("\x1b[1m"), args.join(" "));
    assertEquals(withoutColours(coloured.out), plain.out);
  }
});

Deno.test("every option belongs to a command, and help of it to what the library knows", () => {
  const used = new Set<Option>([...COMMANDS.flatMap(optionsOf), ...COMMON]);
  assertEquals(Object.keys(OPTIONS).filter((name) => !used.has(name as Option)), []);
  assertEquals([...optionRow("estimators").choices ?? []].sort(), [...ESTIMATOR_NAMES].sort());
  for (const name of ESTIMATOR_NAMES) assertStringIncludes(optionRow("estimators").words, name);
});

Deno.test("the manual and the page in docs are what deno task docs:cli makes", async () => {
  const read = (name: string) => Deno.readTextFile(new URL(`docs/${name}`, root));
  assertEquals(await read("mixtropy.1"), manualPage(COMMANDS));
  // lines are broken by deno fmt
  const words = (text: string) => text.split(/\s+/).join(" ");
  assertEquals(words(await read("command-line.md")), words(markdownPage(COMMANDS)));
  assertEquals((await run("help", "--man")).out, manualPage(COMMANDS));
});

/** Whether a program is there. */
function has(program: string): boolean {
  return new Deno.Command("sh", { args: ["-c", `command -v ${program}`], stdout: "null" })
    .outputSync().success;
}

Deno.test({ name: "man reads the manual without a warning", ignore: !has("groff") }, async () => {
  const { success, stdout, stderr } = await new Deno.Command("groff", {
    args: ["-man", "-ww", "-Tutf8", "-Kutf8", "docs/mixtropy.1"],
    cwd: root,
  }).output();
  const text = withoutColours(new TextDecoder().decode(stdout));
  assertEquals([success, new TextDecoder().decode(stderr)], [true, ""]);
  for (const name of names) assertStringIncludes(text, `mixtropy ${name}`);
  // what roff could take for its own
  assertStringIncludes(text, 'eval "$(mixtropy completion bash)"');
  assertStringIncludes(text, "printf 'x,y\\n0,0\\n4,1\\n' | mixtropy");
});

Deno.test("a wrong call says where the help is that helps", async () => {
  assertStringIncludes((await run("entropie")).err, 'did you mean "entropy"?');
  assertMatch((await run("entropie")).err, /\nTry mixtropy --help\n$/);
  assertMatch((await run("convert", "x", "--to", "yaml")).err, /\nTry mixtropy convert --help\n$/);
  assertStringIncludes((await run("help", "me")).err, 'Unknown command "me"');
  assertStringIncludes(
    (await run("--unti", "bits", "entropy", "x")).err,
    'Unknown option "--unti"',
  );
  assertEquals(
    (await run("--unit", "bans", "entropy", "x")).err.split(";")[0],
    'mixtropy: Unknown unit "bans"',
  );
  assertMatch((await run("entropies", "x")).err, /^mixtropy: Unknown command "\w+"; .*"entropy"/);
  const stranger = await run("convert", "x", "--estimators", "kl");
  assertEquals(stranger.code, 2);
  assertStringIncludes(
    stranger.err,
    "Option --estimators is for mixtropy entropy, information, not for mixtropy convert",
  );
});
