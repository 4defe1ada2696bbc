/**
 * `deno task readme`: runs the commands that documents show and writes what they print below them, and fills in sizes and timings.
 * Outputs and pictures come from the program as it is, sizes from a package that is built now, timings from bench/results.
 */
import { stop } from "esbuild";
import { sizeNumbers } from "./npm/page_sizes.ts";
import { documents, filled, textOf } from "./readme/documents.ts";

const root = new URL("../", import.meta.url);
await new Deno.Command(Deno.execPath(), {
  args: ["run", "--quiet", "--allow-all", "tasks/build_npm.ts"],
  cwd: root,
}).output();
const sizes = await sizeNumbers();
await stop();
for (const document of documents) {
  const before = textOf(document), { document: after, written } = await filled(document, sizes);
  if (after !== before) await Deno.writeTextFile(new URL(document, root), after);
  for (const [name, picture] of written) {
    await Deno.writeFile(new URL(`docs/images/${name}`, root), picture);
  }
  console.log(`${document}: ${after === before ? "as it was" : "filled anew"}`);
}
