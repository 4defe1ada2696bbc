/** What a statement of imports or exports names: `a`, `a as b`. */
function namesIn(list: string): [name: string, as: string][] {
  return list.split(",").map((one) => one.trim()).filter((one) => one !== "").map((one) => {
    const [name, as] = one.split(" as ");
    return [name!, as ?? name!];
  });
}

/**
 * A module that imports from chunks and exports that again, as esbuild writes entries, in the form `export { … } from "…"`: only
 * in this form does a bundler leave chunks out of which a program takes nothing. Throws if the module has code of its own.
 */
export function reexports(text: string): string {
  const origins = new Map<string, { readonly chunk: string; readonly name: string }>();
  const exported: [string, string][] = [];
  const rest = text
    .replaceAll(/^import \{([^}]*)\} from "([^"]*)";$/gm, (_, list: string, chunk: string) => {
      for (const [name, as] of namesIn(list)) origins.set(as, { chunk, name });
      return "";
    })
    .replaceAll(/^export \{([^}]*)\};$/gm, (_, list: string) => {
      exported.push(...namesIn(list));
      return "";
    })
    .replaceAll(/^\/\/.*$/gm, "").trim();
  if (rest !== "") throw new Error(`Expected imports and exports alone, got ${rest.slice(0, 200)}`);
  const chunks = new Map<string, string[]>();
  for (const [own, as] of exported) {
    const origin = origins.get(own);
    if (origin === undefined) throw new Error(`Expected ${own} to be imported from a chunk`);
    const list = chunks.get(origin.chunk) ?? [];
    list.push(origin.name === as ? as : `${origin.name} as ${as}`);
    chunks.set(origin.chunk, list);
  }
  return Array.from(chunks, ([chunk, list]) => `export { ${list.join(", ")} } from "${chunk}";\n`)
    .join("");
}
