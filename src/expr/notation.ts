import type { Op } from "./ops.ts";

/** How an operation is written: before or after its argument, between two, or as a function of all. */
type Notation =
  | {
    readonly place: "before" | "after" | "between";
    readonly sign: string;
    readonly strength: number;
  }
  | { readonly place: "function"; readonly name: string };

const between = (sign: string, strength: number): Notation => ({
  place: "between",
  sign,
  strength,
});
const named = (name: string): Notation => ({ place: "function", name });

/** The notation of each operation, signs with their binding strength. */
const notations: { readonly [K in Op]: Notation } = {
  neg: { place: "before", sign: "−", strength: 1 },
  abs: named("abs"),
  sign: named("sign"),
  floor: named("floor"),
  square: { place: "after", sign: "²", strength: 4 },
  sqrt: named("sqrt"),
  exp: named("exp"),
  log: named("ln"),
  log1p: named("ln1p"),
  sin: named("sin"),
  cos: named("cos"),
  tanh: named("tanh"),
  atan: named("atan"),
  xLogX: named("xLogX"),
  normalQuantile: named("Φ⁻¹"),
  add: between(" + ", 1),
  sub: between(" − ", 1),
  mul: between("·", 2),
  div: between("/", 2),
  pow: named("pow"),
  min: named("min"),
  max: named("max"),
  less: between(" < ", 0),
  lessEqual: between(" ≤ ", 0),
  equal: between(" = ", 0),
  weigh: between("·", 2),
  ratio: between("/", 2),
  expDiff: named("expDiff"),
  select: named("select"),
  prefer: named("prefer"),
  uniform: named("uniform"),
};

/**
 * An operation on arguments of which `inner` writes each, in parentheses where its own sign binds weaker than what is around
 * it.
 */
export function written<T>(
  op: Op,
  args: readonly T[],
  { inner, context }: {
    readonly inner: (arg: T, strength?: number) => string;
    /** The binding strength around the text. */
    readonly context: number;
  },
): string {
  const notation = notations[op];
  if (notation.place === "function") {
    return `${notation.name}(${args.map((arg) => inner(arg)).join(", ")})`;
  }
  const { place, sign, strength } = notation;
  const left = args[0]!, right = args[1]!; // one between two has both
  switch (place) {
    case "before":
      return parenthesized(sign + inner(left, strength + 1), strength, context);
    case "after":
      return inner(left, strength) + sign;
    case "between": {
      const text = inner(left, strength) + sign + inner(right, strength + 1);
      return parenthesized(text, strength, context);
    }
    default:
      return place satisfies never;
  }
}

function parenthesized(text: string, strength: number, context: number): string {
  return strength < context ? `(${text})` : text;
}
