/** How documents are filled: by what is printed, and by numbers; what cannot be found is an error. */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { documents, textOf } from "../../tasks/readme/documents.ts";
import { numbersOf, withNumbers } from "../../tasks/readme/markdown.ts";
import { keptLines, withOutputs } from "../../tasks/readme/outputs.ts";
import { timingNumbers } from "../../tasks/readme/timings.ts";

const document = [
  "`m.json`:",
  "",
  "```json",
  '{ "means": [[0]], "variance": 1 }',
  "```",
  "",
  "```sh",
  "npx mixtropy entropy m.json --estimators joint",
  "```",
  "",
  "<!-- keep: joint | | In this table -->",
  "",
  "```text",
  "old",
  "```",
  "",
].join("\n");

Deno.test("an output is what the command prints, as far as the document keeps it", async () => {
  const { document: text } = await withOutputs(document);
  // ½ ln 2πe = 1.41894
  assert(
    text.includes("  joint            1.4190           upper bound, the tightest\n\nIn this table"),
    text,
  );
  assert(!text.includes("old"));
  assertEquals((await withOutputs(text)).document, text);
});

Deno.test("a command that fails, and one that nobody runs, is an error", async () => {
  const rejects = (command: string, words: string) =>
    assertRejects(
      () => withOutputs(document.replace("npx mixtropy entropy m.json", command)),
      Error,
      words,
    );
  await rejects("npx mixtropy entropie m.json", "ended with 2");
  await rejects("rm -r /", "no way known");
  await rejects("npm install mixtropy && true", "no way known");
});

Deno.test("the standard input of a command is what is echoed to it", async () => {
  const command = `echo '{ "means": [[0]], "variance": 1 }' | npx mixtropy entropy -`;
  const { document: text } = await withOutputs(
    document.replace("npx mixtropy entropy m.json", command),
  );
  assert(text.includes("1.4190"));
});

Deno.test("lines are kept in their order, and one that is missing is an error", () => {
  const output = "a 1\nb 2\n\na 3\n";
  assertEquals(keptLines(output, ["a", "", "a"]), "a 1\n\na 3\n");
  assertThrows(() => keptLines(output, ["b", "b"]), Error, "begins with b");
});

Deno.test("numbers are filled in by their keys; one that is the same but for a line break stays", () => {
  const text = "≈<!--=a.b-->1<!--/--> and (<!--=c-->x\ny<!--/-->) and (<!--=d-->z<!--/-->)";
  const numbers = new Map([["a.b", "2"], ["c", "x y"]]);
  assertEquals(withNumbers(text, numbers), text.replace(">1<", ">2<"));
  assertEquals([...numbersOf(text).keys()], ["a.b", "c", "d"]);
});

Deno.test("no comment begins a line of a paragraph, which it would end", () => {
  for (const one of documents) assert(!/^\s*<!--[=/]/m.test(textOf(one)), one);
});

Deno.test("timings have two digits, and a line that the results lack is an error", () => {
  const machine = { date: "2026-01-01", commit: "c", processor: "p", cores: 2, versions: {} };
  const line = { threads: 2, ours: 44.3, peer: "x", theirs: 1, runs: [1, 1] as [number, number] };
  const lines = [
    { ...line, work: "KL, shared variance, k = 8000" },
    { ...line, work: "KL, full covariances, k = 1000", ours: 7.02 },
  ];
  const numbers = timingNumbers({ machine, runs: 1, lines, figures: [] });
  assertEquals([numbers.get("ms.kl-shared"), numbers.get("ms.kl-full")], ["44", "7"]);
  assertEquals(numbers.get("machine.date"), "2026-01-01");
  assertThrows(
    () => timingNumbers({ machine, runs: 1, lines: [], figures: [] }),
    Error,
    "no time for",
  );
});

Deno.test("every number in a document has a key that is filled", () => {
  const known =
    /^(?:kB\.(?:evaluate|bound|compile|everything)\.(?:first|all)|ms\.kl-(?:shared|full)|machine\.(?:processor|date))$/;
  for (const one of documents) {
    for (const key of numbersOf(textOf(one)).keys()) assert(known.test(key), `${one}: ${key}`);
  }
});
