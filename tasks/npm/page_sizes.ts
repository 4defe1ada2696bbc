/** What a page loads of the npm package in dist/npm, bundled and minified by esbuild. */
import { build } from "esbuild";
import { gzipSync } from "node:zlib";

/** A program, and how many kB of gzip it may load at first. */
export interface Program {
  readonly name: string;
  /** What documents call it. */
  readonly key: string;
  readonly code: string;
  readonly most?: number;
}

/** The programs whose sizes are told. */
export const programs: readonly Program[] = [
  {
    name: "jointEntropy, evaluate",
    key: "evaluate",
    code: `export { jointEntropy, evaluate } from "./mod.js"`,
    most: 58,
  },
  {
    name: "a bound of a Gaussian mixture, and its gradient",
    key: "bound",
    code: `export { evaluate, gaussianMixture, gradient, pairwiseEntropy } from "./mod.js"`,
    most: 66,
  },
  {
    name: "the same by compile",
    key: "compile",
    code: `export { compile, gaussianMixture } from "./mod.js"`,
  },
  { name: "everything", key: "everything", code: `export * from "./mod.js"` },
];

/** Bytes of gzip. */
export interface PageSizes {
  /** What is loaded before the program runs. */
  readonly first: number;
  /** With all that it may load later. */
  readonly all: number;
}

const folder = decodeURIComponent(new URL("../../dist/npm/", import.meta.url).pathname);

/** What a page with this program loads. */
export async function sizesOf(code: string): Promise<PageSizes> {
  const { outputFiles, metafile: { outputs } } = await build({
    stdin: { contents: code, resolveDir: folder },
    absWorkingDir: folder,
    outdir: "/out",
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    legalComments: "none",
    metafile: true,
    write: false,
  });
  const bytes = new Map(outputFiles.map(({ path, contents }) => [
    path.slice(path.lastIndexOf("/") + 1),
    gzipSync(contents, { level: 9 }).length,
  ]));
  const nameOf = (path: string) => path.slice(path.lastIndexOf("/") + 1);
  const paths = Object.keys(outputs);
  const reached = new Set(paths.filter((path) => nameOf(path) === "stdin.js"));
  for (const path of reached) {
    for (const { kind, path: next } of outputs[path]?.imports ?? []) {
      if (kind === "import-statement") reached.add(next);
    }
  }
  const sum = (list: Iterable<string>) =>
    Array.from(list).reduce((total, path) => total + (bytes.get(nameOf(path)) ?? 0), 0);
  return { first: sum(reached), all: sum(paths) };
}

/** The sizes of all programs in whole kB, by the keys of documents: "kB.evaluate.first". */
export async function sizeNumbers(): Promise<Map<string, string>> {
  const numbers = new Map<string, string>();
  for (const { key, code } of programs) {
    const { first, all } = await sizesOf(code);
    numbers.set(`kB.${key}.first`, String(Math.round(first / 1000)));
    numbers.set(`kB.${key}.all`, String(Math.round(all / 1000)));
  }
  return numbers;
}
