/**
 * The interval meaning of the operations: whatever arguments are taken from intervals, the value of each operation, by its
 * definition on numbers, lies between the bounds. Where a bound is NaN nothing is claimed.
 */
import { assert, assertEquals } from "@std/assert";
import { enclosing } from "../../src/enclosure/enclosing.ts";
import { type Interval, point } from "../../src/enclosure/interval.ts";
import { outwardBy } from "../../src/enclosure/outward.ts";
import { applyOp, arity, numbers, type Op } from "../../src/expr/ops.ts";
import { randomNumbers, times } from "../support/random_numbers.ts";

const intervals = enclosing(numbers);
const ops = Object.keys(arity) as Op[];

function enclosed(op: Op, args: readonly Interval<number>[]): Interval<number> {
  return (intervals[op] as (...args: readonly Interval<number>[]) => Interval<number>)(...args);
}

/** An interval from 1e−12 to 1e12 wide, here and there with a bound at 0, at a whole number, or at infinity. */
function drawInterval(next: () => number): Interval<number> {
  const draw = () => {
    const kind = next();
    if (kind < 0.08) return 0;
    if (kind < 0.12) return next() < 0.5 ? -Infinity : Infinity;
    if (kind < 0.3) return Math.floor(7 * next()) - 3;
    return (next() < 0.4 ? -1 : 1) * 10 ** (24 * next() - 12);
  };
  const x = draw(), y = next() < 0.5 ? draw() : x * (1 + next());
  const lo = Math.min(x, y), hi = Math.max(x, y);
  const sign = next() < 0.5 ? undefined : lo >= 0 ? 1 : hi <= 0 ? -1 : undefined;
  return { lo, hi, sign };
}

/** A number of an interval: an end, a whole number, 0, or any. */
function drawFrom({ lo, hi }: Interval<number>, next: () => number): number {
  const kind = next();
  if (lo === hi || kind < 0.25) return lo;
  if (kind < 0.5) return hi;
  const first = Math.max(lo, -1e13), between = first + next() * (Math.min(hi, 1e13) - first);
  const wanted = kind < 0.6 ? 0 : kind < 0.7 ? Math.round(between) : between;
  return Math.min(hi, Math.max(lo, wanted));
}

for (const op of ops) {
  Deno.test(`${op}: values lie between the bounds`, () => {
    const next = randomNumbers(ops.indexOf(op) + 1);
    let sure = 0;
    for (let t = 0; t < 4000; t++) {
      const args = times(arity[op], () => drawInterval(next)),
        { lo, hi, sign } = enclosed(op, args);
      for (let u = 0; u < 8; u++) {
        const values = args.map((arg) => drawFrom(arg, next)), value = applyOp(op, values);
        if (Number.isNaN(value)) continue;
        const says = `${op}(${values}) = ${value}, of ${JSON.stringify(args)}: ${lo} to ${hi}`;
        assert(!(value < lo) && !(value > hi), says);
        if (sign === 1) assert(!(value < 0), `${says}, not negative`);
        if (sign === -1) assert(!(value > 0), `${says}, not positive`);
        if (lo > -Infinity || hi < Infinity) sure++;
      }
    }
    assert(sure > 100, `${sure} bounds said something`);
  });
}

Deno.test("points have the value, and what generated code reorders is moved outward", () => {
  assertEquals(enclosed("mul", [point(3), point(0.1)]).lo, 3 * 0.1);
  const { lo, hi } = enclosed("mul", [{ lo: 2, hi: 3 }, { lo: -5, hi: 7 }]);
  assertEquals([lo, hi], [-15 * (1 + outwardBy), 21 * (1 + outwardBy)]);
  assertEquals(enclosed("add", [{ lo: 2, hi: 3 }, { lo: -5, hi: 7 }]), {
    lo: -3,
    hi: 10,
    sign: undefined,
  });
});

Deno.test("a comparison with a bound that is NaN may be either", () => {
  const unknown = { lo: NaN, hi: NaN }, five = point(5);
  for (const op of ["less", "lessEqual", "equal"] as const) {
    for (const args of [[unknown, five], [five, unknown]]) {
      const { lo, hi } = enclosed(op, args);
      assertEquals([lo, hi], [0, 1]);
    }
  }
});

Deno.test("infinite bounds stay what they are", () => {
  // what boxes that do not meet have: ln 0
  assertEquals(enclosed("log", [{ lo: -1, hi: 0 }]).hi, -Infinity);
  assertEquals(enclosed("mul", [{ lo: 1, hi: Infinity }, { lo: 2, hi: 3 }]).hi, Infinity);
});
