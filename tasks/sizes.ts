/**
 * `deno task sizes`: what a page loads of the npm package (dist/npm), bundled and minified by esbuild: at first, and once work is
 * worth it. Fails where a program for the CPU loads more at first than it should.
 */
import { build, stop } from "esbuild";
import { gzipSync } from "node:zlib";

/** A program, and how many kB of gzip it may load at first. */
interface Program {
  readonly name: string;
  readonly code: string;
  readonly most?: number;
}

const programs: readonly Program[] = [
  {
    name: "jointEntropy, evaluate",
    code: `export { jointEntropy, evaluate } from "./mod.js"`,
    most: 56,
  },
  {
    name: "a bound of a Gaussian mixture, and its gradient",
    code: `export { evaluate, gaussianMixture, gradient, pairwiseEntropy } from "./mod.js"`,
    most: 64,
  },
  { name: "the same by compile", code: `export { compile, gaussianMixture } from "./mod.js"` },
  { name: "everything", code: `export * from "./mod.js"` },
];

const folder = decodeURIComponent(new URL("../dist/npm/", import.meta.url).pathname);

/** Bytes of gzip that a program loads at first, and in all. */
async function sizesOf(code: string): Promise<{ first: number; all: number }> {
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

let tooLarge = false;
console.log("kB of gzip that a page loads: at first, then at most");
for (const { name, code, most } of programs) {
  const { first, all } = await sizesOf(code),
    isTooLarge = most !== undefined && first > most * 1000;
  tooLarge ||= isTooLarge;
  const numbers = [first, all].map((size) => (size / 1000).toFixed(1).padStart(6)).join(" ");
  console.log(`${numbers}  ${name}${isTooLarge ? `: more than ${most} at first` : ""}`);
}
await stop();
Deno.exit(tooLarge ? 1 : 0);
