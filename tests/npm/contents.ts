/** What is in the package, and what is not. */
import { assert, assertEquals } from "@std/assert";
import denoConfig from "../../deno.json" with { type: "json" };
import { unless } from "../support/hosts.ts";
import { built, hosts, inFolder, installed, without, withoutNpm } from "../support/npm_package.ts";

const entries = Object.keys(denoConfig.exports);

async function textOf(file: string): Promise<string> {
  await installed();
  return await Deno.readTextFile(`${built}/${file}`);
}

/** The files that a module imports before it runs, itself among them. */
async function closureOf(file: string): Promise<Set<string>> {
  const reached = new Set([file]);
  for (const one of reached) {
    for (const [, path] of (await textOf(one)).matchAll(/^(?:.*\bfrom|import) "(\.[^"]+)";$/gm)) {
      reached.add(new URL(path!, `file:///${one}`).pathname.slice(1));
    }
  }
  return reached;
}

unless(
  withoutNpm,
  "package.json exports what deno.json does, has a command and depends on nothing",
  async () => {
    const manifest = JSON.parse(await textOf("package.json"));
    assertEquals(Object.keys(manifest.exports), [...entries, "./package.json"]);
    assertEquals(manifest.version, denoConfig.version);
    assertEquals(manifest.dependencies, undefined);
    const optional = { optional: true };
    assertEquals(manifest.peerDependenciesMeta, {
      ...{ webgpu: optional, "@observablehq/plot": optional, linkedom: optional },
    });
    assertEquals([manifest.sideEffects, manifest.type], [false, "module"]);
    assertEquals(Object.keys(manifest.bin), ["mixtropy"]);
    // where man finds it if the package is installed globally
    assert((await textOf(manifest.man)).startsWith(".TH MIXTROPY 1 "));
  },
);

unless(
  withoutNpm,
  "the library imports nothing from Node; the command line shares its files",
  async () => {
    const library = await closureOf("mod.js"), command = await closureOf("cli.js");
    for (const file of library) assert(!/["\']node:/.test(importsIn(await textOf(file))), file);
    const own = [...command].filter((file) => !library.has(file));
    const size = async (files: Iterable<string>) => {
      const texts = await Promise.all(Array.from(files, textOf));
      return texts.reduce((sum, { length }) => sum + length, 0);
    };
    assert(await size(own) < await size(library) / 2, `the command line has ${own} for itself`);
  },
);

/** The statements of a module that import. */
function importsIn(text: string): string {
  return text.split("\n").filter((line) => /^(import\b|\} from )/.test(line)).join("\n");
}

unless(withoutNpm, "maps hold no sources, and names are those of npm", async () => {
  const { folder } = await installed();
  const root = `${folder}/node_modules/mixtropy`;
  let maps = 0;
  for (const path of [...filesIn(root, ""), ...filesIn(root, "chunks/")]) {
    const text = await Deno.readTextFile(`${root}/${path}`);
    // what Deno adds is called so
    assert(!/(?<!jsr:)@mixtropy\//.test(text), path);
    if (!path.endsWith(".map")) continue;
    maps++;
    assertEquals(JSON.parse(text).sourcesContent, undefined, path);
  }
  assert(maps > 5);
  assert(!/deno run|cli\.ts/.test(await textOf("README.md")), "README.md runs Deno");
});

unless(
  withoutNpm,
  "the guides and data that the README names are in the package, and nothing is said of clones",
  async () => {
    const { folder } = await installed();
    const root = `${folder}/node_modules/mixtropy`;
    const guides = filesIn(root, "docs/");
    assertEquals(
      guides.sort(),
      ["command-line", "estimators", "formats", "install"].map((name) => `docs/${name}.md`),
    );
    for (const document of ["README.md", ...guides]) {
      const text = await Deno.readTextFile(`${root}/${document}`);
      assert(!/\bclone\b|<!--|deno task|deno run/.test(text), document);
      for (const [, link] of text.matchAll(/\]\((?!https?:|#)([^)#]*)/g)) {
        const { pathname } = new URL(link!, `file:///${document}`);
        assert((await Deno.stat(root + pathname)).isFile, `${document}: ${link}`);
      }
      for (const [path] of text.matchAll(/node_modules\/mixtropy\/[\w./-]+/g)) {
        assert((await Deno.stat(`${folder}/${path}`)).isFile, `${document}: ${path}`);
      }
    }
    const readme = await Deno.readTextFile(`${root}/README.md`);
    assert(readme.includes("deno add jsr:@mixtropy/mixtropy"));
    assert(readme.includes("(docs/formats.md#from-scikit-learn)"));
  },
);

function filesIn(root: string, under: string): string[] {
  return [...Deno.readDirSync(`${root}/${under}`)].filter(({ isFile }) => isFile)
    .map(({ name }) => `${under}${name}`);
}

unless(withoutNpm ?? without("publint"), "publint finds nothing", async () => {
  const { tarball } = await installed();
  const { code, out, err } = await inFolder("node", [
    ...[`${hosts}/node_modules/publint/src/cli.js`, "run", tarball, "--strict"],
  ]);
  assertEquals(code, 0, out + err);
});

unless(withoutNpm ?? without("@arethetypeswrong/cli"), "the types are not wrong", async () => {
  const { tarball } = await installed();
  const cli = `${hosts}/node_modules/@arethetypeswrong/cli/dist/index.js`;
  const { code, out, err } = await inFolder("node", [cli, tarball, "--profile", "esm-only"]);
  assertEquals(code, 0, out + err);
});
