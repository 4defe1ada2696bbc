/** Labels in typed columns: those that differ stay apart, and what can be no label is a sentence. */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { DomainError } from "../../mod.ts";
import { tableOfColumns } from "../../src/io/tables/columns.ts";
import { momentText, type TimeUnit } from "../../src/io/tables/moments.ts";
import { runOver } from "../support/run_command.ts";

function saved(name: string): Uint8Array {
  return Deno.readFileSync(new URL(`../fixtures/formats/${name}`, import.meta.url));
}

/** The command that writes a column of labels as text. */
async function labels(name: string, column: string) {
  const args = ["convert", name, "--columns", "x", "--group", column, "--quiet"];
  const { code, out, err } = await runOver(args, saved);
  return { code, err, labels: out.split("\n").slice(1, -1).map((line) => line.split(",")[1]) };
}

const files = ["labels.parquet", "labels.arrow"];

Deno.test("labels that differ by a nanosecond, a bit or a byte are different labels in Parquet and Arrow", async () => {
  const nano = (digits: string) => `2020-09-13T12:26:40.${digits}Z`;
  const expected = {
    // the third one is null
    nano: [nano("000000001"), nano("000000002"), nano("000000001")],
    runs: [nano("000000001"), nano("000000002"), nano("000000002"), nano("000000001")],
    micro: ["1969-12-31T23:59:59.999999Z", ...[0, 1].map((s) => `1970-01-01T00:00:0${s}.000Z`)],
    milli: ["500", "501", "500"].map((ms) => `1970-01-01T00:00:01.${ms}Z`),
    far: ["1152921504606846976 ms from 1970", "1152921504606846977 ms from 1970"],
    day: ["1970-01-01T00:00:00.000Z", "1970-01-02T00:00:00.000Z", "1970-01-01T00:00:00.000Z"],
    big: ["4611686018427387904", "4611686018427387905", "4611686018427387904", "0"],
    bytes: ["a", "b", "a", "ä"],
  };
  for (const name of files) {
    for (const [column, texts] of Object.entries(expected)) {
      const found = await labels(name, column);
      assertEquals(found.code, 0, found.err);
      assertEquals(found.labels.slice(0, texts.length), texts, `${name} ${column}`);
    }
  }
  assertEquals((await labels("int96.parquet", "nano")).labels, expected.nano);
});

Deno.test("what can be no label is named with its column and row", async () => {
  for (const name of files) {
    for (
      const [column, part] of [
        ["broken", "bytes that are not UTF-8 in row 2"],
        ["record", "an object with a in row 1"],
        ["list", "in row 1"],
        ["none", "in row 1"],
      ] as const
    ) {
      const { code, err } = await labels(name, column);
      assertEquals(code, 1, `${name} ${column}`);
      for (const words of [`mixtropy: ${name}: Expected labels in column "${column}"`, part]) {
        assertStringIncludes(err, words);
      }
    }
  }
});

Deno.test("dates that no calendar has are no numbers, by a sentence, and stop nothing where they are not asked for", async () => {
  for (const name of files) {
    const { code, err } = await runOver(["entropy", name, "--columns", "x,far"], saved);
    assertEquals(code, 1);
    assertStringIncludes(err, 'got text in "far", such as "1152921504606846976 ms from 1970"');
    const others = ["entropy", name, "--columns", "x", "--estimators", "kde"];
    assertEquals((await runOver(others, saved)).code, 0);
  }
});

Deno.test("a moment has three decimals, or as many times three as it takes, before 1970 too", () => {
  const cases: [bigint, TimeUnit, string][] = [
    [0n, "s", "1970-01-01T00:00:00.000Z"],
    [-1n, "s", "1969-12-31T23:59:59.000Z"],
    [-1n, "ms", "1969-12-31T23:59:59.999Z"],
    [1_000_000n, "µs", "1970-01-01T00:00:01.000Z"],
    [1_000_010n, "µs", "1970-01-01T00:00:01.000010Z"],
    [-1n, "ns", "1969-12-31T23:59:59.999999999Z"],
    [1_000n, "ns", "1970-01-01T00:00:00.000001Z"],
    [8_640_000_000_000n, "s", "+275760-09-13T00:00:00.000Z"],
    [8_640_000_000_001n, "s", "8640000000001 s from 1970"],
    [8_640_000_000_000_001n, "ms", "8640000000000001 ms from 1970"],
  ];
  for (const [count, unit, text] of cases) assertEquals(momentText(count, unit), text);
});

Deno.test("columns without a name or of other lengths than the rows are damage", async () => {
  const { code, err } = await runOver(["entropy", "nameless.parquet"], saved);
  assertEquals(code, 1);
  assertStringIncludes(err, "is it damaged?");
  for (const rows of [NaN, -1, 1.5, 3]) {
    const file = { names: ["x"], rows, read: () => Promise.resolve([[1, 2]]) };
    await assertRejects(() => tableOfColumns(file, {}), DomainError, "is the file damaged?");
  }
});
