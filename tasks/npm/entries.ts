/** A module that the package exports. */
export interface Entry {
  /** As package.json names it: ".", "./cli". */
  readonly path: string;
  /** The name of its file without an extension. */
  readonly name: string;
  /** The TypeScript module, from the root of the project. */
  readonly source: string;
}

/** The modules that the package exports, by the exports of deno.json. */
export function entryPoints(exports: Readonly<Record<string, string>>): readonly Entry[] {
  return Object.entries(exports).map(([path, source]) => ({
    path,
    name: path === "." ? "mod" : path.slice("./".length),
    source,
  }));
}

/** The command line, if the package has it. */
export function commandOf(entries: readonly Entry[]): Entry | undefined {
  return entries.find(({ path }) => path === "./cli");
}
