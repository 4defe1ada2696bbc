/** States that somebody has put together himself, with checksums that hold: what `partial` cannot have written is refused, field by field. */
import {
  conditionalEntropy,
  input,
  mergePartials,
  monteCarloEntropy,
  pairwiseEntropy,
  partial,
  type PartialState,
} from "../../mod.ts";
import { add, cumulativeSum, exp, log, mul, sum } from "../../ops.ts";
import { checksumOf } from "../../src/run/face/shards/shard_hash.ts";
import type { FormulaText } from "../../src/run/face/shards/partial_state.ts";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { toMixture } from "../support/entries.ts";
import { draw } from "../support/random_mixtures.ts";
import { randomNumbers } from "../support/random_numbers.ts";

/** JSON that may be changed. */
// deno-lint-ignore no-explicit-any -- it is changed into what its type forbids
type Changed = any;

const p = toMixture(draw({ structure: "covariances", k: 5, d: 2, seed: 5 }));
const kl = pairwiseEntropy(p, { distance: "kl" });
const colour = "\u001b[31m";
const steps = input([[1, 2, 3], [0, 1, 2]], { name: colour, axes: ["time of day", colour] });
const shifts = input([0.25, 0.5], { name: "shifts" });
const outputs = {
  kl,
  list: [add(kl, conditionalEntropy(p)), exp(mul(kl, shifts))],
  matrix: cumulativeSum(mul(kl, steps)),
  total: log(sum(exp(mul(kl, shifts)))),
};
const whole = await partial(outputs, { rows: [0, 5] });

/** The state with another formula, and other fields, under its own checksum. */
async function forged(
  change: (text: Changed) => void,
  fields: (state: Changed) => object = () => ({}),
  state: PartialState = whole,
): Promise<PartialState> {
  const text: FormulaText = JSON.parse(state.formula);
  change(text);
  const made = { ...state, formula: JSON.stringify(text), ...fields(state) };
  return { ...made, checksum: await checksumOf(made) };
}

const refuses = (states: PartialState | PartialState[], sentence: RegExp) =>
  assertRejects(() => mergePartials([states].flat()), RangeError).then((error) => {
    const { message } = error as Error;
    assert(sentence.test(message), message);
    // neither a control character nor more than a line
    assert(!/\p{Cc}/u.test(message) && message.length < 350, JSON.stringify(message));
  });

const lineOf = (text: Changed, kind: string): Changed =>
  text.formula.lines.find((line: Changed) => line.kind === kind);
const huge = (text: Changed) => {
  const { sets, lines } = text.formula;
  sets.push({ role: "component", letter: "i", extent: 1e12 });
  lines.push({ kind: "coord", axes: [[sets.length - 1, 0]] });
};

const changes: { readonly [what: string]: readonly [(text: Changed) => void, RegExp] } = {
  "the letter of a set": [
    (text) => text.formula.sets[0].letter = colour,
    /sets\[0\]\.letter to be a name as messages show it, got "\\u001b\[31m"/,
  ],
  "the role of a set": [(text) => text.formula.sets[0].role = "toString", /role of axes, got "to/],
  "an extent": [(text) => text.formula.sets[0].extent = 1e12, /got those of \[1000000000000/],
  "an extent of no array": [
    huge,
    /sets\[\d\]\.extent to be that of a dimension.*got 1000000000000/,
  ],
  "half an extent": [(text) => text.formula.sets[0].extent = 1.5, /an integer ≥ 1, got 1\.5/],
  "no set": [(text) => text.formula.sets[0] = null, /sets\[0\] to be a record, got null/],
  "an operation": [
    (text) => lineOf(text, "map").op = "constructor",
    /lines\[\d+\]\.op to be an operation of kind map, got "constructor"/,
  ],
  "a scan": [(text) => lineOf(text, "scan").op = "zzz", /of kind scan, got "zzz"/],
  "a reduction": [(text) => lineOf(text, "reduce").op = "valueOf", /of kind reduce, got "valueOf"/],
  "a kind": [(text) => lineOf(text, "map").kind = "__proto__", /a kind of value, got "__proto__"/],
  "a marker": [(text) => lineOf(text, "map").kind = "marker", /a kind of value, got "marker"/],
  "an argument too few": [
    (text) => lineOf(text, "map").parts.pop(),
    /parts to be \d lines, got an/,
  ],
  "an argument not yet made": [
    (text) => text.formula.lines.at(-1).parts = [text.formula.lines.length],
    /parts\[0\] to be an integer ≥ 0 and < \d+, got \d+/,
  ],
  "an axis too many": [(text) => lineOf(text, "reduce").axes.push([0, 0]), /to be 1 axes, got an/],
  "the axis of no set": [
    (text) => lineOf(text, "reduce").axes = [[99, 0]],
    /\[0\]\[0\] to be .* 99/,
  ],
  "a copy": [(text) => lineOf(text, "reduce").axes = [[0, 1e9]], /\[0\]\[1\] to be .* 1000000000/],
  "the number of an array": [(text) => lineOf(text, "input").value = -1, /value to be .*, got -1/],
  "a domain": [(text) => lineOf(text, "input").domain = "zzz", /domain of numbers, got "zzz"/],
  "a number": [
    (text) => text.formula.lines.push({ kind: "const", value: "zzz" }),
    /value to be a number as text, got "zzz"/,
  ],
  "a name": [
    (text) => text.formula.lines.push({ kind: "hold", op: colour, parts: [0] }),
    /op to be a name as messages show it, got "\\u001b/,
  ],
  "the axes of a value": [
    (text) => text.formula.lines.push({ kind: "rename", axes: [[0, 0]], parts: [0] }),
    /Expected 0 axes for a value that has as many, got 1/,
  ],
  "the line of an output": [(text) => text.formula.outputs[0] = 0.5, /outputs\[0\] to be .* 0\.5/],
  "no lines": [(text) => text.formula.lines = null, /lines to be a list, got null/],
  "the reduction of a sum": [
    (text) => text.sums[0].op = "toString",
    /sums\[0\]\.op to be sum, max or logSumExp, got "toString"/,
  ],
  "the leaves of a sum": [(text) => text.sums[0].byBlock = 1, /byBlock to be true or false, got 1/],
  "a shape as text": [(text) => text.sums[0].shape = "1", /sums\[0\]\.shape to be a list, got "1"/],
  "no shape": [(text) => delete text.sums[0].shape, /sums\[0\]\.shape to be a list, got nothing/],
  "a shape that is too large": [
    (text) => text.sums[0].shape = [1e9, 1e9],
    /axes of \[1000000000, /,
  ],
  "a negative extent": [(text) => text.constants[0].shape = [-1], /shape\[0\] to be .*, got -1/],
  "numbers that are none": [(text) => text.constants[0].data = "zz", /data to be .* got "zz"/],
  "no numbers": [(text) => text.constants[0].data = "", /\d+ hexadecimal digits, got ""/],
  "too many numbers": [
    (text) => text.constants[0].data += "3ff0000000000000",
    /hexadecimal digits/,
  ],
  "a place": [(text) => text.structure.kl = 5, /structure\.kl to be an integer ≥ 0 and < 5, got 5/],
  "a place below": [(text) => text.structure.list[1] = -1, /structure\.list\[1\] to be .*, got -1/],
  "no place": [(text) => text.structure = null, /structure to be an integer .* got null/],
  "places without end": [
    (text) => {
      for (let t = 0; t < 3000; t++) text.structure = [text.structure];
    },
    /structure to be nested at most 100 times/,
  ],
};

for (const [what, [change, sentence]] of Object.entries(changes)) {
  Deno.test(`a forged state is refused: ${what}`, async () => {
    await refuses(await forged(change), sentence);
  });
}

Deno.test("a forged state is refused: lists of sums, blocks, and rows that cut them", async () => {
  const same = () => ({});
  const surplus = await forged(same, ({ sums }) => ({ sums: [...sums, ["00"]] }));
  await refuses(surplus, /state 0 with \d lists of texts as sums, got an array of \d/);
  for (const block of [1, 65, 96, 128, 2 ** 17]) {
    await refuses(
      await forged(same, () => ({ block })),
      new RegExp(`of 5 as block, got ${block};`),
    );
  }
  const { value } = monteCarloEntropy(p, { samples: 130, seed: 1 });
  const drawn = await partial(value, { rows: [0, 130] });
  const byBlock = (text: Changed) => text.sums[0].byBlock = true;
  const cut = await forged(byBlock, () => ({ rows: [3, 130] }), drawn);
  await refuses(
    [cut, await forged(byBlock, same, drawn)],
    /state 0 with rows that begin and end with blocks of 64, got \[3,130\]/,
  );
});

Deno.test("whatever is changed in a formula, it is merged or refused by a sentence", async () => {
  const random = randomNumbers(3), numbers = [-1, 0, 1, 2, 3, 7, 0.5, 1e9, 1e15];
  const texts = ["", "sum", "order", "solve", "exp", "prefer", "hold", "dense", "rename", colour];
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const places = (value: Changed): [Changed, string][] =>
    typeof value !== "object" || value === null
      ? []
      : Object.keys(value).flatMap((key) => [[value, key], ...places(value[key])]);
  let refused = 0;
  for (let t = 0; t < 1500; t++) {
    const state = await forged((text) => {
      const [record, key] = pick(places(random() < 0.7 ? text.formula : text));
      const old = record[key];
      if (typeof old === "number") record[key] = pick(numbers);
      else if (typeof old === "string") record[key] = pick(texts);
      else if (Array.isArray(old) && random() < 0.5) old.pop();
      else if (Array.isArray(old)) old.push(structuredClone(pick([...old, 0])));
      else record[key] = null;
    });
    await mergePartials([state]).catch(({ name, message }: Error) => {
      refused++;
      assert(["ShapeError", "DomainError"].includes(name), `${name}: ${message}`);
      assert(/^(Expected|The value|This needs) \P{Cc}*$/u.test(message), message);
    });
  }
  assert(refused > 500, `${refused}`);
});

Deno.test("a state that nobody has changed is merged", async () => {
  const { kl, list } = await mergePartials([await forged(() => {}) as typeof whole]);
  assertEquals([kl, list], (({ kl, list }) => [kl, list])(await mergePartials([whole])));
});
