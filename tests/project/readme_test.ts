/** What the README and the guides to the estimators and to files show is what the program prints, and their links lead somewhere. */
import { assert, assertEquals } from "@std/assert";
import { documents as filledDocuments, filled, textOf } from "../../tasks/readme/documents.ts";
import { blocksOf } from "../../tasks/readme/markdown.ts";

const root = new URL("../../", import.meta.url);
const documents = [
  "README.md",
  "docs/estimators.md",
  "docs/divergences.md",
  "docs/families.md",
  "docs/formats.md",
  "docs/information.md",
  "docs/operations.md",
  "docs/points.md",
];

for (const document of filledDocuments) {
  Deno.test(`the outputs and timings in ${document} are those of now: deno task readme fills it`, async () => {
    const { document: text, written } = await filled(document);
    assertEquals(textOf(document), text);
    // the last digits of places in a picture may be those of another processor
    for (const name of written.keys()) assert(text.includes(`(docs/images/${name})`), name);
  });
}

/** Several examples as one program, each in a block of its own. */
function programOf(examples: readonly string[]): string {
  const imports = new Map<string, Set<string>>();
  const bodies = examples.map((example) =>
    example.replaceAll(/^import \{([^}]*)\} from "(@mixtropy\/[^"]*)";$/gm, (_, list, entry) => {
      const names = imports.get(entry) ?? new Set();
      imports.set(entry, names);
      const imported = String(list).split(",").map((name) => name.trim());
      for (const name of imported) if (name !== "" && !name.startsWith("type ")) names.add(name);
      return "";
    })
  );
  const head = [...imports].map(([entry, names]) =>
    `import { ${[...names].join(", ")} } from "${entry}";\n`
  ).join("");
  return head + bodies.map((body) => `{${body}}\n`).join("");
}

for (const document of documents) {
  Deno.test(`the examples in ${document} print what their comments say`, async () => {
    const examples = blocksOf(textOf(document)).filter(({ language }) => language === "ts");
    const program = programOf(examples.map(({ text }) => text));
    const process = new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-check", "--ext=ts", "-"],
      cwd: root,
      env: { NO_COLOR: "1" },
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const writer = process.stdin.getWriter();
    await writer.write(new TextEncoder().encode(program));
    await writer.close();
    const { stdout, success } = await process.output();
    assert(success, program);
    const comments = program.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm);
    const printed = new TextDecoder().decode(stdout).trimEnd().split("\n");
    assertEquals(printed, Array.from(comments, ([, line]) => line));
  });

  Deno.test(`the links in ${document} lead to files and headings that exist`, () => {
    const here = new URL(document, root);
    const links = Deno.readTextFileSync(here).matchAll(/\]\(([^)\s]+)\)/g);
    for (const [, link] of links) {
      const target = new URL(link!, here);
      if (target.protocol !== "file:") continue;
      const heading = target.hash.slice(1);
      target.hash = "";
      assert(Deno.statSync(target).isFile, link);
      if (heading !== "") assert(anchorsOf(target).includes(heading), link);
    }
  });
}

/** The anchors that GitHub gives the headings of a document. */
function anchorsOf(document: URL): string[] {
  const headings = Deno.readTextFileSync(document).matchAll(/^#+ (.*)$/gm);
  return Array.from(
    headings,
    ([, title]) => title!.toLowerCase().replaceAll(/[^\p{L}\d\s-]/gu, "").replaceAll(" ", "-"),
  );
}
