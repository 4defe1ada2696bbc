/** States of shards: what belongs together and what does not, what is missing, what was damaged; the tree they merge along. */
import {
  type Expr,
  gradient,
  input,
  mergePartials,
  monteCarloEntropy,
  pairwiseEntropy,
  partial,
  type PartialState,
} from "../../mod.ts";
import { log } from "../../ops.ts";
import { axisOf, indexSet } from "../../src/expr/axes.ts";
import { reduce, relabel } from "../../src/expr/build.ts";
import { checksumOf } from "../../src/run/face/shards/shard_hash.ts";
import { fromHexadecimal, hexadecimal } from "../../src/run/face/shards/hexadecimal.ts";
import { cellStates } from "../../src/run/face/shards/shard_states.ts";
import { blocksOf, rootOf, treeOf } from "../../src/run/face/shards/shard_tree.ts";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { toMixture } from "../support/entries.ts";
import { draw } from "../support/random_mixtures.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";
import { estimatorsOf } from "../support/estimators.ts";
import { nodeOf } from "../../src/expr/node_of.ts";

const entries = draw({ structure: "spherical", k: 200, d: 2, seed: 5 });
const p = toMixture(entries);
const kl = pairwiseEntropy(p, { distance: "kl" });
const shards = (cuts: readonly number[], of: Expr = kl) =>
  Promise.all(cuts.slice(1).map((to, t) => partial(of, { rows: [cuts[t]!, to] })));
const refuses = (work: Promise<unknown>, sentence: RegExp) =>
  assertRejects(() => work, Error, undefined).then((error) =>
    assert(sentence.test((error as Error).message), (error as Error).message)
  );
/** A state that somebody has changed so that its checksum holds. */
const resealed = async (state: PartialState) => ({ ...state, checksum: await checksumOf(state) });

Deno.test("rows may come twice and overlap, as long as they agree", async () => {
  const value = await mergePartials(await shards([0, 200]));
  const parts = await shards([0, 64, 128, 200]);
  assertEquals(await mergePartials([...parts, parts[1]!]), value);
  const overlapping = await Promise.all(
    [[0, 100], [50, 150], [149, 200]].map(([from, to]) => partial(kl, { rows: [from!, to!] })),
  );
  assertEquals(await mergePartials(overlapping), value);
});

Deno.test("missing rows are named", async () => {
  const parts = await shards([0, 10, 64, 100, 128, 200]);
  await refuses(
    mergePartials([parts[3]!, parts[1]!]),
    /all 200 rows, rows \[0, 10\], \[64, 100\], \[128, 200\] are missing/,
  );
});

Deno.test("rows that came twice and differ are refused, also where one state has them in larger blocks", async () => {
  const [whole] = await shards([0, 200]) as [PartialState];
  const parts = await shards([0, 64, 128, 200]);
  const changed = (state: PartialState) => {
    const text = state.sums[1]![0]!, digit = text[15] === "0" ? "1" : "0";
    const sums = state.sums.map((list) => [...list]);
    sums[1]![0] = text.slice(0, 15) + digit + text.slice(16);
    return resealed({ ...state, sums });
  };
  await refuses(
    mergePartials([...parts, await changed(parts[1]!)]),
    /came twice.*state 1 of rows \[64, 128\] and in state 3 of rows \[64, 128\]/,
  );
  await refuses(
    mergePartials([...parts, await changed(whole)]),
    /came twice.*state 3 of rows \[0, 200\]/,
  );
});

Deno.test("states of other outputs, data, seeds or arithmetic do not belong together", async () => {
  const [first] = await shards([0, 100]) as [PartialState];
  const rest = (of: Expr) => partial(of, { rows: [100, 200] });
  const moved = draw({ structure: "spherical", k: 200, d: 2, seed: 6 });
  const others = [
    pairwiseEntropy(p, { distance: "bhattacharyya" }),
    pairwiseEntropy(toMixture(moved), { distance: "kl" }),
    monteCarloEntropy(p, { samples: 200, seed: 1 }).value,
  ];
  for (const other of others) {
    await refuses(
      mergePartials([first, await rest(other)]),
      /same outputs and data.*states 0 and 1/,
    );
  }
  const drawn = (seed: number) => monteCarloEntropy(p, { samples: 200, seed }).value;
  const half = await partial(drawn(1), { rows: [0, 100] });
  await refuses(mergePartials([half, await rest(drawn(2))]), /same outputs and data/);
  const own = await rest(kl);
  await refuses(mergePartials([first, { ...own, arithmetic: "other" }]), /the same arithmetic/);
  await refuses(mergePartials([first, { ...own, version: 2 }]), /state 1 of version 1, got 2/);
  await refuses(
    mergePartials([first, { ...own, format: "zip" }]),
    /format "mixtropy-partial", got "zip"/,
  );
});

Deno.test("equal data and outputs are one, whatever a program has made of them before", async () => {
  const again = toMixture(entries), { elk, kde } = estimatorsOf(again);
  await mergePartials([await partial([kde, elk], { rows: [0, 200] })]);
  gradient(elk, again);
  const own = pairwiseEntropy(again, { distance: "kl" });
  const halves = [await partial(kl, { rows: [0, 90] }), await partial(own, { rows: [90, 200] })];
  assertEquals(await mergePartials(halves), await mergePartials(await shards([0, 200])));
});

Deno.test("what is no whole state is refused by a sentence", async () => {
  const [state] = await shards([0, 200]) as [PartialState];
  const cut = state.sums.map((list) => list.map((text) => text.slice(0, -3)));
  const bad: [unknown, RegExp][] = [
    [[], /an array of partial states, got an array of 0/],
    [JSON.stringify([state]), /an array of partial states/],
    [[JSON.stringify(state)], /state 0 to be what partial\(\) gave, as an object/],
    [[null], /state 0 to be what partial\(\) gave.*got null/],
    [[{ ...state, rows: [0, 201] }], /rows \[from, to\] with 0 ≤ from < to ≤ 200, got \[0,201\]/],
    [[{ ...state, sums: cut }], /state 0 .* whose checksum is another/],
    [[await resealed({ ...state, sums: cut })], /numbers of 16 hexadecimal digits.*cut off/],
    [[await resealed({ ...state, sums: [] })], /2 lists of texts as sums, got \[\]/],
    [[{ ...state, sums: undefined }], /as sums, got nothing/],
    [[{ ...state, count: -1 }], /as count, got -1/],
    [[{ ...state, hash: 3 }], /text as hash, got 3/],
  ];
  for (const formula of ["{", "{}", state.formula.replace('"map"', '"mop"')]) {
    bad.push([[await resealed({ ...state, formula })], /the formula of partial state 0/]);
  }
  for (const [states, sentence] of bad) {
    // what files and other languages bring
    await refuses(mergePartials(states as PartialState[]), sentence);
  }
});

Deno.test("rows and options that make no sense are refused", async () => {
  const rows = (value: unknown) => partial(kl, { rows: value as [number, number] });
  await refuses(rows([0, 201]), /0 ≤ from < to ≤ 200, as there are 200 rows, got \[0, 201\]/);
  await refuses(rows([5, 5]), /got \[5, 5\]/);
  await refuses(rows([-1, 5]), /got \[-1, 5\]/);
  await refuses(rows([0.5, 5]), /got \[0.5, 5\]/);
  await refuses(rows(["0", "5"]), /got \["0", "5"\]/);
  await refuses(rows(undefined), /rows as \[from, to\], got nothing/);
  await refuses(rows([0, 1, 2]), /rows as \[from, to\], got an array of 3/);
  const other = (options: object) => partial(kl, { rows: [0, 200], ...options });
  await refuses(other({ precision: "f32" }), /Unknown option "precision"/);
  await refuses(other({ threads: 0 }), /threads to be an integer ≥ 1, got 0/);
  await refuses(other({ signal: AbortSignal.abort(new Error("enough")) }), /enough/);
  await refuses(partial([], { rows: [0, 1] }), /none that has such rows/);
  const { value } = monteCarloEntropy(p, { samples: 200 });
  await refuses(
    partial(gradient(value, p).means!, { rows: [0, 100] }),
    /begin and end at multiples of 64 up to 128, or at 200, .* got \[0, 100\]/,
  );
});

Deno.test("a value that is no number is refused by the name of its output", async () => {
  const over = indexSet("component", "i", 3), i = axisOf(over);
  const bad = reduce("sum", i, relabel(nodeOf(log(input([1, 2, -1], { name: "x" }))), [i]));
  const states = [
    await partial({ bad }, { rows: [0, 2] }),
    await partial({ bad }, { rows: [2, 3] }),
  ];
  await refuses(mergePartials(states), /The value of bad is not a number/);
});

Deno.test("progress ends at 1 and grows", async () => {
  const seen: number[] = [];
  await partial(kl, { rows: [3, 190], onProgress: (fraction) => seen.push(fraction) });
  assertEquals(seen, [...seen].sort((a, b) => a - b));
  assertEquals(seen.at(-1), 1);
  assert(seen.length >= 3, `${seen}`);
});

Deno.test("blocks of the tree: the fewest that make up a range, each a half of one above", () => {
  for (const count of [1, 2, 5, 8, 13, 64, 100]) {
    for (let from = 0; from < count; from++) {
      for (let to = from + 1; to <= count; to++) {
        let next = from;
        const blocks = blocksOf(from, to, count);
        for (const { level, index } of blocks) {
          assertEquals(index * 2 ** level, next);
          next = Math.min(count, (index + 1) * 2 ** level);
          assert(level <= rootOf(count).level);
        }
        assertEquals(next, to);
        assert(blocks.length <= 2 * Math.ceil(Math.log2(count + 1)), `${blocks.length}`);
      }
    }
    assertEquals(blocksOf(0, count, count), [rootOf(count)]);
  }
});

Deno.test("states of a tree are those of its definition, in whatever pieces its leaves are pushed", () => {
  const random = randomNumbers(8), count = 77;
  const terms = Float64Array.from(times(count, () => 10 ** (8 * random()) * (random() - 0.5)));
  for (const op of ["sum", "max", "logSumExp"] as const) {
    const states = cellStates(op, 1);
    /** The state of [first, first + 2^level), by its definition. */
    const defined = (level: number, first: number): Float64Array => {
      if (level === 0) return states.start(terms.slice(first, first + 1));
      const half = 2 ** (level - 1), left = defined(level - 1, first);
      if (first + half >= count) return left;
      const both = Float64Array.of(...left, ...defined(level - 1, first + half));
      states.merge(both, 0, left.length);
      return both.slice(0, left.length);
    };
    for (let t = 0; t < 20; t++) {
      const from = Math.floor(random() * count),
        to = from + 1 + Math.floor(random() * (count - from));
      const tree = treeOf(states, count);
      for (let first = from; first < to;) {
        const end = Math.min(to, first + 1 + Math.floor(random() * 20));
        tree.push(first, states.start(terms.slice(first, end)), end - first);
        first = end;
      }
      const expected = blocksOf(from, to, count).map(({ level, index }) =>
        defined(level, index * 2 ** level)
      );
      assertEquals(tree.blocks().map(({ state }) => state), expected, `${op} [${from}, ${to}]`);
    }
  }
});

Deno.test("numbers in hexadecimal are exact, and text that says none is told", () => {
  const numbers = Float64Array.of(0, -0, 1, -1 / 3, 5e-324, Infinity, -Infinity, NaN, 1e308);
  assertEquals(fromHexadecimal(hexadecimal(numbers)), numbers);
  // IEEE 754: 1 has the exponent 1023 and no fraction
  assertEquals(hexadecimal(Float64Array.of(1, -2)), "3ff0000000000000c000000000000000");
  assertEquals(fromHexadecimal("3ff"), undefined);
  assertEquals(fromHexadecimal("3FF0000000000000"), undefined);
});
