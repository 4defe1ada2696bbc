import type { Arithmetic, State } from "../program/monoids.ts";
import { floor, infinite, literal, type Term } from "./reals.ts";
import type { Writer } from "./text_writer.ts";

/** An expression of a shader: a sum, a product or, in no need of parentheses, a name or a call. */
export interface Text {
  readonly text: string;
  readonly kind: "sum" | "product" | "atom";
  /** Whether it is one number for all rows of a thread. */
  readonly narrow?: boolean;
  /** Whether it is a variable, which may change. */
  readonly changes?: boolean;
}

/** A name, a literal, an access or a call. */
export function atom(text: string): Text {
  return { text, kind: "atom" };
}

/** A state that stands in names, and stays. */
export function namedState(...names: readonly string[]): State<Text> {
  return {
    size: names.length,
    get: (t) => atom(names[t]!),
    set: () => {
      throw new Error("A name stands for one value");
    },
  };
}

/** A value of a kernel. */
export function termText({ text, wide }: Term): Text {
  return { text, kind: "atom", narrow: !wide };
}

/** The least float with all its digits: the total of no term above −∞ is 0, whose logarithm is not asked for. */
const tiny = 2 ** -126;

/** The names of numbers in shaders. */
const constants = new Map([[floor, "lowest"], [infinite, "infinite"], [tiny, "tiny"]]);

/** The arithmetic of WGSL text. Finite numbers stand for infinities, so shifts are finite. */
export interface Written extends Arithmetic<Text> {
  /** A state in variables. */
  readonly inVariables: (...names: readonly string[]) => State<Text>;
}

/**
 * Arithmetic whose names and assignments go to `out`: of `real`s, or of the numbers of one row. Names end in `suffix`, so that
 * several states of one kernel have names of their own.
 */
export function written(out: Writer, of: "real" | "f32", suffix = ""): Written {
  const narrow = (value: number) => constants.get(value) ?? literal(value);
  const number = (value: number) => of === "real" ? `real(${narrow(value)})` : narrow(value);
  const call = (name: string, ...args: readonly string[]) => atom(`${name}(${args.join(", ")})`);
  const inner = ({ text, kind }: Text) => kind === "atom" ? text : `(${text})`;
  /** Products bind closer than sums. */
  const term = (x: Text) => x.kind === "sum" ? inner(x) : x.text;
  const sum = (sign: "+" | "-") => (x: Text, y: Text): Text => ({
    text: `${term(x)} ${sign} ${term(y)}`,
    kind: "sum",
  });
  const add = sum("+"), sub = sum("-");
  const exp = (x: Text) => call("exp", x.text);
  const assign = (name: string, { text }: Text) => {
    for (const sign of ["+", "*"]) {
      if (!text.startsWith(`${name} ${sign} `)) continue;
      return out.line(`${name} ${sign}= ${text.slice(name.length + 3)};`);
    }
    out.line(`${name} = ${text};`);
  };
  return {
    add,
    sub,
    mul: (x, y) => ({ text: `${inner(x)} * ${inner(y)}`, kind: "product" }),
    max: (x, y) => call("max", x.text, y.text),
    exp,
    shrink: (x, top) => exp(sub(x, top)),
    log: (x) => call("log", `max(${x.text}, ${number(tiny)})`),
    choose: (x, limit, yes, no) =>
      call("select", number(no), number(yes), `${term(x)} > ${number(limit)}`),
    hold: (x, name) => {
      if (/^\w+$/.test(x.text) && x.changes !== true) return x;
      out.line(`let ${name}${suffix} = ${x.text};`);
      return atom(`${name}${suffix}`);
    },
    // Neumaier 1974
    lost: (x, y, total) =>
      call(
        "select",
        add(sub(y, total), x).text,
        add(sub(x, total), y).text,
        `abs(${x.text}) >= abs(${y.text})`,
      ),
    shift: (top) => top,
    weighted: (exponent, weight) => {
      const isNone = `${weight.text} == ${weight.narrow ? narrow(0) : number(0)}`;
      const isSpread = of === "real" && weight.narrow === true;
      return call("select", exponent.text, number(floor), isSpread ? `truth(${isNone})` : isNone);
    },
    inVariables: (...names) => ({
      size: names.length,
      get: (t) => ({ ...atom(names[t]!), changes: true }),
      set: (t, value) => assign(names[t]!, value),
    }),
  };
}
