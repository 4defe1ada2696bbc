/** What `--json` prints keeps to docs/report.schema.json, by a validator that other people use. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { Ajv2020 } from "ajv/dist/2020.js";
import { mixtureFromJSON } from "../../mod.ts";
import { reportSchema } from "../../tasks/report_schema.ts";
import { schemaAddress } from "../../src/cli/schema_address.ts";
import { runOver } from "../support/run_command.ts";

function documentOf(name: string) {
  return JSON.parse(Deno.readTextFileSync(new URL(`../../docs/${name}`, import.meta.url)));
}

const schema = documentOf("report.schema.json");

/** The same, but closed: our own reports have no key that is not written down. */
function closed(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(closed);
  if (typeof part !== "object" || part === null) return part;
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(part)) copy[key] = closed(value);
  return copy.type === "object" && "properties" in copy
    ? { ...copy, additionalProperties: false }
    : copy;
}

// $schema and $id are those of the open one
const validate = new Ajv2020({ strict: true }).compile(closed(schema) as object);

function assertKeeps(report: unknown) {
  assert(validate(report), JSON.stringify(validate.errors));
}

/** Everything that a report may have, and what is at the ends of what numbers can be. */
const rows = Array.from(
  { length: 40 },
  (_, t) => `${(t * 7) % 13},${(t * t) % 17},${"abc"[t % 3]},${t % 4}`,
);
const csv = `x,y,label,w\n${rows.join("\n")}\n`;
const repeated = `x,y\n1,2\n1,2\n3,5\n4,1\n1,2\n1,2\n`;
const gaussians = JSON.stringify({ means: [[0, 0], [3, 1]], variances: [1, 2] });
const several = JSON.stringify({
  means: Array.from({ length: 9 }, (_, i) => Array.from({ length: 6 }, (_, a) => (i * a * a) % 5)),
  variances: [1, 2, 3, 1, 2, 3, 1, 2, 3],
});
const boxes = JSON.stringify({ centers: [[0], [3]], widths: [[1], [2]] });

const runs: { readonly [what: string]: readonly [contents: string, ...args: string[]] } = {
  "a mixture": [gaussians],
  "a table": [gaussians, "--all"],
  "draws": [several, "--error", "1e-5", "--samples", "64"],
  "boxes in bits": [boxes, "--all", "--unit", "bits"],
  "no bracket": [gaussians, "--estimators", "kde"],
  "half a bracket": [gaussians, "--estimators", "kl,chernoff:0.3"],
  "one draw, whose error is not known": [gaussians, "--all", "--samples", "1"],
  "rows": [csv, "--format", "csv", "--columns", "x,y"],
  "rows with weights": [csv, "--format", "csv", "--columns", "x,y", "--weights", "w"],
  "a bandwidth": [csv, "--format", "csv", "--columns", "x", "--kde", "0.5"],
  "the likeliest bandwidth": [csv, "--format", "csv", "--columns", "x", "--kde", "likelihood"],
  "labels": [csv, "--format", "csv", "--columns", "x,y", "--group", "label"],
  "labels without bounds": [
    csv,
    ...["--format", "csv", "--columns", "x", "--group", "label", "--estimators", "kde"],
  ],
  "labels by one draw": [
    csv,
    ...["--format", "csv", "--columns", "x", "--group", "label", "--samples", "1"],
  ],
  "rows that repeat": [repeated, "--format", "csv"],
};

for (const [what, [contents, ...args]] of Object.entries(runs)) {
  Deno.test(`the JSON of ${what} keeps to its schema, and names it`, async () => {
    const { code, out, err } = await runOver(
      ["entropy", "file", "--json", ...args],
      () => contents,
    );
    assertEquals(code, 0, err);
    const report = JSON.parse(out);
    assertKeeps(report);
    assertEquals([report.$schema, report.kind, report.version], [schema.$id, "entropy", 2]);
  });
}

Deno.test("the JSON of mixtropy information is that of entropy", async () => {
  const args = ["information", "f", "--format", "csv", "--columns", "x", "--group", "label"];
  assertKeeps(JSON.parse((await runOver([...args, "--json"], () => csv)).out));
});

Deno.test("a number that is not finite is a text that programs read as that number", async () => {
  const { out } = await runOver(
    ["entropy", "file", "--json", "--all", "--format", "csv", "--samples", "1"],
    () => repeated,
  );
  const { dataEstimates, estimates } = JSON.parse(out);
  assertEquals(dataEstimates[1], { name: "nearest-neighbours", value: "-Infinity" });
  const drawn = estimates.find(({ name }: { name: string }) => name === "monte-carlo");
  assertEquals(drawn.standardError, "Infinity");
  assertEquals(Number(drawn.standardError), Infinity);
});

Deno.test("the schema refuses what is no report", async () => {
  const { out } = await runOver(["entropy", "file", "--json", "--all"], () => gaussians);
  const report = JSON.parse(out);
  const wrong = [
    { ...report, version: 1 },
    { ...report, unit: "bans" },
    { ...report, estimates: [{ ...report.estimates[0], value: null }] },
    { ...report, estimates: [{ ...report.estimates[0], value: "NaN" }] },
    { ...report, bracket: { lower: null } },
    { ...report, k: 1.5 },
    { ...report, value: undefined },
    { ...report, method: "by eye" },
  ];
  for (const one of wrong) assert(!validate(one), JSON.stringify(one));
});

Deno.test("docs/report.schema.json is made of the types: deno task schemas writes it anew", () => {
  assertEquals(schema, reportSchema());
});

Deno.test("schemas are where the version of the package is", () => {
  for (const name of ["report", "mixture"] as const) {
    assertEquals(documentOf(`${name}.schema.json`).$id, schemaAddress(name));
  }
});

Deno.test("the schema of mixtures takes mixtures, and nothing that lacks a spread", () => {
  // its alternatives name keys that are described outside of them
  const ajv = new Ajv2020({ strictRequired: false, allowUnionTypes: true });
  const isMixture = ajv.compile(documentOf("mixture.schema.json"));
  for (const text of [gaussians, boxes]) assert(isMixture(JSON.parse(text)), text);
  assert(!isMixture({ means: [[0]] }));
  const student = { locations: [[0]], scales: 1, degreesOfFreedom: 3 };
  const one = { weight: 1, laplace: { location: 0, scale: 2 } };
  const mixtures = [
    { family: "laplace", locations: [[0], [1]], scales: [[1], [2]], weights: [0.5, 0.5] },
    { family: "studentT", ...student },
    student,
    { components: [one], name: "x" },
    {
      family: "mixed",
      components: [
        { weights: [0.5, 0.5], uniform: { centers: [[0], [2]], widths: 1 } },
        { weight: 0, gaussian: { mean: [0], covariance: [[1]] } },
        { weight: 0, studentT: { location: 0, scale: 1, degreesOfFreedom: 2 } },
        { weight: 0, logistic: { location: 0, scale: 1 } },
      ],
    },
  ];
  for (const value of mixtures) {
    assert(isMixture(value), JSON.stringify(value));
    assertEquals(mixtureFromJSON(value).dimension, 1);
  }
  const others = [
    { locations: [[0]], scales: 1 },
    { components: [] },
    { components: [{ ...one, weights: [1] }] },
    { components: [{ weight: 1 }] },
    { components: [{ ...one, gaussian: { mean: 0, variance: 1 } }] },
    { components: [{ gaussian: { mean: 0 } }] },
    { components: [{ laplace: { location: 0, scales: 1 } }] },
    { components: [one], means: [[0]], variance: 1 },
  ];
  for (const value of others) {
    assert(!isMixture(value), JSON.stringify(value));
    assertThrows(() => mixtureFromJSON(value));
  }
});
