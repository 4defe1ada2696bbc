/** What the files of the project import. */

/** An import or a re-export. */
export interface Import {
  file: string;
  /** As it is written. */
  specifier: string;
  /** Whether only types are imported. */
  typeOnly: boolean;
  /** Whether it is imported while the program runs. */
  later: boolean;
  /** The path of the imported file from the root of the project; undefined for a package. */
  target: string | undefined;
}

const ROOT = new URL("../../", import.meta.url);

/** The paths of the .ts files under `path`, from the root of the project. */
export function sources(path: string): string[] {
  if (path.endsWith(".ts")) return exists(path) ? [path] : [];
  if (!exists(path)) return [];
  return [...Deno.readDirSync(new URL(path, ROOT))]
    .filter(({ name, isDirectory }) => isDirectory || name.endsWith(".ts"))
    .flatMap(({ name }) => sources(`${path}/${name}`))
    .sort();
}

function exists(path: string): boolean {
  try {
    Deno.statSync(new URL(path, ROOT));
    return true;
  } catch {
    return false;
  }
}

// A statement starts its line, so that the text of a kernel or an example inside a string is not taken for one. The clause
// between the keyword and "from" has no quote and no semicolon.
const FROM = /^(?:import|export)\s+([^"'`;]*?)\s*\bfrom\s*["']([^"']+)["']/gm;
const BARE = /^import\s*["']([^"']+)["']/gm;
const DYNAMIC = /(?:\btypeof )?\bimport\(\s*["']([^"']+)["']/g;

/** The text of a file. */
export function readSource(file: string): string {
  return Deno.readTextFileSync(new URL(file, ROOT));
}

/** What a file imports and re-exports. */
export function importsOf(file: string): Import[] {
  const text = withoutComments(readSource(file));
  const found = [
    ...[...text.matchAll(FROM)].map(([, clause, specifier]) => ({
      specifier: specifier!,
      typeOnly: isTypeOnly(clause!),
      later: false,
    })),
    ...[BARE, DYNAMIC].flatMap((statement) =>
      Array.from(text.matchAll(statement), ([head, specifier]) => ({
        specifier: specifier!,
        // `typeof import(…)` names a type
        typeOnly: head.startsWith("typeof"),
        later: statement === DYNAMIC,
      }))
    ),
  ];
  return found.map(({ specifier, typeOnly, later }) => ({
    file,
    specifier,
    typeOnly,
    later,
    target: /^\.{0,2}\//.test(specifier) ? resolve(specifier, file) : undefined,
  }));
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
}

/** `type { A }`, or `{ type A, type B }`. */
export function isTypeOnly(clause: string): boolean {
  if (/^type\b/.test(clause)) return true;
  const braces = clause.match(/^\{([\s\S]*)\}$/);
  if (braces === null) return false;
  const names = braces[1]!.split(",").map((name) => name.trim()).filter((name) => name !== "");
  return names.every((name) => /^type\s/.test(name));
}

function resolve(specifier: string, file: string): string {
  const url = new URL(specifier, new URL(file, ROOT));
  return url.href.slice(ROOT.href.length);
}
