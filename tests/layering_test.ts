/**
 * The imports of the library point one way: from the surface to the mathematics, and never from the mathematics to a
 * device. The tables say which way; the tests read every import and name the file, the import and the rule that it breaks.
 */
import { assert, assertEquals } from "@std/assert";

/** What a folder or file may import from the project, itself apart. */
interface Rule {
  /** Folders or files whose values and types it may import. */
  values: string[];
  /** Folders or files of which it may import types only. */
  types?: string[];
  /** Whether it may import from npm and node. */
  packages?: boolean;
}

/** The most specific entry that a file lies in holds for it. */
const RULES: Record<string, Rule> = {
  "src/expr": { values: [] },
  "src/gradient": { values: ["src/expr"] },
  "src/mixture": { values: ["src/expr"] },
  "src/distance": { values: ["src/expr", "src/mixture"] },
  "src/estimator": { values: ["src/expr", "src/mixture", "src/distance"] },
  "src/plan": { values: ["src/expr"] },
  // types.ts also has the two functions that count the cells of its types; reading.ts says which value is read from memory.
  "kernels": {
    values: ["src/expr", "src/plan/types.ts", "src/plan/reading.ts"],
    types: ["src/plan"],
  },
  "src/run": { values: ["src/expr", "src/plan", "kernels"] },
  "src/sample": {
    values: ["src/expr", "src/mixture", "src/estimator", "src/gradient", "src/run"],
  },
  // What mod.ts reaches of it has no packages.
  "src/io": { values: ["src/expr"] },
  "src/io/arrays": { values: ["src/expr"] },
  "src/io/mixtures": { values: ["src/expr", "src/mixture", "src/io/arrays", "src/io/format.ts"] },
  // The readers of rows belong to the command line.
  "src/io/tables": { values: ["src/expr", "src/io"], packages: true },
  // The command line stands on the public surface, and on the sentences that the library makes of other people's text.
  "src/cli": {
    values: [
      ...["mod.ts", "src/io", "src/sample"],
      ...["src/expr/errors.ts", "src/expr/describe.ts", "src/expr/quote.ts"],
    ],
    packages: true,
  },
  "cli.ts": { values: ["src/cli"], packages: true },
  "mod.ts": {
    values: [
      "src/expr",
      "src/gradient",
      "src/mixture",
      "src/distance",
      "src/estimator",
      "src/plan",
      "src/run",
      "src/sample",
      "src/io/mixtures",
      "src/io/arrays",
      "src/io/format.ts",
    ],
  },
  // The hunts stand on everything, and on the generators of the tests.
  "fuzz": { values: ["src", "kernels", "mod.ts", "tests"], packages: true },
};

/** Where the source lies. */
const ROOTS = ["src", "kernels", "mod.ts", "cli.ts", "fuzz"];

interface Import {
  file: string;
  /** As it is written. */
  specifier: string;
  /** Whether only types are imported. */
  typeOnly: boolean;
  /** The path of the imported file from the root of the project; undefined for a package. */
  target: string | undefined;
}

const ROOT = new URL("../", import.meta.url);

/** The paths of the .ts files under `path`, from the root of the project. */
function sources(path: string): string[] {
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
const DYNAMIC = /\bimport\(\s*["']([^"']+)["']/g;

function importsOf(file: string): Import[] {
  const text = withoutComments(Deno.readTextFileSync(new URL(file, ROOT)));
  const found = [
    ...[...text.matchAll(FROM)].map(([, clause, specifier]) => ({
      specifier: specifier!,
      typeOnly: isTypeOnly(clause!),
    })),
    ...[...text.matchAll(BARE), ...text.matchAll(DYNAMIC)].map(([, specifier]) => ({
      specifier: specifier!,
      typeOnly: false,
    })),
  ];
  return found.map(({ specifier, typeOnly }) => ({
    file,
    specifier,
    typeOnly,
    target: /^\.{0,2}\//.test(specifier) ? resolve(specifier, file) : undefined,
  }));
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
}

/** `type { A }`, or `{ type A, type B }`. */
function isTypeOnly(clause: string): boolean {
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

function isUnder(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** The key of the rule that holds for `path`. */
function layerOf(path: string): string | undefined {
  return Object.keys(RULES)
    .filter((layer) => isUnder(path, layer))
    .sort((a, b) => b.length - a.length)[0];
}

/** The sentence for an import that points the wrong way. */
function complaint({ file, specifier, typeOnly, target }: Import): string | undefined {
  const layer = layerOf(file);
  if (layer === undefined) return undefined; // A test of its own says so.
  const { values, types = [], packages = false } = RULES[layer]!;
  if (target === undefined) {
    return packages ? undefined : `${file} imports "${specifier}": ${layer} may import no packages`;
  }
  if (isUnder(target, layer) || values.some((folder) => isUnder(target, folder))) return undefined;
  if (types.some((folder) => isUnder(target, folder))) {
    return typeOnly
      ? undefined
      : `${file} imports "${specifier}": ${layer} may import only types from ${layerOf(target)}`;
  }
  const allowed = [...values, ...types.map((folder) => `types of ${folder}`)];
  return `${file} imports "${specifier}": ${layer} may import ${
    allowed.length === 0 ? "nothing" : `only ${allowed.join(", ")}`
  }`;
}

Deno.test("every import points the allowed way", () => {
  const files = ROOTS.flatMap(sources);
  assert(files.includes("mod.ts"), "Expected mod.ts among the sources");
  const complaints = files.flatMap(importsOf).flatMap((found) => complaint(found) ?? []);
  assertEquals(complaints, [], complaints.join("\n"));
});

Deno.test("every file lies in a folder that the table of rules knows", () => {
  const strays = ROOTS.flatMap(sources).filter((file) => layerOf(file) === undefined);
  assertEquals(strays, []);
});

Deno.test("the library that mod.ts reaches imports no package, neither from jsr nor from npm nor from node", () => {
  const reached = new Set(["mod.ts"]);
  const complaints: string[] = [];
  for (const file of reached) {
    for (const { specifier, target } of importsOf(file)) {
      if (target === undefined) complaints.push(`${file} imports "${specifier}"`);
      else reached.add(target);
    }
  }
  assertEquals(complaints, [], complaints.join("\n"));
});

Deno.test("the rules have no cycle: no two folders may import each other's values", () => {
  for (const [layer, { values }] of Object.entries(RULES)) {
    for (const other of values) {
      const back = RULES[layerOf(other) ?? ""]?.values ?? [];
      assert(!back.includes(layer), `${layer} and ${other} may import each other`);
    }
  }
});

Deno.test("the rules catch an import that points the wrong way, and a value where only types may pass", () => {
  const wrong: Import = {
    file: "src/expr/node.ts",
    specifier: "../plan/sweep.ts",
    typeOnly: true,
    target: "src/plan/sweep.ts",
  };
  assertEquals(
    complaint(wrong),
    'src/expr/node.ts imports "../plan/sweep.ts": src/expr may import nothing',
  );
  const value: Import = {
    file: "kernels/lower.ts",
    specifier: "../src/plan/sweep.ts",
    typeOnly: false,
    target: "src/plan/sweep.ts",
  };
  assertEquals(
    complaint(value),
    'kernels/lower.ts imports "../src/plan/sweep.ts": kernels may import only types from src/plan',
  );
  assertEquals(complaint({ ...value, typeOnly: true }), undefined);
  assertEquals(isTypeOnly("{ type A, type B as C }"), true);
  assertEquals(isTypeOnly("{ type A, b }"), false);
});
