import type { Plugin } from "esbuild";
import { existsSync, readFileSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { dirname, join } from "node:path";

/**
 * Finds packages where Deno keeps them: those of the project by deno.json, those of packages from where they are asked for. Where
 * that is CommonJS and the package has an ECMAScript module beside it, it is the latter: a bundle gives what is imported when it
 * is needed a default, and none of the names that CommonJS exports.
 */
export const packagesOfDeno: Plugin = {
  name: "packages of Deno",
  setup: ({ initialOptions: { external = [] }, onResolve }) => {
    onResolve({ filter: /^[a-z@]/ }, ({ path, importer, kind }) => {
      if (kind === "entry-point" || isBuiltin(path) || external.includes(path)) return undefined;
      const file = fileOf(path, importer);
      // one that is asked for in vain is left to whoever asks
      if (file === undefined) return undefined;
      const chosen = kind === "require-call" ? file : moduleBeside(file) ?? file;
      if (kind === "dynamic-import" && chosen.endsWith(".cjs")) {
        return {
          errors: [{ text: `Expected "${path}" to be an ECMAScript module, got ${chosen}` }],
        };
      }
      return { path: chosen };
    });
  },
};

function fileOf(path: string, importer: string): string | undefined {
  try {
    return decodeURIComponent(new URL(import.meta.resolve(path)).pathname);
  } catch {
    try {
      return createRequire(importer).resolve(path);
    } catch {
      return undefined;
    }
  }
}

/** What a package calls its module in package.json, if the file of it that was found is CommonJS by its name. */
function moduleBeside(file: string): string | undefined {
  if (!file.endsWith(".cjs")) return undefined;
  let folder = dirname(file);
  while (!existsSync(join(folder, "package.json"))) {
    if (folder === dirname(folder)) return undefined;
    folder = dirname(folder);
  }
  const { module } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return typeof module === "string" ? join(folder, module) : undefined;
}
