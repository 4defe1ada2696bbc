/** Types are true: what `tests/types` demands, and every example of the documentation, under the strict flags of `deno.json`. */
import { assert, assertEquals } from "@std/assert";
import denoConfig from "../../deno.json" with { type: "json" };

const root = new URL("../../", import.meta.url);

/** What `deno check` says of files, in the folder of the project. */
async function check(...args: string[]): Promise<{ success: boolean; text: string }> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["check", ...args],
    cwd: root,
    env: { NO_COLOR: "1" },
  }).output();
  return { success, text: new TextDecoder().decode(stderr) };
}

Deno.test("the flags under which types are checked are those of a strict program", () => {
  const { strict, exactOptionalPropertyTypes, noUncheckedIndexedAccess } =
    denoConfig.compilerOptions;
  assertEquals([strict, exactOptionalPropertyTypes, noUncheckedIndexedAccess], [true, true, true]);
});

Deno.test("what types have to know they know, and what they have to refuse they refuse", async () => {
  const { success, text } = await check("tests/types/surface.ts");
  assert(success, text);
});

Deno.test("every example in the documentation compiles", async () => {
  const documents = [...Deno.readDirSync(new URL("docs", root))]
    .filter(({ name }) => name.endsWith(".md")).map(({ name }) => `docs/${name}`);
  const { success, text } = await check(
    "--doc",
    "README.md",
    "examples/README.md",
    ...documents,
    "mod.ts",
    "ops.ts",
    "mixentropy.ts",
  );
  assert(success, text);
});

Deno.test("the types of every function of two mixtures, of points, operations and informations are tried", () => {
  const surface = Deno.readTextFileSync(new URL("tests/types/surface.ts", root));
  const exported = Deno.readTextFileSync(new URL("mod.ts", root))
    .matchAll(/^export \{([^}]*)\} from "\.\/src\/(?:divergence|points|operation|information)\//gm);
  const names = Array.from(exported, ([, list]) => list!.split(",").map((name) => name.trim()))
    .flat().filter((name) => name !== "" && !name.startsWith("type "));
  assert(names.includes("klBetween") && names.includes("score"), names.join());
  assertEquals(names.filter((name) => !surface.includes(`${name}(`)), []);
});
