/**
 * Each row of the table of gradient rules, on plain numbers: against central differences of the operation's definition
 * at ordinary points, and the stated values at the edges of its domain.
 */
import { applyOp, arity, numbers, type Op } from "../../src/expr/ops.ts";
import { traits } from "../../src/expr/traits.ts";
import { rules } from "../../src/gradient/rules.ts";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";

/** The adjoints of the arguments of `op` for an adjoint `g` of its value. */
function adjointsOf(op: Op, args: readonly number[], g: number): readonly (number | null)[] {
  return rules[op](numbers, g, args, applyOp(op, args));
}

/** Points where the operation is smooth. The type asks for a row for every operation. */
const ordinary: { readonly [K in Op]: readonly (readonly number[])[] } = {
  neg: [[1.5], [-2]],
  abs: [[1.5], [-2]],
  sign: [[1.5], [-2]],
  floor: [[1.5], [-2.25]],
  square: [[1.5], [-2], [0]],
  sqrt: [[0.25], [7]],
  exp: [[1.5], [-20], [0]],
  log: [[0.25], [7]],
  log1p: [[-0.5], [0], [1e-3], [7]],
  sin: [[0], [2], [-1]],
  cos: [[0], [2], [-1]],
  tanh: [[0], [2], [-1]],
  atan: [[0], [2], [-1]],
  xLogX: [[0.1], [1], [5]],
  normalQuantile: [[0.5], [0.1], [0.9], [0.3]],
  add: [[1, 2]],
  sub: [[1, 2]],
  mul: [[3, -2], [0, 4]],
  div: [[3, -2], [0, 4], [1, 0.1]],
  pow: [[2, 3], [0.5, -1.5], [3, 0], [1, 0.2]],
  min: [[1, 2], [2, 1]],
  max: [[1, 2], [2, 1]],
  less: [[1, 2], [2, 1]],
  lessEqual: [[1, 2], [2, 1]],
  equal: [[1, 2], [2, 1]],
  weigh: [[0.5, 3], [2, -1], [-1, 4]],
  ratio: [[3, -2], [1, 0.1]],
  expDiff: [[1, 2], [-3, 0.5], [0, 0]],
  select: [[1, 2, 3], [0, 2, 3]],
  prefer: [[1, 2, 3], [0, 2, 3]],
  uniform: [],
};

for (const op of Object.keys(arity) as Op[]) {
  Deno.test(`the gradient rule of ${op} has an adjoint for each argument, and agrees with central differences`, () => {
    const some = Array.from({ length: arity[op] }, () => 1);
    assertEquals(adjointsOf(op, some, 1).length, arity[op]);
    for (const args of ordinary[op]) {
      adjointsOf(op, args, -1.7).forEach((adjoint, t) => {
        // the condition of a selection is 0 or 1
        if (traits[op].chooses && t === 0) return assertEquals(adjoint, null);
        const step = 1e-5;
        const moved = (by: number) => applyOp(op, args.map((x, s) => s === t ? x + by : x));
        const slope = -1.7 * (moved(step) - moved(-step)) / (2 * step);
        // an argument without adjoint moves nothing
        const what = `${op}(${args}) by argument ${t}`;
        assertAlmostEquals(adjoint ?? 0, slope, 1e-8 * (1 + Math.abs(slope)), what);
      });
    }
  });
}

Deno.test("every operation has points or is one that gradients do not follow", () => {
  const without = (Object.keys(arity) as Op[]).filter((op) => ordinary[op].length === 0);
  assertEquals(without, ["uniform"]);
  assertEquals(Object.keys(rules).sort(), Object.keys(arity).sort());
});

Deno.test("random numbers hand on nothing", () => {
  assertEquals(adjointsOf("uniform", [1, 2, 3, 4], 2), [null, null, null, null]);
});

const inf = Infinity;

/** Edge points: [operation, arguments, adjoint of the value, adjoints of the arguments]. */
const edges: readonly [string, Op, number[], number, (number | null)[]][] = [
  ["|x| has slope 0 at 0", "abs", [0], 1, [0]],
  ["x ln x has slope 1 at 0: ln x + 1 without the infinite part", "xLogX", [0], 1, [1]],
  ["an adjoint of 0 takes nothing from an infinite factor", "mul", [inf, 2], 0, [0, 0]],
  ["nor from a quotient, whichever way it is infinite", "div", [inf, 2], 0, [0, 0]],
  ["nor from a square", "square", [inf], 0, [0]],
  [
    "x/y moves with y by (x/y)/y, which need not overflow on the way",
    "div",
    [2 ** -900, 2 ** -900],
    2 ** -30,
    [2 ** 870, -(2 ** 870)],
  ],
  ["min shares the adjoint of equal values", "min", [2, 2], 1, [0.5, 0.5]],
  ["max shares the adjoint of equal values", "max", [2, 2], 1, [0.5, 0.5]],
  ["max of equal infinities shares, too", "max", [-inf, -inf], 1, [0.5, 0.5]],
  ["ln at 0 has an infinite slope", "log", [0], 1, [inf]],
  ["ln at 0 whose result nobody used hands on 0", "log", [0], 0, [0]],
  ["ln(1 + x) at −1 whose result nobody used hands on 0", "log1p", [-1], 0, [0]],
  ["√x has slope 0 at 0, so that √Σδ² has", "sqrt", [0], 1, [0]],
  ["a weight of 0 hands on nothing to an infinite value", "weigh", [0, -inf], 1, [0, 0]],
  ["nor to +∞", "weigh", [0, inf], 1, [0, 0]],
  ["a weight of 0 with a finite value has that value as its slope", "weigh", [0, 3], 1, [3, 0]],
  ["0/0 as a ratio has no slope where nobody used it", "ratio", [0, 0], 0, [0, 0]],
  ["0/0 as a ratio does not move with its denominator", "ratio", [0, 0], 1, [inf, 0]],
  ["a term of −∞ has no share of a sum of −∞", "expDiff", [-inf, -inf], 1, [0, 0]],
  ["a term of −∞ has no share of a finite sum", "expDiff", [-inf, 2], 1, [0, 0]],
  ["the branch that was not taken gets 0, even if it is infinite", "select", [1, 2, inf], 1, [
    null,
    1,
    0,
  ]],
  ["and likewise the other", "select", [0, -inf, 2], 1, [null, 0, 1]],
  ["x² at 0 as a power", "pow", [0, 2], 1, [0, 0]],
  ["x¹ at 0 as a power", "pow", [0, 1], 1, [1, 0]],
  ["0 to the power 0 is 1 for every base: slope 0 in the base", "pow", [0, 0], 1, [0, -inf]],
  ["exp(−∞) is flat", "exp", [-inf], 1, [0]],
  ["tanh at ±∞ is flat", "tanh", [inf], 1, [0]],
  ["atan at ±∞ is flat", "atan", [inf], 1, [0]],
  ["the sign at 0 is a constant", "sign", [0], 1, [null]],
  ["comparisons of equal values are constants", "lessEqual", [1, 1], 1, [null, null]],
];

for (const [sentence, op, args, g, expected] of edges) {
  Deno.test(`${sentence}: ${op}(${args.join(", ")})`, () => {
    const actual = adjointsOf(op, args, g);
    // −0 is 0
    assertEquals(actual.map((x) => x === 0 ? 0 : x), expected);
    assert(!actual.some(Number.isNaN));
  });
}
