/** Arrays that hold themselves, have holes or throw when they are read: a sentence that names the argument, and at once. */
import {
  compile,
  DomainError,
  evaluate,
  gaussianMixture,
  gradient,
  input,
  jointEntropy,
  logDetEntropy,
  mixtureFromJSON,
  monteCarloEntropy,
  pairwiseEntropy,
  ShapeError,
  uniformMixture,
  UnknownNameError,
} from "../../mod.ts";
import { parseMixture } from "../../src/io/mixtures/json.ts";
import { assert, assertEquals } from "@std/assert";
import { boxes, gaussians, refuses, variances, wrong } from "../support/sentences.ts";
import { steersTerminal } from "../support/terminal.ts";
import { sourceOf } from "../support/nodes.ts";
import { nodeOf } from "../../src/expr/node_of.ts";

const holdsItself: unknown[] = [0, 1];
holdsItself[0] = holdsItself;
const holdsItselfLater: unknown[] = [[0, 1], [2, 3]];
holdsItselfLater[1] = holdsItselfLater;
const mutual: unknown[] = [[]];
(mutual[0] as unknown[]).push(mutual);
const throwing = (): never => {
  throw new Error("no \x1b[31mentry\nhere");
};
const { proxy: revoked, revoke } = Proxy.revocable([], {});
revoke();
/** `levels` levels of arrays that each hold the one below twice: 2^levels numbers in little memory. */
function doubled(levels: number): unknown {
  let array: unknown = [1, 2];
  for (let t = 1; t < levels; t++) array = [array, array];
  return array;
}
function nested(levels: number): unknown {
  let array: unknown = 1;
  for (let t = 0; t < levels; t++) array = [array];
  return array;
}

/** What is wrong, and what the sentence says of it. */
const hostile: readonly (readonly [string, unknown, string])[] = [
  ["holds itself", holdsItself, "at most 32 dimensions"],
  ["holds itself, but not first", holdsItselfLater, "a number at ARG[1][0], got an array of 2"],
  ["two that hold each other", mutual, "at most 32 dimensions"],
  ["nested 5,000 deep", nested(5000), "at most 32 dimensions"],
  ["nested a million deep", nested(1e6), "at most 32 dimensions"],
  ["2⁴⁰ numbers in 40 levels", doubled(40), "at most 32 dimensions"],
  ["2³¹ numbers in 31 levels", doubled(31), "to fit into memory"],
  ["a billion holes", Array(1e9), "to fit into memory"],
  ["a million holes", Array(1e6), "a number at ARG[0], got nothing"],
  [
    "holes for rows",
    [[0, 1], ...Array(1e6)],
    "2 entries at ARG[1], as in the first row, got nothing",
  ],
  ["a getter", {
    get data() {
      return throwing();
    },
    shape: [2],
  }, "\\u001b[31mentry\\nhere"],
  ["a getter of an entry", Object.defineProperty([0, 1], 1, { get: throwing }), "an error: no"],
  ["a proxy", new Proxy([[0]], { get: throwing }), "an error: no"],
  ["a revoked proxy", revoked, "ARG to be readable"],
  ["a proxy of an object", new Proxy({}, { has: throwing, getPrototypeOf: throwing }), "readable"],
  [
    "an endless proxy",
    new Proxy([], { get: (_, key) => key === "length" ? 2 ** 53 : 1 }),
    "memory",
  ],
  ["a proxy without end of shape", { data: [1], shape: { length: 1e9 } }, "at most 32 dimensions"],
  [
    "repeated beyond memory",
    { data: [1], shape: [1e9, 1e9], strides: [0, 0] },
    "to fit into memory",
  ],
  ["a shape of text", { data: [1], shape: ["\x1b[31m"] }, 'shape ["\\u001b[31m"]'],
  ["an offset of text", { data: [1, 2], shape: [2], offset: "1" }, 'offset of ARG, got "1"'],
  [
    "strides between entries",
    { data: [1, 2], shape: [2], strides: [0.5] },
    "stride of ARG, got 0.5",
  ],
  ["strides without end", { data: [1, 2], shape: [2], strides: [Infinity] }, "got Infinity"],
  ["data without length", { data: {}, shape: [1] }, "the data of ARG as an array"],
  ["bigints", new BigInt64Array(4), "an instance of BigInt64Array"],
  ["unsigned bigints", new BigUint64Array(4), "an instance of BigUint64Array"],
  ["rows of bigints", [new BigInt64Array(40)], "a number at ARG[0][0], got the bigint 0"],
  ["strided bigints", { data: new BigUint64Array(4), shape: [2, 2] }, "the bigint 0 at data[0]"],
  ["bytes", new DataView(new ArrayBuffer(8)), "an instance of DataView"],
];

for (const [what, value, part] of hostile) {
  Deno.test(`refused at once, as any argument: ${what}`, async () => {
    const refused = (run: () => unknown, name: string) =>
      refuses(run, ShapeError, part.replaceAll("ARG", name));
    await refused(gaussians({ means: value }), "means");
    await refused(gaussians({ weights: value }), "weights");
    await refused(boxes({ widths: value }), "widths");
    await refused(() => input(wrong(value), { name: "x" }), "x");
    await refused(() => logDetEntropy(wrong(value)), "x");
    const leaf = input([1], { name: "y" });
    const plan = compile(leaf, { inputs: { y: leaf } });
    await refused(() => plan.run({ y: wrong(value) }), "y");
    // JSON knows nested arrays only, and says so in its own words
    const type = part.includes("memory") && what !== "a million holes" ? Error : DomainError;
    const error = await Promise.resolve().then(() => mixtureFromJSON({ means: value, variance: 1 }))
      .then(() => undefined, (error) => error);
    assert(error instanceof type && error instanceof RangeError, `${error}`);
    assert(error.message.length < 300 && !steersTerminal(error.message), error.message);
    assert(error.message.includes("means"), error.message);
  });
}

Deno.test("parameters and options that throw when they are read are a sentence", async () => {
  const options = (name: string) =>
    wrong({
      get [name]() {
        return throwing();
      },
    });
  const proxy = wrong(new Proxy({}, { ownKeys: throwing }));
  const p = gaussians({})();
  const cannot = "cannot be read: no \\u001b[31mentry\\nhere";
  for (const parameters of [options("means"), options("variances"), proxy]) {
    await refuses(() => gaussianMixture(parameters), TypeError, "a Gaussian mixture " + cannot);
  }
  await refuses(() => uniformMixture(options("centers")), TypeError, "a uniform mixture " + cannot);
  await refuses(() => monteCarloEntropy(p, options("samples")), TypeError, cannot);
  await refuses(() => pairwiseEntropy(p, options("distance")), TypeError, cannot);
  await refuses(() => pairwiseEntropy(p, { distance: options("chernoff") }), TypeError, cannot);
  await refuses(() => logDetEntropy([[1], [2]], options("beta")), TypeError, cannot);
  await refuses(() => mixtureFromJSON(options("means")), DomainError, cannot);
  await refuses(() => mixtureFromJSON(proxy), DomainError, cannot);
});

Deno.test("expressions in structures that hold themselves or throw are refused by their path", async () => {
  const p = jointEntropy(gaussians({})());
  const record: Record<string, unknown> = { p };
  record.again = record;
  await refuses(() => evaluate(wrong(record)), TypeError, "100 levels", "at .again.again");
  await refuses(() => evaluate(wrong(holdsItself)), TypeError, "100 levels", "at [0][0]");
  await refuses(
    () =>
      evaluate(wrong({
        a: [p, {
          get b() {
            return throwing();
          },
        }],
      })),
    TypeError,
    "at .a[1]",
  );
  await refuses(() => evaluate(wrong([revoked])), TypeError, "at [0]");
  await refuses(() => evaluate(wrong({ "\x1b[2J": 1 })), TypeError, "at .\\u001b[2J");
  await refuses(() => gradient(wrong(revoked), p), TypeError, "an object that cannot be read");
});

Deno.test("names that steer a terminal are shown escaped, in formulas and messages", async () => {
  const x = input([1, -1], { name: "\x1b]0;owned\x07" });
  assertEquals(String(x), "\\u001b]0;owned\\u0007[x]");
  await refuses(() => input([NaN], { name: "a\u202eb\n" }), DomainError, "in a\\u202eb\\n");
  await refuses(
    () => input([1], wrong({ name: 3 })),
    TypeError,
    "name of an input as a text, got 3",
  );
  const plan = compile(x, { inputs: { x } });
  // a name that no type knows
  const strange: object = { "\x1b[2J": 1 };
  await refuses(() => plan.run(strange), UnknownNameError, 'input "\\u001b[2J"');
  await refuses(gaussians({ "\x9b2J": 1 }), UnknownNameError, '"\\u009b2J"');
  await refuses(gaussians({ means: "\x1b[2J".repeat(1e6) }), ShapeError, "\\u001b[2J");
});

Deno.test("JSON nested 5,000 or a million deep, closed or not, and strings of 50 MB are sentences", async () => {
  const refused = (text: string, ...parts: string[]) =>
    refuses(() => parseMixture(text), DomainError, ...parts);
  for (const n of [5000, 1e6]) {
    for (const [open, close] of [["[", "]"], ['{"a":', "}"]] as const) {
      const deep = open.repeat(n) + "1" + close.repeat(n);
      await refused(`{"means":${deep},"variance":1}`, "means");
      await refused(`{"variance":1,"means":[${deep}],"expect":${deep}}`, "means");
      await refused(`{"means":${open.repeat(n)}`, "got the end of the text");
    }
  }
  const long = "x".repeat(5e7);
  await refused(`{"means":[["${long}"]],"variance":1}`, 'got the text "xxx');
  await refused(`{"means":[["${long}`, "Expected a value in JSON at line 1, column 12");
  await refuses(() => parseMixture(`{"${long}":1}`), UnknownNameError, 'Unknown key "xxx');
  await refused(`{"means":${"1".repeat(1e6)}x`, "column 1000010");
  await refuses(
    () => mixtureFromJSON(`{"means":[[0]],"variance":1}${long}`),
    DomainError,
    "the text",
  );
});

Deno.test("what only looks odd is read as before", () => {
  const row = [0, 1], p = gaussianMixture({ means: [row, row], variances });
  assertEquals(
    nodeOf(p.parameters.means).kind === "input" &&
      [...sourceOf(p.parameters.means).data],
    [
      0,
      1,
      0,
      1,
    ],
  );
  assertEquals(mixtureFromJSON({ means: [row, row], variance: 1 }).components, 2);
});
