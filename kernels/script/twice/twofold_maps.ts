import { applyOp, type Op } from "../../../src/expr/ops.ts";
import {
  addTwice,
  divideTwice,
  multiplyTwice,
  rest,
  rootTwice,
} from "../../../src/expr/twofold.ts";

/** High and low parts of the arguments; an operation returns the high part of its value and leaves the low one in `rest`. */
type Twice = (high: readonly number[], low: readonly number[]) => number;

/** Takes over one of the arguments. */
const pick = (t: number): Twice => (high, low) => {
  rest[0] = low[t]!;
  return high[t]!;
};
const chosen = (condition: boolean, x: number, y: number): Twice => pick(condition ? x : y);
const selected: Twice = (high, low) => chosen(high[0] !== 0, 1, 2)(high, low);
/** Whether x < y, by the high parts unless they are equal. */
const isLess = (high: readonly number[], low: readonly number[]): boolean =>
  high[0]! < high[1]! || (high[0] === high[1] && low[0]! < low[1]!);
const isEqual = (high: readonly number[], low: readonly number[]): boolean =>
  high[0] === high[1] && low[0] === low[1];
const truth = (holds: boolean): number => {
  rest[0] = 0;
  return holds ? 1 : 0;
};
const product: Twice = ([x, y], [xl, yl]) => multiplyTwice(x!, xl!, y!, yl!);
const quotient: Twice = ([x, y], [xl, yl]) => divideTwice(x!, xl!, y!, yl!);
const negative: Twice = ([x], [xl]) => {
  rest[0] = -xl!;
  return -x!;
};
const nothing: Twice = () => truth(false);

/** The value of an operation on the high parts: right to the working precision. */
const single = (op: Op): Twice => (high) => {
  rest[0] = 0;
  return applyOp(op, high);
};

/** An operation in twice the working precision, if it keeps the digits of its arguments; functions of other kinds do not. */
export const twiceMaps: { readonly [K in Op]: Twice } = {
  neg: negative,
  abs: (high, low) => high[0]! < 0 ? negative(high, low) : pick(0)(high, low),
  sign: single("sign"),
  floor: single("floor"),
  square: ([x], [xl]) => multiplyTwice(x!, xl!, x!, xl!),
  sqrt: ([x], [xl]) => rootTwice(x!, xl!),
  exp: single("exp"),
  log: single("log"),
  log1p: single("log1p"),
  sin: single("sin"),
  cos: single("cos"),
  tanh: single("tanh"),
  atan: single("atan"),
  xLogX: single("xLogX"),
  normalQuantile: single("normalQuantile"),
  add: ([x, y], [xl, yl]) => addTwice(x!, xl!, y!, yl!),
  sub: ([x, y], [xl, yl]) => addTwice(x!, xl!, -y!, -yl!),
  mul: product,
  div: quotient,
  pow: single("pow"),
  min: (high, low) => chosen(isLess(high, low) || Number.isNaN(high[0]), 0, 1)(high, low),
  max: (high, low) => chosen(isLess(high, low) || Number.isNaN(high[1]), 1, 0)(high, low),
  less: (high, low) => truth(isLess(high, low)),
  lessEqual: (high, low) => truth(isLess(high, low) || isEqual(high, low)),
  equal: (high, low) => truth(isEqual(high, low)),
  weigh: (high, low) => (high[0] === 0 ? nothing : product)(high, low),
  ratio: (high, low) => (high[0] === 0 ? nothing : quotient)(high, low),
  expDiff: single("expDiff"),
  select: selected,
  prefer: selected,
  uniform: single("uniform"),
};
