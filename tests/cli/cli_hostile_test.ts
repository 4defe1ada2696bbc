/**
 * The command line over what nobody means: whatever the files, names and options hold, it ends with a documented code, one
 * sentence and nothing that steers a terminal.
 */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { ESTIMATORS } from "../../src/cli/estimators.ts";
import { DomainError, evaluate, input } from "../../mod.ts";
import { log } from "../../ops.ts";
import { hostileRun } from "../support/hostile_files.ts";
import { assertDocumented, assertHarmless } from "../support/harmless.ts";
import { type JSONReport, reportOn, runOver } from "../support/run_command.ts";
import { refuses } from "../support/sentences.ts";

Deno.test("any file under any name with any options ends in a documented way", async () => {
  const property = fc.asyncProperty(hostileRun, async ({ args, text }) => {
    assertDocumented(await runOver(args, () => text));
  });
  await fc.assert(property, { numRuns: 600 });
});

const owned = "\x1b]0;owned\x07", shownOwned = "\\u001b]0;owned\\u0007";
/** Everything that a terminal would act on, and a line break. */
const everything = `${owned}\x9b2J\x7f\u202e\u2066\u2028\ud800\r\n`;

Deno.test("labels and names of columns and files are shown escaped, and in JSON read back as they are", async () => {
  const names = [`x${owned}`, `g\u202e\x9b2J`];
  const rows = [[1, owned], [2, "b"], [4, `"b\u2028\x7f"`], [7, "b"]];
  const text = [names, ...rows].map((row) => row.join(",")).join("\n");
  const file = `d${owned}\n.csv`, args = [file, "--group", names[1]!, "--columns", names[0]!];
  const table = await runOver(["entropy", ...args], () => text);
  assertHarmless(table);
  for (
    const part of [
      `from d${shownOwned}\\n.csv`,
      `4 rows of x${shownOwned}`,
      "H(X | g\\u202e\\u009b2J) lies in",
      `\n  ${shownOwned} `,
      "\n  b\\u2028\\u007f ",
    ]
  ) assertStringIncludes(table.out, part);
  const json = await runOver(["entropy", ...args, "--json"], () => text);
  assertHarmless(json);
  const report: JSONReport = JSON.parse(json.out);
  assertEquals([report.source, report.columns], [file, [names[0]]]);
  assertEquals(report.group?.column, names[1]);
  assertEquals(report.group?.groups.map(({ label }) => label), [owned, "b", "b\u2028\x7f"]);
});

Deno.test("mistakes in names, values, options and files are shown escaped and cut", async () => {
  const long = everything.repeat(20_000);
  for (const text of [everything, long]) {
    const over = async (code: number, file: string, ...args: [string, ...string[]]) => {
      const ran = await runOver(args, () => file);
      assertEquals(ran.code, code, ran.err);
      assertHarmless(ran);
      assertStringIncludes(ran.err, "\\u001b]0;owned\\u0007\\u009b2J\\u007f");
    };
    const quotedText = `"${text}"`;
    await over(1, `x,${quotedText}\n1,a\n2,b\n`, "entropy", "d.csv");
    await over(1, `x\n1\n${quotedText}\n`, "entropy", "d.csv");
    await over(1, `${quotedText}\n3\n3\n`, "entropy", "d.csv");
    await over(1, `y,${quotedText}\n1,1\n2,2\n4,4\n5,5\n`, "entropy", "d.csv");
    await over(1, `${quotedText},${quotedText}\n1,2\n`, "entropy", "d.csv");
    await over(1, `x,y\n1,z${text.replaceAll(/[\r\n]/g, "")}"\n`, "entropy", "d.csv");
    await over(1, "x\n1\n2\n", "entropy", "d.csv", "--columns", quotedText);
    await over(1, "x\n1\n2\n", "entropy", "d.csv", "--group", text);
    await over(1, JSON.stringify({ [text]: 1 }), "entropy", "p.json");
    await over(1, JSON.stringify({ family: text }), "entropy", "p.json");
    await over(1, JSON.stringify({ means: [[text]], variance: 1 }), "entropy", "p.json");
    await over(1, "", "entropy", `${text}.json`);
    await over(2, "", text);
    await over(1, "", "entropy", text);
    await over(2, "", "entropy", "p.json", text);
    await over(2, "", "entropy", "p.json", `--json=${text}`);
    await over(2, "", "entropy", "p.json", `--${text}`);
    await over(2, "", "entropy", "d.csv", "--columns", `${text}x`);
    await over(1, `x,${quotedText}\n1,1\n2,1\n3,1\n`, "entropy", "d.csv");
    await over(
      1,
      `x,${quotedText}\n1,1\n2,-1\n3,1\n`,
      "entropy",
      "d.csv",
      "--weights",
      text.trim(),
    );
    for (const option of ["exclude", "weights"]) {
      await over(1, "x\n1\n2\n", "entropy", "d.csv", `--${option}`, quotedText);
    }
    for (
      const option of [
        ...["format", "unit", "estimators", "samples", "seed"],
        ...["encoding", "separator", "decimal"],
      ]
    ) {
      await over(2, "", "entropy", "p.json", `--${option}`, text);
    }
    await over(2, "", "entropy", "d.csv", "--kde", text);
    await over(2, "", "entropy", "d.csv", "--columns", `${quotedText},${quotedText}`);
    await over(2, "", "entropy", "d.csv", "--columns", `${quotedText},`);
    await over(2, "", "entropy", "p.json", "--estimators", `chernoff:${text}`);
  }
});

Deno.test("what a runtime says of a file that cannot be read is a sentence of ours, escaped", async () => {
  const failing = (code: string, message = `${code}: ${everything}, open 'x'`) =>
    runOver(
      ["entropy", "p.json"],
      () => Promise.reject(Object.assign(new Error(message), { code })),
    );
  const parts: [string, string][] = [
    ["ENOENT", 'There is no file "p.json"'],
    ["EISDIR", 'got the directory "p.json"'],
    ["EACCES", 'The file "p.json" may not be read'],
    ["ERR_STRING_TOO_LONG", "more text than can be read at once"],
    ["EIO", 'The file "p.json" cannot be read: EIO: \\u001b]0;owned'],
  ];
  for (const [code, part] of parts) {
    const ran = await failing(code);
    assertHarmless(ran);
    assertStringIncludes(ran.err, part);
  }
  const noText = await runOver(
    ["entropy", "-", "--format", "csv"],
    () => Promise.reject("\x1b[2J"),
  );
  assertHarmless(noText);
  assertStringIncludes(noText.err, 'The standard input cannot be read: "\\u001b[2J"');
});

Deno.test("--columns is one line: a name with a line break in it is quoted", async () => {
  const text = '"x\ny",x,y\n1,2,9\n3,1,7\n5,5,8\n';
  const refused = await runOver(["entropy", "d.csv", "--columns", "x\ny"], () => text);
  assertEquals([refused.code, refused.out], [2, ""]);
  assertStringIncludes(refused.err, 'Expected names on one line, got "x\\ny" (--columns)');
  const { columns } = await reportOn(text, "d.csv", "--columns", '"x\ny",y');
  assertEquals(columns, ["x\ny", "y"]);
});

Deno.test("a value that is not a number is named as the user knows it", async () => {
  // boxes beyond the range of doubles: edges overflow, ∞ − ∞
  const mixture = JSON.stringify({ centers: [[-1e308], [1e308]], widths: [[1e308], [1.7e308]] });
  for (const { name } of ESTIMATORS) {
    const { code, err } = await runOver(["entropy", "p.json", "--estimators", name], () => mixture);
    if (code !== 0) assertMatch(err, new RegExp(`The value of ${name} is not a number`));
  }
  const named = { 'kl of kind "\x1b[2J"': log(input(-1)) };
  await refuses(() => evaluate(named), DomainError, 'The value of kl of kind "\\u001b[2J" is not');
});

Deno.test("a hundred thousand columns are named without searching, and refused before their squares are counted", async () => {
  const count = 100_000;
  const line = (cell: (i: number) => unknown) =>
    Array.from({ length: count }, (_, i) => cell(i)).join(",");
  const text = [line((i) => `c${i}`), ...[1, 2, 3].map((r) => line((i) => (7 * i + r * r) % 11))]
    .join("\n");
  const { indexOf, includes } = Array.prototype, OwnArray = Float64Array;
  let looked = 0, largest = 0;
  Array.prototype.indexOf = function (...args) {
    looked += this.length;
    return indexOf.apply(this, args);
  };
  Array.prototype.includes = function (...args) {
    looked += this.length;
    return includes.apply(this, args);
  };
  globalThis.Float64Array = new Proxy(OwnArray, {
    construct: (target, args, newTarget) => {
      if (typeof args[0] === "number") largest = Math.max(largest, args[0]);
      return Reflect.construct(target, args, newTarget);
    },
  });
  const all = line((i) => `c${i}`);
  try {
    for (
      const options of [[], ["--columns", all], ["--group", "c7"], ["--columns", `${all},none`]]
    ) {
      const ran = await runOver(["entropy", "d.csv", ...options], () => text);
      assertEquals(ran.code, 1);
      assertHarmless(ran);
      assertMatch(ran.err, /at least (100001|100000) rows for a kernel|Unknown column "none"/);
    }
  } finally {
    Object.assign(Array.prototype, { indexOf, includes });
    globalThis.Float64Array = OwnArray;
  }
  assert(looked < 100 * count, `${looked} entries were looked at`);
  assert(largest < 10 * count, `an array of ${largest} was asked for`);
});

Deno.test("a field of 50 MB is cut, and one of a million digits read in one pass", async () => {
  const long = await runOver(["entropy", "d.csv"], () => `x,y\n1,${"z".repeat(5e7)}\n`);
  assertHarmless(long);
  assertStringIncludes(long.err, 'got text in "y", such as "zzz');
  const digits = await runOver(["entropy", "d.csv"], () => `x,y\n1,${"1".repeat(1e6)}x\n`);
  assertHarmless(digits);
  assertStringIncludes(digits.err, 'got text in "y", such as "111');
});

Deno.test("a bandwidth that leaves no kernel is named, not what was made of it", async () => {
  for (const [factor, made] of [["1e200", "Infinity"], ["1e-200", "0"]] as const) {
    const ran = await runOver(["entropy", "d.csv", "--kde", factor], () => "x\n1\n2\n4\n");
    assertHarmless(ran);
    assertStringIncludes(ran.err, `got ${Number(factor)}, which makes`);
    assertStringIncludes(ran.err, `into ${made}`);
  }
});

Deno.test("every row with a label of its own: one plan serves all labels", async () => {
  const text = `x,g\n${Array.from({ length: 400 }, (_, i) => `${(i * i) % 97},${i}`).join("\n")}\n`;
  const { group } = await reportOn(text, "d.csv", "--group", "g", "--estimators", "kl,elk");
  assertEquals(group?.groups.length, 400);
  // H(X | label) is the entropy of the kernel, so the information is that of a noisy channel: at most H(label) = ln 400
  assert(Math.abs((group?.labelEntropy ?? 0) - Math.log(400)) < 1e-13);
});
