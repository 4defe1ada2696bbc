/** The reader of CSV: what a text says, what stops it, and csv-parse as an independent reader of what is written by the book. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { DomainError, ShapeError } from "../../mod.ts";
import { parseCSV } from "../../src/io/tables/csv.ts";
import { parseNames, writtenNames } from "../../src/io/tables/names.ts";
import { forEachRecord } from "../../src/io/tables/records.ts";
import { sniffSeparator } from "../../src/io/tables/separator.ts";
import { refuses } from "../support/sentences.ts";

/** The fields of all records of a text. */
function records(text: string, separator: "," | ";" | "\t" | "|" = ","): string[][] {
  const found: string[][] = [];
  forEachRecord(text, { start: 0, line: 1, separator }, ({ count, text }) => {
    found.push(Array.from({ length: count }, (_, f) => text(f)));
  });
  return found;
}

/** The lines on which records begin. */
function linesOf(text: string): number[] {
  const lines: number[] = [];
  forEachRecord(text, { start: 0, line: 1, separator: "," }, ({ line }) => lines.push(line));
  return lines;
}

Deno.test("records: what is written by RFC 4180 is read as csv-parse reads it", () => {
  const field = fc.oneof(
    fc.string({ unit: fc.constantFrom(..."ab \",;\n\r\t'é"), maxLength: 6 }),
    fc.integer().map(String),
  );
  const written = (text: string, quote: boolean, separator: string) =>
    quote || /["\r\n]/.test(text) || text.includes(separator) || /^\s|\s$/.test(text)
      ? `"${text.replaceAll('"', '""')}"`
      : text;
  const property = fc.property(
    fc.array(fc.array(fc.tuple(field, fc.boolean()), { minLength: 2, maxLength: 4 }), {
      minLength: 1,
      maxLength: 5,
    }),
    fc.constantFrom("\n", "\r\n", "\r"),
    fc.constantFrom(",", ";", "\t", "|"),
    fc.boolean(),
    (rows, end, separator, isEnded) => {
      const lines = rows.map((row) =>
        row.map(([text, quote]) => written(text, quote, separator)).join(separator)
      );
      const text = lines.join(end) + (isEnded ? end : "");
      const options = { delimiter: separator, record_delimiter: end, relax_column_count: true };
      const expected = parse(text, options) as string[][];
      assertEquals(records(text, separator), expected.map((row) => row.map((f) => f.trim())));
    },
  );
  fc.assert(property, { numRuns: 2000 });
});

Deno.test("records: all line ends, in one file too, and the lines that records begin on", () => {
  const text = 'a,b\r\n1,2\n"x\r\ny",3\r4,5\n\n\r\n6,"7\n\n8"\n9,10';
  assertEquals(records(text), [
    ["a", "b"],
    ["1", "2"],
    ["x\r\ny", "3"],
    ["4", "5"],
    ["6", "7\n\n8"],
    ["9", "10"],
  ]);
  assertEquals(linesOf(text), [1, 2, 3, 5, 8, 11]);
});

Deno.test("records: a quote within a field is a letter, and so is one that nothing closes", () => {
  assertEquals(records('5" nail,1\n"5" nail",2\n"a ""b""", 3\n "c" ,4'), [
    ['5" nail', "1"],
    ['5" nail', "2"],
    ['a "b"', "3"],
    ["c", "4"],
  ]);
  assertEquals(records('"open,1\n2,3\n'), [['"open', "1"], ["2", "3"]]);
  // the quote of the last line does not close what was opened in the first
  assertEquals(records('"open,1\n2,3\n"closed",4\n'), [['"open', "1"], ["2", "3"], [
    "closed",
    "4",
  ]]);
  // a field of several lines, closed where a field can end
  assertEquals(records('"one\ntwo",1\n'), [["one\ntwo", "1"]]);
});

Deno.test("records: many quotes that nothing closes are gone through once", () => {
  const { indexOf } = String.prototype;
  let looked = 0;
  String.prototype.indexOf = function (search: string, from = 0) {
    const found = indexOf.call(this, search, from);
    looked += (found < 0 ? this.length : found) - from;
    return found;
  };
  const text = '"x,1\n'.repeat(20_000);
  try {
    assertEquals(records(text).length, 20_000);
  } finally {
    String.prototype.indexOf = indexOf;
  }
  assert(looked < 4 * text.length, `${looked} letters were looked at`);
});

Deno.test("CSV: only the columns that are asked for are made into texts", () => {
  const text = `a,b,c\n${"1,2,3\n".repeat(1000)}`;
  const { slice } = String.prototype;
  let sliced = 0;
  String.prototype.slice = function (...args) {
    sliced++;
    return slice.apply(this, args);
  };
  try {
    parseCSV(text, { columns: ["b"] });
  } finally {
    String.prototype.slice = slice;
  }
  // the first field of each row, which shows that the row is not empty, and that of the column
  assert(sliced < 2100, `${sliced} fields were made for 1000 rows`);
});

Deno.test("CSV: chosen columns come in the order asked for, whatever their order in the file", () => {
  const table = parseCSV("a,b,c\n1,2,3\n4,5,6\n", { columns: ["c", "a"] });
  assertEquals(table.columns, ["c", "a"]);
  assertEquals([...table.values], [3, 1, 6, 4]);
  assertEquals(table.rows, 2);
  assertEquals(table.labels, undefined);
});

Deno.test("CSV: without a choice, every column but the label's is read", () => {
  const table = parseCSV("kind,x,y\nu,1,2\nv,3,4\n", { label: "kind" });
  assertEquals(table.columns, ["x", "y"]);
  assertEquals(table.labels, ["u", "v"]);
});

Deno.test("CSV: a row with a gap in a chosen column is dropped and counted, other columns are not looked at", () => {
  const text = [
    "x,y,kind",
    "1,,a",
    "2,NA,a",
    "3,nan,a",
    "4,null,a",
    "5,.,a",
    "6,,a",
    '"  7 ",8,a',
    "8,9,",
    "NA,9,a",
  ].join("\n");
  const onlyX = parseCSV(text, { columns: ["x"] });
  assertEquals([...onlyX.values], [1, 2, 3, 4, 5, 6, 7, 8]);
  assertEquals(onlyX.dropped, 1);
  const both = parseCSV(text, { columns: ["x", "y"], label: "kind" });
  assertEquals([...both.values], [7, 8]);
  assertEquals(both.labels, ["a"]);
  assertEquals(both.dropped, 8);
});

Deno.test("CSV: quotes, commas inside them, CRLF, a byte order mark and blank lines are understood", () => {
  const table = parseCSV('\ufeff"a ""x"", mm",b\r\n"1",2\r\n\r\n3,4e-1\r\n', {
    columns: ['a "x", mm', "b"],
  });
  assertEquals([...table.values], [1, 2, 3, 0.4]);
});

/** The message of the refusal. */
async function refusal(
  text: string,
  options: Parameters<typeof parseCSV>[1],
  type: typeof DomainError | typeof ShapeError,
  ...parts: readonly string[]
): Promise<void> {
  await refuses(() => parseCSV(text, options), type, ...parts);
}

Deno.test("CSV: a value that is not a finite number is named with row, line, column, text and remedy", async () => {
  await refusal(
    "x,y\n1,2\n3,abc\n",
    {},
    DomainError,
    'Expected a finite number in row 2 (line 3), column "y", got "abc": if that is no value, say --na abc',
  );
  await refusal(
    "x,y\n1,2\n3,a\n4,b",
    {},
    DomainError,
    "(line 3)",
    "or leave the column out by --exclude y",
  );
  await refusal("x,y\n1,2\n3,a\n4,b", { columns: ["y"] }, DomainError, "(line 3)", 'got "a"');
  for (const value of ["0x10", "1e999", "Infinity", "1 2", '"1,5"', "--1", "1e", "½", '"2']) {
    await refusal(`x,y\n1,2\n3,${value}\n`, {}, DomainError, 'column "y"', "line 3");
  }
});

Deno.test("CSV: columns of text are all named, and a gap in a row of text is no number either", async () => {
  await refusal(
    'kind,x,"bill, mm",note\na,1,b,\nb,2,c,d\n',
    {},
    DomainError,
    'got text in "kind", "bill, mm", "note", such as "b" in row 2 (line 3)',
    "--exclude 'kind,\"bill, mm\",note'",
  );
  await refusal("kind,x\na,1\nb,2\n", { columns: ["kind"] }, DomainError, 'got text in "kind"');
});

Deno.test("CSV: an unknown column is answered with the nearest one", async () => {
  await refusal(
    "bill_length,mass\n1,2\n",
    { columns: ["bill_lenght"] },
    DomainError,
    'Unknown column "bill_lenght"; did you mean "bill_length"? Valid are "bill_length", "mass"',
  );
  for (const options of [{ label: "knd" }, { weights: "kin" }, { exclude: ["kimd"] }]) {
    await refusal("x,kind\n1,a\n", options, DomainError, 'did you mean "kind"?');
  }
});

Deno.test("CSV: rows with more fields than names, or too few for what is asked, are sentences with a remedy", async () => {
  await refusal("", {}, ShapeError, "an empty file");
  await refusal(
    "x,y\n1,2\n3\n",
    {},
    ShapeError,
    "Expected 2 fields in row 2 (line 3), one for each column of the header, got 1: fill it up",
  );
  await refusal(
    "x,y\n1,2\n3,4,5\n",
    { columns: ["x"] },
    ShapeError,
    "(line 3)",
    "got 3",
    'holds ","',
  );
  await refusal("x,y\n1,5,2,5\n", {}, ShapeError, "got 4: write decimals with points");
  const short = parseCSV("x,y,z\n1,2,3\n4,5\n6,7\n", { columns: ["y"] });
  assertEquals([...short.values], [2, 5, 7]);
  assertEquals(short.notes, [
    "2 rows have fewer fields than the header, the first in line 3: those at the end are taken to be missing",
  ]);
});

Deno.test("CSV: empty fields beyond the header, empty columns and rows of separators are nothing", () => {
  for (const text of ["x,y\n1,2,\n3,4,,\n", "x,y,\n1,2,\n3,4\n", "x,y,,\n1,2,,\n,,,\n3,4\n,\n"]) {
    const { columns, values, dropped, notes } = parseCSV(text);
    assertEquals([columns, [...values], dropped, notes], [["x", "y"], [1, 2, 3, 4], 0, []], text);
  }
});

Deno.test("CSV: columns without a name are not read, and a note says so where they hold something", () => {
  const index = parseCSV(",a,b\n0,3,4\n1,5,6\n");
  assertEquals([index.columns, [...index.values]], [["a", "b"], [3, 4, 5, 6]]);
  assertStringIncludes(index.notes.join(), "Column 1, perhaps an index");
  const again = parseCSV("Unnamed: 0,a,,b\n0,3,x,4\n1,5,,6\n");
  assertEquals([again.columns, [...again.values]], [["a", "b"], [3, 4, 5, 6]]);
  assertEquals(again.notes.length, 2);
  assertStringIncludes(again.notes.join(), 'Column "Unnamed: 0"');
  assertEquals([...parseCSV("Unnamed: 0,a\n7,3\n", { columns: ["Unnamed: 0"] }).values], [7]);
});

Deno.test("CSV: a first column that counts the rows is read, and a note asks whether it is an index", () => {
  const note = (text: string, options = {}) => parseCSV(text, options).notes.join();
  assertStringIncludes(note("id,x\n1,5\n2,7\n3,6\n"), 'Column "id" counts the rows');
  assertStringIncludes(note("id,x\n0,5\n1,7\n2,6\n"), "--exclude id");
  for (const text of ["id,x\n1,5\n2,7\n4,6\n", "x,id\n5,1\n7,2\n6,3\n", "id\n1\n2\n3\n"]) {
    assertEquals(note(text), "", text);
  }
  assertEquals(note("id,x\n1,5\n2,7\n3,6\n", { columns: ["id"] }), "");
});

Deno.test("CSV: a first row of numbers is no header unless somebody says so", async () => {
  const rows = "5.1,3.5,setosa\n4.9,3.0,setosa\n4.7,3.2,other\n";
  for (const options of [{}, { label: "setosa" }, { label: "species" }, { columns: ["x"] }]) {
    await refusal(rows, options, DomainError, "line 1", "got the number 5.1", "--no-header");
  }
  await refusal("1,5;2,5\n3,5;4,5\n", {}, DomainError, "got the number 1,5", "--no-header");
  const table = parseCSV(rows, { header: false, columns: ["1", "2"], label: "3" });
  assertEquals([...table.values], [5.1, 3.5, 4.9, 3, 4.7, 3.2]);
  assertEquals(table.labels, ["setosa", "setosa", "other"]);
  // what pandas writes of an array
  const array = parseCSV(",0,1\n0,0.5,1.5\n1,2.5,3\n");
  assertEquals([array.columns, [...array.values]], [["0", "1"], [0.5, 1.5, 2.5, 3]]);
  await refusal("0,1\n0.5,1.5\n", {}, DomainError, "--no-header");
  // years that are asked for by name are names
  const years = "country,2019,2020\na,1,2\nb,3,4\n";
  assertEquals([...parseCSV(years, { columns: ["2019", "2020"] }).values], [1, 2, 3, 4]);
  await refusal(years, { label: "country" }, DomainError, "name the columns by --columns");
  await refusal(years, { label: "contry" }, DomainError, "--no-header");
});

Deno.test("CSV: a name that stands twice stops only those who ask for it", async () => {
  const text = "a,a,b\n1,2,3\n2,3,1\n";
  await refusal(
    text,
    {},
    DomainError,
    'got "a" twice in the first row, as columns 1 and 2',
    "--exclude",
  );
  await refusal(text, { columns: ["a"] }, DomainError, '"a" twice');
  assertEquals([...parseCSV(text, { columns: ["b"] }).values], [3, 1]);
  assertEquals([...parseCSV(text, { exclude: ["a"] }).values], [3, 1]);
});

Deno.test("CSV: the markers of pandas are gaps in numbers and texts in labels", () => {
  const markers = [
    ...["", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN"],
    ...["<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null"],
  ];
  const rows = markers.map((marker) => `"${marker}",1`).join("\n");
  assertEquals(parseCSV(`x,y\n7,1\n${rows}\n`).dropped, markers.length);
  const { labels, dropped } = parseCSV(`g,y\nb,1\n${rows}\n`, { label: "g" });
  assertEquals([labels, dropped], [["b", ...markers.slice(1)], 1]);
});

Deno.test("CSV: what --na names is a gap in numbers and in labels, and a number of that text too", () => {
  const text = "g,x\nNA,1\nb,-999\n?,3\nb,?\nb,4\n";
  const table = parseCSV(text, { label: "g", missing: ["?", "-999"] });
  assertEquals([table.labels, [...table.values], table.dropped], [["NA", "b"], [1, 4], 3]);
  assertEquals(parseCSV(text, { label: "g", missing: ["?", "-999", "NA"] }).labels, ["b"]);
});

Deno.test("CSV: weights are read beside the columns, and must not be negative", async () => {
  const text = "x,w,g\n1,2,a\n3,NA,a\n4,0,b\n";
  const table = parseCSV(text, { weights: "w", label: "g" });
  assertEquals(table.columns, ["x"]);
  assertEquals([[...table.values], [...table.weights!], table.dropped], [[1, 4], [2, 0], 1]);
  await refusal(
    "x,w\n1,2\n3,-1\n",
    { weights: "w" },
    DomainError,
    'column "w", got -1 in row 2 (line 3)',
  );
  await refusal("x,w\n1,a\n3,2\n", { weights: "w" }, DomainError, 'column "w", got "a"');
});

Deno.test("CSV: separators are found, also beside commas in names and texts", () => {
  const cases: [string, string][] = [
    ["x,y\n1,2\n", ","],
    ["x\n1\n", ","],
    ["x;y\n1,5;2\n", ";"],
    ["x\ty\n1,5\t2\n", "\t"],
    ["x|y\n1|2\n", "|"],
    // commas in the names, as often as in the numbers
    ["Länge, mm;Breite, mm\n1,5;2,5\n3,5;4,5\n", ";"],
    ["Länge, mm;Breite\n1,5;2,5\n", ";"],
    ["x;y\n1;\n2;\n", ";"],
    ['note,x\n"a;b;c",1\n"d;e;f",2\n', ","],
    ["note;x\na, b, c;1\nd, e;2\n", ";"],
    ["a,b;c\n1,2\n3,4\n", ","],
    ['"x;y",z\n"1;2",3\n', ","],
    ['5" nail;x\n6" nail;1\n', ";"],
    ["", ","],
  ];
  for (const [text, expected] of cases) {
    assertEquals(sniffSeparator(text).separator, expected, text);
  }
  // as Excel tells it
  assertEquals([...parseCSV("sep=;\nx;y\n1;2\n").values], [1, 2]);
});

Deno.test("CSV: decimal commas are numbers where commas do not separate, and a note says so", async () => {
  const table = parseCSV("x;y\n1,5;-2,5e1\n,5;3\n");
  assertEquals([...table.values], [1.5, -25, 0.5, 3]);
  assertEquals(table.notes, ['Commas are read as decimal marks, as in "1,5"']);
  await refusal("x;y\n1,5;2\n1.5;3\n", {}, DomainError, '"1,5" in line 2 and "1.5" in line 3');
  // thousands or thousandths?
  await refusal(
    "x;y\n1,500;2\n21,250;3\n",
    {},
    DomainError,
    '"1,500" in line 2',
    "--decimal comma",
  );
  assertEquals([...parseCSV("x;y\n1,500;2\n21,25;3\n").values], [1.5, 2, 21.25, 3]);
  assertEquals([...parseCSV("x;y\n1,500;2\n", { decimal: "," }).values], [1.5, 2]);
  assertEquals([...parseCSV('x,y\n"1,500",2\n', { decimal: "," }).values], [1.5, 2]);
  await refusal("x;y\n1,5;2\n1;3\n", { decimal: "." }, DomainError, 'got "1,5"');
  await refusal("x;y\n1.5;2\n1;3\n", { decimal: "," }, DomainError, 'got "1.5"');
  await refusal("x\ty\n1,234,567\t2\n5\t6\n", {}, DomainError, 'got "1,234,567"');
});

Deno.test("CSV: a quote that nothing closes is told in a note, and costs no row", () => {
  const { values, notes } = parseCSV('note,x\n"open,1\n2,2\n', { columns: ["x"] });
  assertEquals([...values], [1, 2]);
  assertStringIncludes(notes.join(), "The quote in line 2 before field 1 is never closed");
});

Deno.test("CSV: a list of names may quote a name with a comma, and is written as it is read", () => {
  assertEquals(parseNames('a, "b, mm",c'), ["a", "b, mm", "c"]);
  assertEquals(parseNames(""), []);
  assertEquals(writtenNames(["a", "b_c"]), "a,b_c");
  assertEquals(writtenNames(["a b", 'c"d']), `'a b,"c""d"'`);
  const { length } = writtenNames(Array.from({ length: 1000 }, (_, i) => `column ${i}`));
  assert(length < 130);
});
