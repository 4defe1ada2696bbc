import type { Op } from "./ops.ts";

/** What can be said of a value: always, where it can be said of all values that it is made of, or not at all. */
export type Holds = "always" | "inherited" | "no";

/**
 * What is known of an elementwise operation besides its definition. Whoever wants to know something of operations asks
 * here, so that a new one does not compile before it has said all; `tests/traits_test.ts` holds each word against numbers.
 */
export interface Traits {
  /** "commutative": f(x, y) is f(y, x); "even": f(−x) is f(x). Bit for bit. */
  readonly symmetry: "commutative" | "even" | "none";
  /**
   * Whether the value changes little where the arguments do, as by their rounding. What makes random numbers is the same
   * on every device in double precision only. Between two ways to one value (`prefer`) nothing jumps.
   */
  readonly change: "continuous" | "jumps" | "draws";
  /** Whether the first argument says which of the others is the value. */
  readonly chooses: boolean;
  /** Whether f(0, …, 0) is 0. */
  readonly isZeroAtZero: boolean;
  /**
   * Whether NaN in any argument makes the value NaN, by the arithmetic alone. An operation whose code may compare and select,
   * as those of extrema and of polynomials by pieces do, does not promise it.
   */
  readonly passesNaN: boolean;
  /** No NaN. */
  readonly notNaN: Holds;
  /** Neither NaN nor ±∞. */
  readonly finite: Holds;
  /** A whole number (or no number at all). */
  readonly whole: Holds;
  /** Not below 0. */
  readonly nonNegative: Holds;
  /**
   * Made of positive numbers by products, quotients, powers and exponentials, but for the sign: however small it is, its
   * size counts.
   */
  readonly scale: Holds;
  /** What it costs, an addition being 1: about what a load costs. */
  readonly cost: number;
  /** About how many variables its code has. */
  readonly variables: number;
}

/** Whether an operation costs no more than a load: then it may be done again wherever its value is read. */
export function isCheap(op: Op): boolean {
  return traits[op].cost <= 1;
}

/** Those arguments of an operation that its value is made of: all but what a choice is made by. */
export function madeOf<T>(op: Op, args: readonly T[]): readonly T[] {
  return traits[op].chooses ? args.slice(1) : args;
}

/** Whether something can be said of the value of an operation, given of which arguments it can be said. */
export function holds<T>(
  what: "notNaN" | "finite" | "whole" | "nonNegative" | "scale",
  { op, args }: { readonly op: Op; readonly args: readonly T[] },
  ofArgument: (arg: T) => boolean,
): boolean {
  const word = traits[op][what];
  return word === "always" || (word === "inherited" && madeOf(op, args).every(ofArgument));
}

/** A row of the table. */
type TraitRow = [
  symmetry: Traits["symmetry"],
  change: Traits["change"],
  value: "of all" | "chosen",
  atZero: "0" | "not 0",
  nan: "passes" | "may drop",
  notNaN: Holds,
  finite: Holds,
  whole: Holds,
  nonNegative: Holds,
  scale: Holds,
  cost: number,
  variables: number,
];

function row(...columns: TraitRow): Traits {
  const [symmetry, change, value, atZero, nan, ...rest] = columns;
  const [notNaN, finite, whole, nonNegative, scale, cost, variables] = rest;
  const held = { notNaN, finite, whole, nonNegative, scale };
  const words = {
    chooses: value === "chosen",
    isZeroAtZero: atZero === "0",
    passesNaN: nan === "passes",
  };
  return { symmetry, change, ...words, ...held, cost, variables };
}

const always = "always", kept = "inherited", no = "no";

// deno-fmt-ignore
/** What is known of each operation. */
export const traits: { readonly [K in Op]: Traits } = {
  //                  symmetry       change        value     at 0     NaN         ≠ NaN   finite  whole   ≥ 0     scale   cost variables
  neg:            row("none",        "continuous", "of all", "0",     "passes",   kept,   kept,   kept,   no,     kept,    1,   5),
  abs:            row("even",        "continuous", "of all", "0",     "passes",   kept,   kept,   kept,   always, kept,    1,   5),
  sign:           row("none",        "jumps",      "of all", "0",     "may drop", kept,   kept,   always, kept,   no,      1,   5),
  floor:          row("none",        "jumps",      "of all", "0",     "may drop", kept,   kept,   always, kept,   no,      1,   5),
  square:         row("even",        "continuous", "of all", "0",     "passes",   kept,   no,     kept,   always, kept,    1,   5),
  sqrt:           row("none",        "continuous", "of all", "0",     "passes",   no,     no,     no,     always, kept,    4,   5),
  exp:            row("none",        "continuous", "of all", "not 0", "passes",   kept,   no,     no,     always, always, 15,  20),
  log:            row("none",        "continuous", "of all", "not 0", "passes",   no,     no,     no,     no,     no,     25,  60),
  log1p:          row("none",        "continuous", "of all", "0",     "passes",   no,     no,     no,     kept,   no,     40,   5),
  sin:            row("none",        "continuous", "of all", "0",     "may drop", no,     kept,   no,     no,     no,     40,   5),
  cos:            row("even",        "continuous", "of all", "not 0", "may drop", no,     kept,   no,     no,     no,     40,   5),
  tanh:           row("none",        "continuous", "of all", "0",     "may drop", kept,   kept,   no,     kept,   no,     40,   5),
  atan:           row("none",        "continuous", "of all", "0",     "may drop", kept,   kept,   no,     kept,   no,     40,   5),
  xLogX:          row("none",        "continuous", "of all", "0",     "may drop", no,     no,     no,     no,     no,     28,  60),
  // of whole numbers it is ±∞ or none
  normalQuantile: row("none",        "draws",      "of all", "not 0", "may drop", no,     no,     kept,   no,     no,     40, 250),
  add:            row("commutative", "continuous", "of all", "0",     "passes",   no,     no,     kept,   kept,   no,      1,   5),
  sub:            row("none",        "continuous", "of all", "0",     "passes",   no,     no,     kept,   no,     no,      1,   5),
  mul:            row("commutative", "continuous", "of all", "0",     "passes",   no,     no,     kept,   kept,   kept,    1,   5),
  div:            row("none",        "continuous", "of all", "not 0", "passes",   no,     no,     no,     kept,   kept,    4,   5),
  pow:            row("none",        "continuous", "of all", "not 0", "may drop", no,     no,     no,     kept,   kept,   60,   5),
  min:            row("commutative", "continuous", "of all", "0",     "may drop", kept,   kept,   kept,   kept,   no,      1,   5),
  max:            row("commutative", "continuous", "of all", "0",     "may drop", kept,   kept,   kept,   kept,   no,      1,   5),
  less:           row("none",        "jumps",      "of all", "0",     "may drop", always, always, always, always, no,      1,   5),
  lessEqual:      row("none",        "jumps",      "of all", "not 0", "may drop", always, always, always, always, no,      1,   5),
  equal:          row("commutative", "jumps",      "of all", "not 0", "may drop", always, always, always, always, no,      1,   5),
  weigh:          row("none",        "continuous", "of all", "0",     "may drop", no,     no,     kept,   kept,   kept,    1,   5),
  ratio:          row("none",        "continuous", "of all", "0",     "may drop", no,     no,     no,     kept,   kept,    5,   5),
  expDiff:        row("none",        "continuous", "of all", "not 0", "may drop", no,     no,     no,     always, always, 18,  25),
  select:         row("none",        "jumps",      "chosen", "0",     "may drop", kept,   kept,   kept,   kept,   kept,    1,   5),
  prefer:         row("none",        "continuous", "chosen", "0",     "may drop", kept,   kept,   kept,   kept,   kept,    1,   5),
  uniform:        row("none",        "draws",      "of all", "not 0", "may drop", always, always, no,     always, no,     50, 110),
};
