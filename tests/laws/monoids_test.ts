/** The laws of the monoids that sweeps reduce by, on numbers: identity, order and grouping, infinities, NaN, weights of 0. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  logUnscaled,
  lostByKnuth,
  type Monoid,
  monoids,
  raise,
} from "../../kernels/program/monoids.ts";
import {
  begin,
  numbers,
  type NumberState,
  stateIn,
  together,
} from "../../kernels/program/number_states.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";

const random = randomNumbers(11);

/** A term: a number, or the exponent and the weight of one. */
type Term = readonly [number, number?];

function empty(monoid: Monoid): NumberState {
  const state = stateIn(new Float64Array(2), 1);
  begin(monoid, state);
  return state;
}

function fed(monoid: Monoid, terms: readonly Term[]): NumberState {
  const state = empty(monoid);
  for (const [x, weight] of terms) monoid.feed(numbers, state, x, weight);
  return state;
}

function merged(monoid: Monoid, ...states: readonly NumberState[]): NumberState {
  const all = empty(monoid);
  for (const state of states) monoid.merge(numbers, all, state);
  return all;
}

const valueOf = (monoid: Monoid, state: NumberState) => monoid.finish(numbers, state);

/** The terms in states of one each, merged in pairs taken at random: any order, any grouping. */
function mergedAtRandom(monoid: Monoid, terms: readonly Term[]): number {
  const states = terms.map((term) => fed(monoid, [term]));
  while (states.length > 1) {
    const take = () => states.splice(Math.floor(random() * states.length), 1)[0]!;
    const [x, y] = [take(), take()];
    monoid.merge(numbers, x, y);
    states.push(x);
  }
  return valueOf(monoid, states[0]!);
}

/** Whole numbers over 2⁴⁰ between ±2⁵³, of sizes far apart: sums of them are exact as integers. */
const dyadic = () => Math.round((random() - 0.5) * 2 ** Math.floor(20 + 73 * random()));

function exactSum(numerators: readonly number[]): number {
  return Number(numerators.reduce((sum, n) => sum + BigInt(n), 0n)) * 2 ** -40;
}

Deno.test("the state before any term changes no other, on either side", () => {
  for (
    const [op, terms] of [["sum", [[1e16], [3], [-1e16]]], ["max", [[-4], [2]]], [
      "logSumExp",
      [[700, 2], [-3, 0.1]],
    ]] as const
  ) {
    const monoid = monoids[op], state = fed(monoid, terms), wanted = [...state.array];
    assertEquals([...merged(monoid, state).array], wanted, op);
    monoid.merge(numbers, state, empty(monoid));
    assertEquals([...state.array], wanted, op);
  }
});

Deno.test("what an addition loses is the same by both formulas, and exact", () => {
  for (let t = 0; t < 2000; t++) {
    const [x, y] = [dyadic(), dyadic()], sum = x + y;
    const exact = Number(BigInt(x) + BigInt(y) - BigInt(sum));
    assertEquals(numbers.lost(x, y, sum) + 0, exact);
    assertEquals(lostByKnuth(numbers, x, y, sum) + 0, exact);
  }
});

Deno.test("a sum is the exact one, rounded, in any order and grouping", () => {
  for (let t = 0; t < 100; t++) {
    const numerators = times(40, dyadic), exact = exactSum(numerators);
    const terms = numerators.map((n): Term => [n * 2 ** -40]);
    const size = numerators.reduce((sum, n) => sum + Math.abs(n), 0) * 2 ** -40;
    for (
      const value of [
        valueOf(monoids.sum, fed(monoids.sum, terms)),
        mergedAtRandom(monoids.sum, terms),
      ]
    ) {
      assertAlmostEquals(value, exact, 2 ** -52 * Math.abs(exact) + 2 ** -96 * size);
    }
  }
  // the exact sum is 1, plainly it is 0
  assertEquals(mergedAtRandom(monoids.sum, [[1e16], [1], [-1e16]]), 1);
});

Deno.test("a log-sum-exp of logarithms of whole numbers is that of their sum, in any order and grouping", () => {
  const monoid = monoids.logSumExp;
  for (let t = 0; t < 100; t++) {
    const whole = times(30, () => [1 + Math.floor(1e6 * random()), Math.floor(5 * random())]);
    const exact = whole.reduce((sum, [n, w]) => sum + n! * w!, 0);
    // far above and far below what exp can hold
    for (const by of [0, 1e5, -1e5]) {
      const terms = whole.map(([n, w]): Term => [by + Math.log(n!), w!]);
      const rounding = 2 ** -52 * (30 + Math.abs(by));
      assertAlmostEquals(valueOf(monoid, fed(monoid, terms)), by + Math.log(exact), rounding);
      assertAlmostEquals(mergedAtRandom(monoid, terms), by + Math.log(exact), rounding);
    }
  }
});

Deno.test("a maximum is that of all terms, in any grouping; NaN stays", () => {
  const terms = times(50, (): Term => [random() - 2]);
  assertEquals(mergedAtRandom(monoids.max, terms), Math.max(...terms.map(([x]) => x)));
  assertEquals(mergedAtRandom(monoids.max, [[1], [-Infinity], [Infinity]]), Infinity);
  assertEquals(mergedAtRandom(monoids.max, [[1], [NaN], [Infinity]]), NaN);
});

Deno.test("infinite terms and NaN mean in every grouping what they mean alone", () => {
  for (let t = 0; t < 30; t++) {
    const sum = (...terms: number[]) => mergedAtRandom(monoids.sum, terms.map((x) => [x]));
    assertEquals(sum(1, Infinity, -5, 1e300), Infinity);
    assertEquals(sum(1, -Infinity, -5, 1e300), -Infinity);
    assertEquals(sum(1, -Infinity, Infinity), NaN);
    assertEquals(sum(1, NaN, 1e300), NaN);
    assertEquals(sum(1e308, 1e308), Infinity);
    const log = (...terms: Term[]) => mergedAtRandom(monoids.logSumExp, terms);
    assertEquals(log([-Infinity], [-Infinity, 3]), -Infinity);
    assertEquals(log([Infinity], [-Infinity], [800]), Infinity);
    assertEquals(log([NaN], [2]), NaN);
    assertEquals(log([-Infinity], [Math.log(3), 2], [-Infinity]), Math.log(3) + Math.log(2));
    // a weight of 0 drops its term, whatever its exponent
    assertAlmostEquals(log([Infinity, 0], [1, 2], [NaN, 0], [1e300, 0]), 1 + Math.log(2), 1e-15);
    assertEquals(log([Infinity, 0]), -Infinity);
  }
});

Deno.test("a higher shift does not change what a log-sum-exp stands for", () => {
  const state = fed(monoids.logSumExp, [[2, 3], [1, 5]]),
    wanted = valueOf(monoids.logSumExp, state);
  raise(numbers, state, 300);
  assertEquals(state.get(0), 300);
  assertAlmostEquals(valueOf(monoids.logSumExp, state), wanted, 1e-13);
});

Deno.test("the logarithm of a number with a power of two taken off", () => {
  for (const scale of [41, 431]) {
    for (const x of [5e-324, 1e-300, 1e-200, 1e-130, 1, 3, 1e100, 1.7e308]) {
      const exact = Math.log(x) - scale * Math.LN2;
      assertAlmostEquals(logUnscaled(numbers, x, scale), exact, 1e-15 * (300 + Math.abs(exact)));
    }
    assertEquals(logUnscaled(numbers, 0, scale), -Infinity);
  }
});

Deno.test("finished results are put together as states are", () => {
  assertEquals(together("sum", Float64Array.of(1e16, 1, -1e16)), 1);
  assertEquals(together("dot", Float64Array.of(0.5, -Infinity)), -Infinity);
  assertEquals(together("max", Float64Array.of(-3, -1, -2)), -1);
  assertAlmostEquals(
    together("logSumExp", Float64Array.of(1000, -Infinity, 1000)),
    1000 + Math.LN2,
    1e-12,
  );
  assertEquals(together("logSumExp", Float64Array.of(-Infinity, -Infinity)), -Infinity);
  assertEquals(together("logSumExp", Float64Array.of(-Infinity, Infinity)), Infinity);
  assert(Number.isNaN(together("logSumExp", Float64Array.of(NaN, 1))));
});
