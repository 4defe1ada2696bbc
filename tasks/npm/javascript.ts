/** The modules of the package: bundled, in plain JavaScript, with chunks for what they have in common. */
import { build, type BuildOptions, type Plugin, stop } from "esbuild";
import { type Apart, apartOf } from "./apart.ts";
import { commandOf, type Entry } from "./entries.ts";
import { peers } from "./manifest.ts";
import { packagesOfDeno } from "./packages.ts";
import { plainNumbers } from "./plain_numbers.ts";
import { reexports } from "./reexports.ts";

/** The files by their names. */
export async function javascript(
  entries: readonly Entry[],
  root: URL,
): Promise<ReadonlyMap<string, string>> {
  const folder = pathOf("dist/npm/", root), command = commandOf(entries)?.name;
  const points = entries.map(({ name, source }) => ({ out: name, in: pathOf(source, root) }));
  const common = {
    absWorkingDir: pathOf(".", root),
    outdir: folder,
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "es2022",
    // what is installed beside the package, or not
    external: Object.keys(peers),
    sourcemap: "linked",
    // the sources would be two thirds of the package; names and lines in stack traces need none of them
    sourcesContent: false,
    write: false,
  } as const satisfies BuildOptions;
  try {
    const { metafile } = await build({
      ...common,
      entryPoints: points,
      plugins: [packagesOfDeno],
      metafile: true,
    });
    const apart = apartOf(metafile, "src/run/face/evaluate.ts");
    const { outputFiles } = await build({
      ...common,
      entryPoints: [...points, ...apart.map(({ name }) => ({ out: name, in: `apart:${name}` }))],
      plugins: [packagesOfDeno, entriesApart(apart, common.absWorkingDir)],
    });
    const files = new Map(
      // chunks have no effects: none need be loaded before what is taken from it
      outputFiles.map(({ path, text }) => [
        path.slice(folder.length),
        plainNumbers(text.replaceAll(/^import "\.[^"]*";$/gm, "")),
      ]),
    );
    for (const { name } of apart) [`${name}.js`, `${name}.js.map`].forEach((f) => files.delete(f));
    for (const { name } of entries) {
      const file = `${name}.js`, map = `${file}.map`;
      if (name === command) {
        files.set(file, `#!/usr/bin/env node\n${files.get(file)}`);
        // one line more, to which nothing maps
        files.set(map, files.get(map)!.replace('"mappings": "', '"mappings": ";'));
      } else {
        files.set(file, reexports(files.get(file)!));
        files.delete(map);
      }
    }
    return files;
  } finally {
    await stop();
  }
}

function pathOf(path: string, root: URL): string {
  return decodeURIComponent(new URL(path, root).pathname);
}

/** Entries that only import modules. */
function entriesApart(apart: readonly Apart[], resolveDir: string): Plugin {
  return {
    name: "entries apart",
    setup: ({ onResolve, onLoad }) => {
      onResolve({ filter: /^apart:/ }, ({ path }) => ({ path, namespace: "apart" }));
      onLoad({ filter: /^/, namespace: "apart" }, ({ path }) => {
        const { sources } = apart.find(({ name }) => path === `apart:${name}`)!;
        return { contents: sources.map((one) => `import "./${one}";`).join("\n"), resolveDir };
      });
    },
  };
}
