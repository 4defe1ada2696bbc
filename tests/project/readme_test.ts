/** What the README and the guides to the estimators and to files show is what the program prints, and their links lead somewhere. */
import { assert, assertEquals } from "@std/assert";
import denoConfig from "../../deno.json" with { type: "json" };
import { runOver } from "../support/run_command.ts";

const root = new URL("../../", import.meta.url);
const documents = ["README.md", "docs/estimators.md", "docs/formats.md"];

/** A fenced block of a document. */
interface Block {
  readonly language: string;
  readonly text: string;
}

function blocksOf(document: string): Block[] {
  const text = Deno.readTextFileSync(new URL(document, root));
  const fences = text.matchAll(/^```(\w+)\n(.*?)^```$/gms);
  return Array.from(fences, ([, language, text]) => ({ language: language!, text: text! }));
}

/** The lines that `deno run … cli.ts …` prints where `mixture.json` holds a given text. */
async function outputOf(command: string, mixture: string): Promise<string[]> {
  const args = command.split(" cli.ts ")[1]!;
  const { code, out } = await runOver(
    args.trim().split(/\s+/),
    (path) => path === "mixture.json" ? mixture : Deno.readFile(new URL(path, root)),
  );
  assertEquals(code, 0, command);
  return out.split("\n");
}

Deno.test("the README's commands run, and print the output shown below them, line by line", async () => {
  const blocks = blocksOf("README.md");
  const mixture = blocks.find(({ text }) => text.includes('"family"'))?.text ?? "";
  let commands = 0, outputs = 0;
  for (const [t, { language, text }] of blocks.entries()) {
    if (language !== "sh") continue;
    const command = text.includes("task demo") ? denoConfig.tasks.demo.command : text;
    const printed = await outputOf(command, mixture);
    commands++;
    const next = blocks[t + 1]!;
    if (next.language !== "text") continue;
    outputs++;
    let from = 0;
    for (const line of next.text.trimEnd().split("\n")) {
      const place = printed.indexOf(line, from);
      assert(place >= 0, `Expected ${command} to print this line, in this place: ${line}`);
      from = place + 1;
    }
  }
  assertEquals([commands, outputs], [3, 2]);
});

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
    const examples = blocksOf(document).filter(({ language }) => language === "ts");
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
