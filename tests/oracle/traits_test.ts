/**
 * The table of traits against numbers: what each word of it says holds for the operation's definition on a grid with NaN,
 * infinities, zeros of both signs and subnormal numbers, and a word that says less than holds fails, too.
 */
import { localsAfter, newCode } from "../../kernels/wasm/bytes/assembler.ts";
import { calledOps, mapTable } from "../../kernels/wasm/functions/map_functions.ts";
import { lower } from "../../kernels/lower/lower.ts";
import type { Instruction, Register } from "../../kernels/ir/kernel.ts";
import { singleKernels } from "../../kernels/program/single.ts";
import { inputOver } from "../../src/expr/array.ts";
import { axisOf, indexSet } from "../../src/expr/axes.ts";
import { rename, sumOver } from "../../src/expr/build.ts";
import { neverNaN } from "../../kernels/program/not_nan.ts";
import { applyOp, arity, type Op } from "../../src/expr/ops.ts";
import { nodes } from "../../src/expr/simplify.ts";
import { type Holds, isCheap, madeOf, type Traits, traits } from "../../src/expr/traits.ts";
import { plan } from "../../src/plan/plan.ts";
import { assert, assertEquals } from "@std/assert";
import { times } from "../support/random_numbers.ts";

const ops = Object.keys(arity) as Op[];
const inf = Infinity;

const ordinary = [0, 0.5, 1, 2, 3, 4, 0.3, 0.1, 700, 1e-8, 2 ** 53, 1e300, Number.MAX_VALUE];
const tiny = [5e-324, 1e-310, 2 ** -1022];
const grid = [...ordinary, ...tiny, inf].flatMap((x) => [x, -x]).concat(NaN);
/** For operations of three and four arguments. */
const coarse = [0, -0, 0.5, 1, -1, 3, 5e-324, 1e300, inf, -inf, NaN];

/** All lists of as many of some values as an operation takes. */
function listsFor(op: Op, values = arity[op] > 2 ? coarse : grid): number[][] {
  let lists: number[][] = [[]];
  for (let t = 0; t < arity[op]; t++) {
    lists = lists.flatMap((list) => values.map((value) => [...list, value]));
  }
  return lists;
}

function opsWhere(is: (traits: Traits) => boolean): Op[] {
  return ops.filter((op) => is(traits[op]));
}

Deno.test("the table has a row for every operation and no other", () => {
  assertEquals(Object.keys(traits).sort(), [...ops].sort());
});

Deno.test("commutative are those whose arguments may change places, bit for bit", () => {
  const found = ops.filter((op) =>
    arity[op] === 2 &&
    listsFor(op).every(([x, y]) => Object.is(applyOp(op, [x!, y!]), applyOp(op, [y!, x!])))
  );
  assertEquals(opsWhere(({ symmetry }) => symmetry === "commutative"), found);
});

Deno.test("even are those that do not see the sign of their argument, bit for bit", () => {
  const found = ops.filter((op) =>
    arity[op] === 1 && grid.every((x) => Object.is(applyOp(op, [x]), applyOp(op, [-x])))
  );
  assertEquals(opsWhere(({ symmetry }) => symmetry === "even"), found);
});

Deno.test("zero at zero are those that make 0 of zeros, whatever their signs", () => {
  const found = ops.filter((op) => listsFor(op, [0, -0]).every((list) => applyOp(op, list) === 0));
  assertEquals(opsWhere(({ isZeroAtZero }) => isZeroAtZero), found);
});

Deno.test("a choice is one of its last two arguments, by whether the first is 0", () => {
  const found = ops.filter((op) =>
    arity[op] === 3 &&
    listsFor(op).every(([c, x, y]) => Object.is(applyOp(op, [c!, x!, y!]), c !== 0 ? x : y))
  );
  assertEquals(opsWhere(({ chooses }) => chooses), found);
});

/** Those that hand NaN on by definition but are made of comparisons where they are generated code. */
const byPieces = [
  ...[
    "sign",
    "floor",
    "sin",
    "cos",
    "tanh",
    "atan",
    "xLogX",
    "normalQuantile",
    "min",
    "max",
  ] as const,
];

Deno.test("NaN in any argument of those that pass it makes NaN", () => {
  const found = ops.filter((op) =>
    listsFor(op).every((list) => !list.some(Number.isNaN) || Number.isNaN(applyOp(op, list)))
  );
  const promised = opsWhere(({ passesNaN }) => passesNaN);
  assertEquals([...promised, ...byPieces].sort(), found.sort());
});

const properties: { readonly [P in "notNaN" | "finite" | "whole" | "nonNegative"]: Property } = {
  notNaN: { has: (x) => !Number.isNaN(x) },
  finite: { has: Number.isFinite },
  // of no number nothing is said
  whole: { has: (x) => Number.isInteger(x) || !Number.isFinite(x) },
  // a zero has no sign: 1/−0 is not below 0
  nonNegative: { has: (x) => !(x < 0), given: (list) => !list.some((x) => Object.is(x, -0)) },
};

interface Property {
  readonly has: (value: number) => boolean;
  readonly given?: (list: readonly number[]) => boolean;
}

/** The word that the numbers give an operation. */
function wordFor(op: Op, { has, given = () => true }: Property): Holds {
  const lists = listsFor(op).filter(given);
  if (lists.every((list) => has(applyOp(op, list)))) return "always";
  return lists.every((list) => !madeOf(op, list).every(has) || has(applyOp(op, list)))
    ? "inherited"
    : "no";
}

for (const [name, property] of Object.entries(properties)) {
  const what = name as keyof typeof properties;
  Deno.test(`${what}: always, where the arguments have it, or not, as the numbers say`, () => {
    for (const op of ops) assertEquals(traits[op][what], wordFor(op, property), op);
  });
}

Deno.test("of scales a scale is made by what multiplies with its first argument, any by what turns sums into products", () => {
  const positive = [0.3, 0.7, 1.1, 2.6];
  for (const op of ops) {
    const place = traits[op].chooses ? 1 : 0;
    const others = listsFor(op, positive);
    /** What f(x, …) is multiplied by where x becomes g(x), if that is the same for every x. */
    const factors = (g: (x: number) => number) =>
      others.map((list) => {
        const all = positive.map((x) => {
          const at = (y: number) => applyOp(op, list.with(place, y));
          return at(g(x)) / at(x);
        });
        return all.every((ratio) => Math.abs(ratio / all[0]! - 1) < 1e-12) ? all[0]! : NaN;
      });
    const isKnown = (list: number[]) => !list.some(Number.isNaN) && list.some((x) => x !== 1);
    const found = isKnown(factors((x) => 4 * x))
      ? "inherited"
      : isKnown(factors((x) => x + 1))
      ? "always"
      : "no";
    assertEquals(traits[op].scale, found, op);
  }
});

Deno.test("continuous are those that nowhere jump where they are finite, but for what makes random numbers", () => {
  const values = [-2, -1, -0.5, 0, 0.5, 0.75, 1, 2, 3], step = 1e-9;
  for (const op of ops) {
    // both ways of `prefer` have one value
    const lists = listsFor(op, values).filter(([_, x, y]) => op !== "prefer" || x === y);
    const moves = lists.flatMap((list) => list.map((_, t) => ({ list, t })));
    const largest = moves.reduce((most, { list, t }) => {
      const around = [-step, 0, step].map((h) =>
        applyOp(op, list.map((x, s) => s === t || (op === "prefer" && s > 0 && t > 0) ? x + h : x))
      );
      if (!around.every(Number.isFinite)) return most;
      return Math.max(most, Math.abs(around[0]! - around[1]!), Math.abs(around[2]! - around[1]!));
    }, 0);
    const { change } = traits[op];
    if (change === "continuous") assert(largest < 1e-6, `${op} moves by ${largest}`);
    if (change === "jumps") assert(largest > 0.1, `${op} moves by ${largest} at most`);
  }
  // one makes random bits, the other is steep without end where double precision has digits left
  assertEquals(opsWhere(({ change }) => change === "draws"), ["normalQuantile", "uniform"]);
});

/** An operation as generated code on one vector: its bytes, and its variables with the constants that it keeps. */
function codeOf(op: Op): { bytes: number; variables: number } {
  const locals = localsAfter([]), code = newCode();
  const constants = { code: newCode(), locals: new Map<string, number>() };
  const args = times(arity[op], () => [locals.fresh("v128")]);
  const first = locals.fresh("v128");
  maps[op]({ code, locals, shape: "f64x2", relaxed: true, constants }, args);
  return { bytes: code.written().length, variables: locals.fresh("v128") - first };
}

const maps = mapTable((name) => calledOps.indexOf(name));

Deno.test("code has as many variables as the table says, up to a factor of two and a half", () => {
  for (const op of ops) {
    const { variables } = codeOf(op), said = traits[op].variables;
    const isNear = said <= 2.5 * variables && variables <= 2.5 * said;
    assert(isNear, `${op}: ${variables}, not about ${said}`);
  }
});

Deno.test("an addition costs 1, what is made of others costs no less, and what is cheap is a few instructions", () => {
  const cost = (op: Op) => traits[op].cost;
  assertEquals(cost("add"), 1);
  assert(ops.every((op) => cost(op) >= 1));
  assertEquals([cost("square"), cost("cos"), cost("prefer")], [
    cost("mul"),
    cost("sin"),
    cost("select"),
  ]);
  assert(cost("ratio") > cost("div"));
  assert(cost("expDiff") >= cost("exp") + cost("sub"));
  assert(cost("xLogX") >= cost("log") + cost("mul"));
  for (const op of ops) if (isCheap(op)) assert(codeOf(op).bytes < 60, op);
  // a call for each lane, and functions by polynomials
  for (const op of [...calledOps, "exp", "log", "uniform"] as const) assert(!isCheap(op), op);
});

const set = indexSet("component", "i", 3);
const [i, j] = [axisOf(set), axisOf(set, 1)];
const x = inputOver({ shape: [3], data: Float64Array.of(0.3, 0.1, 0.7) }, "x", [i]);
const y = rename(x, new Map([[i, j]]));
const [a, b] = [nodes.log(x), nodes.log(y)];

Deno.test("equal values are one node exactly where the table says so", () => {
  for (const op of ops) {
    const { symmetry } = traits[op];
    if (arity[op] === 2) {
      const isOne = nodes.map(op, [a, b]) === nodes.map(op, [b, a]);
      assertEquals(isOne, symmetry === "commutative", op);
    }
    if (arity[op] === 1) {
      const isOne = nodes.map(op, [nodes.sub(a, b)]) === nodes.map(op, [nodes.sub(b, a)]);
      assertEquals(isOne, symmetry === "even", op);
    }
  }
});

/** Arguments over pairs, so that the operation belongs to the sweep; what chooses does so for each pair. */
const pairArguments = (op: Op) =>
  arity[op] === 2 ? [x, y] : [nodes.sub(x, y), x, y, nodes.square(x)].slice(0, arity[op]);

Deno.test("a sweep over pairs may run in single precision exactly where all its operations are continuous", () => {
  for (const op of ops) {
    const body = nodes.map(op, pairArguments(op));
    const kernels = lower(plan([sumOver(i, sumOver(j, nodes.mul(x, body)))]));
    const overPairs = kernels.filter(({ rows, lane }) => rows.length === 1 && lane !== null);
    assertEquals(overPairs.length, 1, op);
    const isSingle = singleKernels(kernels).has(overPairs[0]!);
    assertEquals(isSingle, traits[op].change === "continuous", op);
  }
});

Deno.test("whether a value may be NaN is asked once of each link of a chain of extrema, however often it is read", () => {
  let chain = nodes.min(x, nodes.square(x));
  for (let t = 0; t < 12; t++) chain = nodes.min(nodes.abs(chain), nodes.max(nodes.neg(chain), x));
  const [kernel] = lower(plan([chain, nodes.log(x)])), { levels, stores } = kernel!;
  const instructions = new Map(levels.flat().map((one) => [one.out, one]));
  let asked = 0;
  const definition = (register: Register): Instruction => {
    asked++;
    return instructions.get(register) as Instruction;
  };
  const isSure = neverNaN(definition);
  assertEquals(stores.map(({ value }) => isSure(value)), [true, false]);
  assert(asked <= instructions.size, `${asked} of ${instructions.size}`);
});
