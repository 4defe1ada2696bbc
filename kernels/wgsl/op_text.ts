import { applyOp, type ArgumentList, type arity, type Op } from "../../src/expr/ops.ts";
import type { FunctionName } from "./functions.ts";
import { constantTerm, literal, roundoff, sizeOf, type Term, widened } from "./reals.ts";
import type { SelfNames } from "./self.ts";

/** What printing an operation may ask for besides its text. */
export interface Surroundings {
  /** The kernel needs this function. */
  readonly needs: (name: FunctionName) => void;
  /** Where the condition holds, single precision cannot decide this row. */
  readonly doubt: (condition: string, wide: boolean) => void;
  /** The same for a comparison of two values, which is exact where both have one name for a pair with itself. */
  readonly tie: (condition: string, wide: boolean, isExactForSelf: boolean) => void;
  /** Where the condition holds, digits are lost; it matters only if the pair does. */
  readonly weak: (condition: string, wide: boolean, isExactForSelf: boolean) => void;
  /** Names of values for pairs of a component with itself. */
  readonly self: SelfNames;
  /** How many rows a thread has. */
  readonly replicas: number;
}

type Printed = Omit<Term, "wide">;
type Row<Args extends readonly Term[]> = (
  args: Args,
  wide: boolean,
  around: Surroundings,
) => Printed;
type Pair = readonly [Term, Term];

/** x and y differ by less than the rounding of what they were computed from: four roundings of either. */
const tieShare = literal(4 * roundoff);
/** A logarithm of a difference that kept less than 10 bits is weak. */
const weakShare = literal(2 ** -14);

const call = (name: string): Row<readonly Term[]> => (args, wide) => ({
  text: `${name}(${args.map((arg) => widened(arg, wide)).join(", ")})`,
});
/** A call of a function of `real`s. Its value is the same in every row where all arguments are. */
const own = (name: FunctionName): Row<readonly Term[]> => (args, wide, { needs, replicas }) => {
  needs(name);
  const text = `${name}(${args.map((arg) => widened(arg, replicas > 1)).join(", ")})`;
  return { text: wide || replicas === 1 ? text : `${text}.x` };
};
/** Operands in one order, so that equal values have equal texts; numbers first. */
const inOrder = ([x, y]: Pair): Pair =>
  y.known !== undefined || (x.known === undefined && y.text < x.text) ? [y, x] : [x, y];
const sum = (sign: "+" | "-"): Row<Pair> => ([x, y]) => ({
  text: (sign === "+" ? inOrder([x, y]) : [x, y]).map(({ text }) => text).join(` ${sign} `),
  exact: x.exact && y.exact,
  nonNegative: sign === "+" && x.nonNegative && y.nonNegative,
  size: sign === "+" && x.nonNegative && y.nonNegative && x.size === undefined &&
      y.size === undefined
    ? undefined
    : `(${sizeOf(x)} + ${sizeOf(y)})`,
});
const product: Row<Pair> = ([x, y]) => ({
  text: inOrder([x, y]).map(({ text }) => text).join(" * "),
  exact: x.exact && y.exact,
  nonNegative: x.nonNegative && y.nonNegative,
  size: x.size === undefined && y.size === undefined ? undefined : `${sizeOf(x)} * ${sizeOf(y)}`,
});
const extremum = (name: "min" | "max"): Row<Pair> => (args, wide, around) => {
  const [x, y] = args;
  const size = x.size === undefined && y.size === undefined
    ? undefined
    : `max(${[x, y].map((t) => widenedSize(t, wide)).join(", ")})`;
  const nonNegative = name === "max"
    ? x.nonNegative || y.nonNegative
    : x.nonNegative && y.nonNegative;
  const zero = y.known === 0 ? x : x.known === 0 ? y : undefined;
  return {
    ...call(name)(args, wide, around),
    exact: x.exact && y.exact,
    nonNegative,
    size,
    before: name === "max" ? zero : undefined,
  };
};
function widenedSize(term: Term, wide: boolean): string {
  return wide && !term.wide ? `real(${sizeOf(term)})` : sizeOf(term);
}
/** 1 where the condition holds, else 0. Numbers that rounding may have brought into another order are doubtful. */
const comparison = (symbol: "<" | "<=" | "=="): Row<Pair> => ([x, y], wide, { tie }) => {
  if (!(x.exact && y.exact)) {
    const both = [x, y].filter((t) => t.known !== 0).map(sizeOf).join(" + ");
    const isExactForSelf = x.self !== undefined && x.self === y.self;
    tie(`abs(${x.text} - ${y.text}) <= ${tieShare} * (${both})`, wide, isExactForSelf);
  }
  const condition = `${widened(x, wide)} ${symbol} ${widened(y, wide)}`;
  return { text: chosen("0.0", "1.0", condition, wide), exact: true, nonNegative: true };
};
function chosen(otherwise: string, then: string, condition: string, wide: boolean): string {
  const [x, y] = [otherwise, then].map((t) =>
    wide && /^\(?-?[\d.e+-]+\)?$/.test(t) ? `real(${t})` : t
  );
  return `select(${x}, ${y}, ${condition})`;
}
const zero = (wide: boolean) => wide ? "real(0.0)" : "0.0";
const selected: Row<readonly [Term, Term, Term]> = ([condition, x, y], wide, { tie }) => {
  tieAtZero(condition, tie);
  return {
    text: `select(${widened(y, wide)}, ${widened(x, wide)}, ${
      conditionFor(`${condition.text} != ${zero(condition.wide)}`, condition, wide)
    })`,
    exact: x.exact && y.exact,
    nonNegative: x.nonNegative && y.nonNegative,
  };
};

/** The WGSL text of each operation, with its value at the edges as in src/expr/ops.ts. */
const rows: { readonly [K in Op]: Row<ArgumentList<Term, (typeof arity)[K]>> } = {
  neg: ([x]) => ({ text: `-${x.text}`, exact: x.exact, size: x.size }),
  abs: (args, wide, around) => ({
    ...call("abs")(args, wide, around),
    exact: args[0].exact,
    nonNegative: true,
    size: args[0].size,
  }),
  sign: (args, wide, around) => {
    tieAtZero(args[0], around.tie);
    tieAtTiny(args[0], around.tie);
    return { ...call("sign")(args, wide, around), exact: true };
  },
  floor: (args, wide, around) => {
    const [x] = args;
    if (!x.exact) {
      around.tie(`abs(${x.text} - round(${x.text})) <= ${tieShare} * ${sizeOf(x)}`, wide, false);
    }
    return { ...call("floor")(args, wide, around), exact: true };
  },
  square: ([x]) => ({ text: `${x.text} * ${x.text}`, nonNegative: true, exact: false }),
  sqrt: (args, wide, around) => {
    if (!args[0].nonNegative) around.doubt(`${args[0].text} < ${zero(wide)}`, wide);
    return { ...call("sqrt")(args, wide, around), nonNegative: true };
  },
  exp: ([x], wide, { doubt }) => {
    doubt(`${x.text} > ${wide ? "real(80.0)" : "80.0"}`, wide);
    return { text: `exp(${x.text})`, nonNegative: true };
  },
  log: (args, wide, around) => {
    const [x] = args, inner = x.before ?? x;
    if (inner.size !== undefined) {
      const size = inner.size;
      around.tie(`abs(${inner.text}) < ${tieShare} * ${size}`, wide, inner.self === "0");
      around.weak(`abs(${inner.text}) < ${weakShare} * ${size}`, wide, inner.self === "0");
    }
    if (x.before === undefined) tieAtTiny(x, around.tie);
    if (!x.nonNegative) around.doubt(`${x.text} < ${zero(wide)}`, wide);
    return own("logOf")(args, wide, around);
  },
  log1p: (args, wide, around) => {
    around.doubt(`${args[0].text} < ${wide ? "real(-0.999)" : "-0.999"}`, wide);
    return own("log1pOf")(args, wide, around);
  },
  sin: (args, wide, around) => {
    around.doubt(`abs(${args[0].text}) > ${wide ? "real(8192.0)" : "8192.0"}`, wide);
    return own("sinOf")(args, wide, around);
  },
  cos: (args, wide, around) => {
    around.doubt(`abs(${args[0].text}) > ${wide ? "real(8192.0)" : "8192.0"}`, wide);
    return own("cosOf")(args, wide, around);
  },
  tanh: own("tanhOf"),
  atan: own("atanOf"),
  xLogX: (args, wide, around) => {
    const log = rows.log(args, wide, around).text;
    return { text: chosen(`${args[0].text} * ${log}`, "0.0", isZero(args[0]), wide) };
  },
  normalQuantile: (args, wide, around) => {
    const u = args[0].text;
    around.doubt(`(${u} < ${wide ? "real(1e-30)" : "1e-30"})`, wide);
    around.doubt(`(${u} > ${wide ? "real(0.9999)" : "0.9999"})`, wide);
    return own("quantileOf")(args, wide, around);
  },
  add: sum("+"),
  sub: sum("-"),
  mul: product,
  div: ([x, y], _wide, { doubt }) => {
    if (y.known === undefined || y.known === 0) {
      doubt(`abs(${y.text}) < ${y.wide ? "real(tiny)" : "tiny"}`, y.wide);
    }
    return { text: `${x.text} / ${y.text}`, nonNegative: x.nonNegative && y.nonNegative };
  },
  pow: (args, wide, around) => {
    const [x, y] = args;
    around.doubt(
      `${x.text} ${y.known !== undefined && y.known > 0 ? "<" : "<="} ${zero(x.wide)}`,
      x.wide,
    );
    // beyond 2^±120 the power is cut off
    const exponent = `${y.text} * log2(max(${x.text}, ${x.wide ? "real(tiny)" : "tiny"}))`;
    const isCut = `abs(${exponent}) > ${wide ? "real(120.0)" : "120.0"}`;
    around.doubt(
      `(${isCut}) & ${conditionFor(`(${x.text} != ${zero(x.wide)})`, x, wide)}`,
      wide,
    );
    return own("powOf")(args, wide, around);
  },
  min: extremum("min"),
  max: extremum("max"),
  less: comparison("<"),
  lessEqual: comparison("<="),
  equal: comparison("=="),
  weigh: ([w, x], wide, { tie }) => {
    tieAtZero(w, tie);
    return {
      text: chosen(`${w.text} * ${x.text}`, "0.0", conditionFor(isZero(w), w, wide), wide),
      exact: w.exact && x.exact,
      nonNegative: w.nonNegative && x.nonNegative,
    };
  },
  ratio: ([x, y], wide, { tie }) => {
    tieAtZero(x, tie);
    return {
      text: chosen(`${x.text} / ${y.text}`, "0.0", conditionFor(isZero(x), x, wide), wide),
      nonNegative: x.nonNegative && y.nonNegative,
    };
  },
  expDiff: ([a, l], wide) => {
    const lowest = conditionFor(`${a.text} <= ${a.wide ? "real(infinite)" : "infinite"}`, a, wide);
    const share = `exp(min(${a.text} - ${l.text}, ${wide ? "real(80.0)" : "80.0"}))`;
    return { text: chosen(share, "0.0", lowest, wide), nonNegative: true };
  },
  select: selected,
  prefer: selected,
  uniform: (args, wide, { needs, doubt, replicas }) => {
    needs("uniformOf");
    for (const arg of args) {
      if (arg.exact) continue;
      doubt(`${arg.text} >= ${arg.wide ? "real(16777216.0)" : "16777216.0"}`, arg.wide);
    }
    const at = (r: number) =>
      `uniformOf(${
        args.map((arg) => arg.wide && replicas > 1 ? `${arg.text}.${"xyzw"[r]}` : arg.text)
          .join(", ")
      })`;
    const text = wide
      ? `real(${Array.from({ length: replicas }, (_, r) => at(r)).join(", ")})`
      : at(0);
    return { text, nonNegative: true };
  },
};

/** Whether a number that is a sum or difference is 0 may be a matter of rounding. */
function tieAtZero(x: Term, tie: Surroundings["tie"]): void {
  if (x.size === undefined || x.exact) return;
  tie(`abs(${x.text}) < ${tieShare} * ${x.size}`, x.wide, x.self === "0");
}

/** Whether a computed number is 0, or has few digits, because it is too small for a float. */
function tieAtTiny(x: Term, tie: Surroundings["tie"]): void {
  if (x.exact || x.given || x.size !== undefined) return;
  tie(`abs(${x.text}) < ${x.wide ? "real(tiny)" : "tiny"}`, x.wide, x.self === "0");
}

function isZero(x: Term): string {
  return `${x.text} == ${zero(x.wide)}`;
}

/** A condition on a narrow value, where the values to choose from are wide. */
function conditionFor(condition: string, of: Term, wide: boolean): string {
  return wide && !of.wide ? `truth(${condition})` : condition;
}

/** The text of an operation; one of known numbers is done at once, in double precision. */
export function printOp(op: Op, args: readonly Term[], around: Surroundings): Term {
  if (args.every((arg) => arg.known !== undefined)) {
    const value = applyOp(op, args.map((arg) => arg.known as number));
    if (!Number.isNaN(value)) return constantTerm(value);
  }
  const [condition, chosen, other] = args;
  if ((op === "select" || op === "prefer") && condition?.known !== undefined) {
    return (condition.known !== 0 ? chosen : other) as Term; // a choice is between two
  }
  const wide = args.some((arg) => arg.wide);
  // an instruction has as many arguments as its operation takes
  const row = rows[op] as Row<readonly Term[]>;
  const { text, exact, nonNegative, size, before } = row(args, wide, around);
  return { text, wide, exact, nonNegative, size, before, self: around.self.of(op, args) };
}
