import {
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import fc from "fast-check";
import {
  DomainError,
  evaluate,
  gaussianMixture,
  jointEntropy,
  pairwiseEntropy,
  type ShapeError,
  UnknownNameError,
} from "../../mod.ts";
import schema from "../../docs/mixture.schema.json" with { type: "json" };
import { familyKeys } from "../../src/io/mixtures/file_families.ts";
import { mixtureFromJSON, NOTES, parseMixture } from "../../src/io/mixtures/json.ts";
import { findJSONMistake } from "../../src/io/mixtures/json_syntax.ts";
import { scalar } from "../support/results.ts";

/** A sentence as it goes to a person: it begins with a capital or a quoted name, has no final period and no line break. */
function assertSentence(message: string): void {
  assertMatch(message, /^[A-Z"].*[^.\s]$/);
}

function sentenceOf(
  run: () => unknown,
  type: typeof DomainError | typeof ShapeError = DomainError,
): string {
  const { message } = assertThrows(run, type);
  assertSentence(message);
  return message;
}

// The two unit Gaussians at distance 10 of the mathematics: far enough for every bound to be h + ln 2.
const FAR = { family: "gaussian", means: [[0], [100]], variance: 1 };
const FAR_ENTROPY = 0.5 * Math.log(2 * Math.PI * Math.E) + Math.LN2;

Deno.test("JSON: every form of the covariance gives the same mixture", async () => {
  const forms = [
    { variance: 1 },
    { variances: [1, 1] },
    { variances: [[1], [1]] },
    { covariance: [[1]] },
    { covariances: [[[1]], [[1]]] },
  ];
  for (const form of forms) {
    const p = mixtureFromJSON({ family: "gaussian", means: [[0], [100]], ...form });
    assertEquals([p.family, p.components, p.dimension], ["gaussian", 2, 1]);
    const value = await evaluate(pairwiseEntropy(p, { distance: "kl" }));
    assertAlmostEquals(scalar(value), FAR_ENTROPY, 1e-12, JSON.stringify(form));
  }
});

Deno.test("JSON: boxes, weights and notes are read, and the keys tell the family", async () => {
  const p = mixtureFromJSON({
    name: "two boxes",
    description: "apart",
    expect: {},
    weights: [0.5, 0.5],
    centers: [[0, 0], [9, 9]],
    widths: [[1, 1], [1, 1]],
  });
  assertEquals([p.family, p.components, p.dimension], ["uniform", 2, 2]);
  // Two boxes of volume 1 that do not touch: ln 2.
  assertAlmostEquals(scalar(await evaluate(jointEntropy(p))), Math.LN2, 1e-14);
});

Deno.test("JSON: the schema in the documents has the keys that are read, and no others", () => {
  const read = [...Object.values(familyKeys).flat(), ...NOTES, "family", "components"];
  assertEquals(Object.keys(schema.properties).sort(), [...new Set(read)].sort());
});

Deno.test("JSON: the names of scikit-learn and MixEntroPY are understood", async () => {
  const means = [[0, 0], [3, 1]], weights = [0.25, 0.75], diagonal = [[1, 2], [3, 4]];
  const matrices = diagonal.map(([a, b]) => [[a!, 0], [0, b!]]);
  const expected = await evaluate(
    pairwiseEntropy(gaussianMixture({ weights, means, covariances: matrices }), { distance: "kl" }),
  );
  const fitted = { weights_: weights, means_: means };
  for (
    const value of [
      { ...fitted, covariances_: diagonal, covariance_type: "diag", n_iter_: 3 },
      { ...fitted, covariances_: matrices, covariance_type: "full", $schema: "x" },
      { weights, means, covariances: diagonal, covariance_type: "diag" },
      { c: weights, mu: means, sigma: matrices },
      { c: weights, mu: means, sigma: matrices, family: "gauss", name: "x" },
    ]
  ) {
    const p = mixtureFromJSON(value);
    const found = scalar(await evaluate(pairwiseEntropy(p, { distance: "kl" })));
    assertAlmostEquals(found, expected, 1e-12);
  }
  assertEquals(
    mixtureFromJSON({ mu: means, sigma: matrices, family: "uniform" }).family,
    "uniform",
  );
  const read = (value: unknown) => sentenceOf(() => mixtureFromJSON(value), DomainError);
  assertStringIncludes(read({ ...fitted, covariances_: diagonal }), "Expected covariance_type");
  assertStringIncludes(read({ mu: [[null]], sigma: matrices }), '"mu[0][0]", got null');
});

Deno.test("JSON: what is missing, misspelt, of the other family or not a number is a sentence", () => {
  const read = (value: unknown) => sentenceOf(() => mixtureFromJSON(value), DomainError);
  const misread = (value: unknown) => sentenceOf(() => mixtureFromJSON(value), UnknownNameError);
  assertStringIncludes(read([1]), "got an array");
  assertStringIncludes(read(null), "got null");
  assertStringIncludes(misread({ family: "gausian" }), 'did you mean "gaussian"?');
  assertStringIncludes(misread({ ...FAR, weigths: [1] }), 'did you mean "weights"?');
  assertStringIncludes(read({ ...FAR, widths: 1 }), 'in a gaussian mixture, got "widths"');
  assertStringIncludes(read({ family: "gaussian", variance: 1 }), 'Expected the key "means"');
  assertStringIncludes(read({ family: "gaussian", means: [[0]] }), "got none");
  assertStringIncludes(read({ ...FAR, variances: [1, 1] }), 'got "variances", "variance"');
  assertStringIncludes(
    read({ family: "gaussian", means: [[0], ["1"]], variance: 1 }),
    'Expected numbers in "means[1][0]", got the text "1"',
  );
  assertStringIncludes(read({ ...FAR, weights: [null, 1] }), '"weights[0]", got null');
  assertStringIncludes(read({ family: "uniform", centers: [[0]] }), 'Expected the key "widths"');
});

Deno.test("JSON: a mistake in the text is named with line and column, in every engine alike", () => {
  assertEquals(
    sentenceOf(() => parseMixture('{\n  "family": "gaussian",\n  "means": [[0], [1]\n}\n')),
    'Expected "," or "]" in JSON at line 4, column 1, got "}"',
  );
  const cases: [string, number, number, string, string][] = [
    ["", 1, 1, "a value", "the end of the text"],
    ["{a: 1}", 1, 2, "a key in double quotes", '"a"'],
    ['{"a" 1}', 1, 6, '":"', '"1"'],
    ["[1, NaN]", 1, 5, "a value", '"NaN"'],
    ["[1,]", 1, 4, "a value", '"]"'],
    ["[1] 2", 1, 5, "the end of the text", '"2"'],
    ['["a\nb"]', 1, 2, "a value", '"\\""'],
    ["[01]", 1, 3, '"," or "]"', '"1"'],
  ];
  for (const [text, line, column, expected, found] of cases) {
    assertEquals(findJSONMistake(text), { line, column, expected, found }, text);
  }
});

Deno.test("JSON: a text has a mistake exactly where JSON.parse refuses it", () => {
  const parses = (text: string) => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  const piece = fc.constantFrom(
    ...[
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      '"\\u00e9"',
      '"',
      "0",
      "-1.5e3",
      "-",
      "true",
      "nul",
      " ",
      "\n",
    ],
  );
  fc.assert(fc.property(fc.json(), (text) => findJSONMistake(text) === undefined));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const text = pieces.join("");
      assertEquals(findJSONMistake(text) === undefined, parses(text), text);
    }),
    { numRuns: 2000 },
  );
});
