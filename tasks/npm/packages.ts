import type { Plugin } from "esbuild";
import { createRequire, isBuiltin } from "node:module";

/** Finds packages where Deno keeps them: those of the project by deno.json, those of packages from where they are asked for. */
export const packagesOfDeno: Plugin = {
  name: "packages of Deno",
  setup: ({ onResolve }) => {
    onResolve({ filter: /^[a-z@]/ }, ({ path, importer, kind }) => {
      if (kind === "entry-point" || isBuiltin(path)) return undefined;
      try {
        return { path: decodeURIComponent(new URL(import.meta.resolve(path)).pathname) };
      } catch {
        return { path: createRequire(importer).resolve(path) };
      }
    });
  },
};
