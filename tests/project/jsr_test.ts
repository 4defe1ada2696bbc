/** The package on JSR: its score by the published rule, and its files, imported from a server that stands in for the registry. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import denoConfig from "../../deno.json" with { type: "json" };
import { evaluate, gaussianMixture, pairwiseEntropy } from "../../mod.ts";
import { pathOf } from "../support/hosts.ts";

const root = pathOf("../..").replace(/\/$/, "");

async function deno(args: readonly string[]): Promise<{ ok: boolean; out: string; err: string }> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: root,
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return { ok: success, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

/** What `deno doc --json` tells, as far as the score needs it. */
interface Documentation {
  readonly nodes: Readonly<
    Record<string, {
      readonly module_doc?: { readonly doc?: string };
      readonly symbols: readonly {
        readonly name: string;
        readonly declarations: readonly { readonly jsDoc?: { readonly doc?: string } }[];
      }[];
    }>
  >;
}

Deno.test("JSR gives all points for documentation, and 80 % and more of the symbols have theirs", async () => {
  const entries = Object.values(denoConfig.exports);
  const { out } = await deno(["doc", "--quiet", "--json", ...entries]);
  const modules = Object.values((JSON.parse(out) as Documentation).nodes);
  assertEquals(modules.length, entries.length);
  // a readme; an example in it; module docs in every entry point
  assert((await Deno.readTextFile(`${root}/README.md`)).includes("```ts"));
  for (const { module_doc } of modules) assert((module_doc?.doc ?? "") !== "");
  const symbols = modules.flatMap((module) => module.symbols);
  const bare = symbols.filter(({ declarations }) =>
    !declarations.some(({ jsDoc }) => (jsDoc?.doc ?? "") !== "")
  );
  const share = 1 - bare.length / symbols.length;
  assert(share >= 0.8, `${bare.map(({ name }) => name)} have no documentation`);
});

/** The paths that would be published; throws where types are slow. */
async function published(): Promise<string[]> {
  const { ok, out, err } = await deno(["publish", "--dry-run", "--allow-dirty"]);
  assert(ok, out + err);
  const files = (out + err).matchAll(/^\s+(file:\S+) \(/gm);
  return Array.from(files, ([, url]) => decodeURIComponent(new URL(url!).pathname))
    .map((path) => path.slice(root.length + 1));
}

Deno.test("what is published suffices, and needs no permission", async () => {
  const files = await published();
  assert(files.includes("mod.ts") && !files.some((file) => /^(tests|docs|bench)\//.test(file)));
  const about = { root, files, imports: denoConfig.imports };
  const registry = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-check", "--no-config", "--allow-net=127.0.0.1", "--allow-read"],
      ...[pathOf("../fixtures/jsr/registry.ts"), JSON.stringify(about)],
    ],
    stdout: "piped",
  }).spawn();
  try {
    const lines = registry.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const port = Number((await lines.read()).value);
    await lines.cancel();
    const code = `
      import { evaluate, gaussianMixture, pairwiseEntropy } from "http://127.0.0.1:${port}/mod.ts";
      const means = Array.from({ length: 500 }, (_, i) => [i / 10]);
      const p = gaussianMixture({ means, variance: 1 });
      console.log(await evaluate(pairwiseEntropy(p, { distance: "kl" })));`;
    const client = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--quiet", "--no-check", "--no-config", "--no-lock", "--no-prompt"],
        ...[`--allow-import=127.0.0.1:${port}`, "--ext=ts", "-"],
      ],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const writer = client.stdin.getWriter();
    await writer.write(new TextEncoder().encode(code));
    await writer.close();
    const { success, stdout, stderr } = await client.output();
    assert(success, new TextDecoder().decode(stderr));
    const means = Array.from({ length: 500 }, (_, i) => [i / 10]);
    const p = gaussianMixture({ means, variance: 1 });
    const here = await evaluate(pairwiseEntropy(p, { distance: "kl" }));
    assertAlmostEquals(Number(new TextDecoder().decode(stdout)), here as number, 1e-12);
  } finally {
    registry.kill();
    await registry.status;
  }
});
