/** The order of keys by their digits, against that by comparing them. */
import { atOnce } from "../../src/run/conduct/slices.ts";
import { sortedOrder } from "../../src/run/conduct/sorted_order.ts";
import { DomainError } from "../../mod.ts";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { randomNumbers, times } from "../support/random_numbers.ts";

const random = randomNumbers(5);

/** Kinds of keys, by a function of the index. */
const kinds: { readonly [name: string]: (t: number) => number } = {
  "uniform on (0, 1)": random,
  "of both signs and of every size": () => (random() - 0.5) * 10 ** (600 * random() - 300),
  "few values, zeros of both signs and infinities among them": () =>
    [0, -0, 1, -1, Infinity, -Infinity, 5e-324, -5e-324, Number.MAX_VALUE][
      Math.floor(9 * random())
    ]!,
  "that differ in their last bits only": () => 1 + Math.floor(64 * random()) * 2 ** -52,
  "all equal": () => 0.3,
  "falling": (t) => -t,
};

for (const [name, key] of Object.entries(kinds)) {
  Deno.test(`keys are put in order as comparing them does, equal ones as they stand: ${name}`, () => {
    // few are compared, many are dealt out, and very many in slices
    for (const count of [0, 1, 2, 64, 65, 1000, 70_000]) {
      const keys = Float64Array.from(times(count, key));
      const expected = times(count, (t) => t).sort((s, t) =>
        keys[s] === keys[t] ? s - t : keys[s]! < keys[t]! ? -1 : 1
      );
      const order = atOnce(sortedOrder(keys.slice()));
      assert(order.every((index, t) => index === expected[t]), `${count} keys`);
      assertEquals(order.length, count);
    }
  });
}

Deno.test("a key that is no number is told with its index, among few and many", () => {
  for (const count of [3, 1000]) {
    const keys = new Float64Array(count);
    keys[2] = NaN;
    assertThrows(() => atOnce(sortedOrder(keys)), DomainError, "got NaN at index 2");
  }
});

Deno.test("very many keys are put in order in slices, none of which has more than 65,536 of them", () => {
  const order = sortedOrder(Float64Array.from(times(300_000, random)));
  let slices = 0;
  while (order.next().done !== true) slices++;
  // keys are looked at once and dealt out by several digits
  assert(slices >= 2 * Math.floor(300_000 / 65_536), `${slices} slices`);
});
