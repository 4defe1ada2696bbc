/** What a value is mistaken for, by programs without types, is a sentence: a number, a record of options, a mixture. */
import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import {
  componentEntropy,
  evaluate,
  gaussianMixture,
  gradient,
  jointEntropy,
  kernelDensity,
  monteCarloEntropy,
  pairwiseEntropy,
  readMixture,
  uniformMixture,
} from "../../mod.ts";
import { mixture } from "../../mixentropy.ts";
import { add, cumulativeSum } from "../../ops.ts";
import { runOver } from "../support/run_command.ts";

const gaussian = gaussianMixture({ means: [[0, 0], [3, 1]], variance: 1 });
/** What no type allows. */
const wrong = (value: unknown): never => value as never;

function sentenceOf(run: () => unknown): string {
  return assertThrows(run, Error).message;
}

Deno.test("mixtures and results refuse to be numbers, and say what they are as texts", async () => {
  const mixtures = [
    gaussian,
    uniformMixture({ centers: [[0]], widths: 1 }),
    kernelDensity([[0], [1], [3]]),
    mixture([0.5, 0.5], [[0], [1]], [[[1]], [[1]]], "uniform"),
  ];
  const { means } = await evaluate(gradient(jointEntropy(gaussian), gaussian));
  for (const value of [...mixtures, means]) {
    const x: never = wrong(value);
    for (const run of [() => x - 1, () => x + "", () => +x, () => x > 1, () => Math.max(x, 1)]) {
      assertStringIncludes(sentenceOf(run), "got an operator or a function for numbers on a");
    }
  }
  assertEquals(`${gaussian}`, "a Gaussian mixture, k = 2, d = 2");
  assertEquals(`${mixtures[1]}`, "a uniform mixture, k = 1, d = 1");
  assert(`${means}`.startsWith("[2, 2]"));
  // the refusal is no key of its own
  assertEquals(Object.keys(gaussian).length, 7);
});

Deno.test("an array where options are expected is called one", async () => {
  const cases: (() => unknown)[] = [
    () => gaussianMixture(wrong([[0]])),
    () => gaussianMixture(wrong(Float64Array.of(1))),
    () => uniformMixture(wrong([[0]])),
    () => kernelDensity([[1], [2]], wrong(["scott"])),
    () => monteCarloEntropy(gaussian, wrong([100])),
    () => pairwiseEntropy(gaussian, wrong(["kl"])),
    () => cumulativeSum([1, 2], wrong(Int8Array.of(0))),
  ];
  for (const run of cases) {
    assertMatch(sentenceOf(run), /^Expected .* as .*, got an (array of 1|instance of \w+Array)$/);
  }
  assertEquals(
    sentenceOf(() => gaussianMixture(wrong([[0]]))),
    "Expected the parameters of a Gaussian mixture as an object, got an array of 1",
  );
  const late = await evaluate(jointEntropy(gaussian), wrong(["cpu"])).catch((e: unknown) => `${e}`);
  assertEquals(late, "TypeError: Expected options as an object, got an array of 1");
});

Deno.test("a mixture and a component are called that where something else is expected", async () => {
  const first = gaussian.at(0);
  assertStringIncludes(sentenceOf(() => add(wrong(gaussian), 1)), "got a mixture");
  assertStringIncludes(sentenceOf(() => componentEntropy(wrong(gaussian))), "got a mixture");
  assertStringIncludes(
    sentenceOf(() => jointEntropy(wrong({ ...first, weight: 1 }))),
    "got a component of a mixture",
  );
  const known = await evaluate(wrong(3.5)).catch((e: unknown) => `${e}`);
  assertStringIncludes(String(known), "got 3.5, which is a number already");
});

Deno.test("no bytes are no rows of data", async () => {
  const said = await readMixture(new Uint8Array()).catch((e: unknown) => `${e}`);
  assertStringIncludes(String(said), "got no bytes");
});

Deno.test("a file in the place of a command is answered with the command for files", async () => {
  for (const file of ["data.csv", "./rows", "-", "C:\\x.json"]) {
    const { code, err } = await runOver([file], () => "");
    assertEquals(code, 2);
    assertStringIncludes(err, 'for a file it is mixtropy entropy "');
  }
  const { err } = await runOver(["entropie"], () => "");
  assertStringIncludes(err, 'did you mean "entropy"?');
});
