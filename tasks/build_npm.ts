/**
 * `deno task build:npm`: the npm package `mixtropy` in dist/npm, made from the exports of deno.json: bundled modules that share
 * chunks, rolled-up types, package.json, README.md, the manual page and LICENSE. Its version and exports are those of deno.json.
 */
import denoConfig from "../deno.json" with { type: "json" };
import { declarations } from "./npm/declarations.ts";
import { entryPoints } from "./npm/entries.ts";
import { javascript } from "./npm/javascript.ts";
import { manifestOf, schemas } from "./npm/manifest.ts";
import { guides, npmDocument, shown, withNpmNames } from "./npm/names.ts";

const root = new URL("../", import.meta.url), out = new URL("dist/npm/", root);
const entries = entryPoints(denoConfig.exports);
const files = new Map<string, string>();

for (const [name, text] of await javascript(entries, root)) files.set(name, withNpmNames(text));
for (const [name, text] of await declarations(entries, root)) files.set(name, withNpmNames(text));
files.set("package.json", `${JSON.stringify(manifestOf(denoConfig, entries), null, 2)}\n`);
for (const name of ["README.md", ...guides]) {
  files.set(name, npmDocument(name, await Deno.readTextFile(new URL(name, root))));
}
for (const name of shown) files.set(name, await Deno.readTextFile(new URL(name, root)));
for (const name of schemas) {
  files.set(name, await Deno.readTextFile(new URL(`docs/${name}`, root)));
}
// npm installs it where man finds it
files.set("mixtropy.1", await Deno.readTextFile(new URL("docs/mixtropy.1", root)));
files.set("LICENSE", await Deno.readTextFile(new URL("LICENSE", root)));

await Deno.remove(out, { recursive: true }).catch(() => {});
for (const [name, text] of files) {
  const file = new URL(name, out);
  await Deno.mkdir(new URL(".", file), { recursive: true });
  await Deno.writeTextFile(file, text);
}
const bytes = [...files.values()].reduce((sum, text) => sum + text.length, 0);
console.log(`dist/npm: ${files.size} files, ${Math.round(bytes / 1024)} kB`);
