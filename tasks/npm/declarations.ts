/** The types of the package: what each exported module declares, in one file. */
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";
import ts from "typescript";
import type { Entry } from "./entries.ts";

/** The files by their names. */
export async function declarations(
  entries: readonly Entry[],
  root: URL,
): Promise<ReadonlyMap<string, string>> {
  const input = Object.fromEntries(
    entries.map(({ name, source }) => [name, decodeURIComponent(new URL(source, root).pathname)]),
  );
  const bundle = await rollup({
    input,
    // what a module of the command line imports from packages is no part of its types
    external: (name) => !/^[./]/.test(name),
    onwarn: () => {},
    plugins: [dts({
      compilerOptions: {
        strict: true,
        exactOptionalPropertyTypes: true,
        allowImportingTsExtensions: true,
        emitDeclarationOnly: true,
        target: ts.ScriptTarget.ESNext,
        module: ts.ModuleKind.ESNext,
        moduleResolution: ts.ModuleResolutionKind.Bundler,
        lib: ["lib.esnext.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
      },
    })],
  });
  const { output } = await bundle.generate({
    format: "es",
    entryFileNames: "[name].d.ts",
    chunkFileNames: "chunks/[name]-[hash].d.ts",
  });
  await bundle.close();
  return new Map(
    output.flatMap((file): [string, string][] =>
      file.type === "chunk" ? [[file.fileName, withLibraries(file.code)]] : []
    ),
  );
}

/** Declarations that name libraries of TypeScript which programs for ES2022 do not have. */
function withLibraries(text: string): string {
  return text.includes("Symbol.dispose")
    ? `/// <reference lib="esnext.disposable" />\n${text}`
    : text;
}
