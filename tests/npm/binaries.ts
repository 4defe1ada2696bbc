/** The command line as one file: inside a copy of Node, which runs, and by deno compile, as far as that goes without its runtime. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { pathOf, unless } from "../support/hosts.ts";
import { hosts, without, withoutNpm } from "../support/npm_package.ts";
import { runOver } from "../support/run_command.ts";

async function run(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    cwd: pathOf("../.."),
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

unless(
  withoutNpm ?? without("postject"),
  "a single executable of Node prints what the source prints",
  async () => {
    const built = await run(
      Deno.execPath(),
      ["run", "--quiet", "--no-check", "--allow-all", "tasks/build_sea.ts"],
      { POSTJECT: `${hosts}/node_modules/postject/dist/cli.js` },
    );
    assertEquals(built.code, 0, built.err);
    const args = ["entropy", "examples/penguins.csv", "--columns", "bill_length_mm,bill_depth_mm"];
    const all = [...args, "--group", "species", "--json", "--quiet"];
    const { code, out, err } = await run(pathOf("../../dist/bin/mixtropy-node"), all);
    assertEquals([code, err], [0, ""]);
    const here = JSON.parse((await runOver(all, (path) => Deno.readTextFile(path))).out);
    const there = JSON.parse(out);
    assertEquals(Object.keys(there), Object.keys(here));
    for (const [t, { name, value }] of there.estimates.entries()) {
      assertEquals(name, here.estimates[t].name);
      assertAlmostEquals(value, here.estimates[t].value, 1e-9);
    }
    assert((await run(pathOf("../../dist/bin/mixtropy-node"), ["entropie"])).code === 2);
  },
);

Deno.test("deno compile embeds all that the command line needs, and no tool of the project", async () => {
  // Deno's runtime for binaries is not to be had everywhere: Deno itself stands in for it, and what comes out does not run
  const { code, out, err } = await run(
    Deno.execPath(),
    [
      ...["run", "--quiet", "--no-check", "--allow-all", "tasks/binaries.ts"],
      "x86_64-unknown-linux-gnu",
    ],
    { DENORT_BIN: Deno.execPath() },
  );
  assertEquals(code, 0, err);
  for (const name of ["cli.ts", "kernels", "webgpu", "flechette", "hyparquet"]) {
    assert(out.includes(name), `${name} is not embedded: ${out}`);
  }
  for (const tool of ["typescript", "esbuild", "rollup"]) {
    assert(!out.includes(`${tool}/`), `${tool} is embedded`);
  }
});
