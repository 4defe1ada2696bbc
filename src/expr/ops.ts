import { normalQuantile } from "./normal.ts";
import { uniformFromCounter } from "./random.ts";

/** Every elementwise operation and how many arguments it takes. */
export const arity = {
  /** −x */
  neg: 1,
  /** |x| */
  abs: 1,
  /** −1, 0 or 1; NaN for NaN */
  sign: 1,
  /** the largest integer ≤ x */
  floor: 1,
  /** x² */
  square: 1,
  /** √x */
  sqrt: 1,
  /** exp x */
  exp: 1,
  /** ln x; −∞ at 0, NaN below */
  log: 1,
  /** ln(1 + x), without loss for small x */
  log1p: 1,
  /** sin x */
  sin: 1,
  /** cos x */
  cos: 1,
  /** tanh x */
  tanh: 1,
  /** the angle whose tangent is x; ±π/2 at ±∞ */
  atan: 1,
  /** x ln x; 0 at 0, NaN below */
  xLogX: 1,
  /** the standard normal quantile; ±∞ at 0 and 1, NaN outside [0, 1] */
  normalQuantile: 1,
  /** x + y */
  add: 2,
  /** x − y */
  sub: 2,
  /** x · y */
  mul: 2,
  /** x / y */
  div: 2,
  /** x to the power y */
  pow: 2,
  /** the smaller of the two; NaN if either is */
  min: 2,
  /** the larger of the two; NaN if either is */
  max: 2,
  /** 1 if x < y, else 0 (also where one is NaN) */
  less: 2,
  /** 1 if x ≤ y, else 0 (also where one is NaN) */
  lessEqual: 2,
  /** 1 if x = y, else 0 (also where one is NaN) */
  equal: 2,
  /** w · x, but 0 where w = 0, even if x is infinite or NaN: a weight of zero contributes nothing */
  weigh: 2,
  /** x / y, but 0 where x = 0, even if y is 0: the adjoint of a logarithm whose result nobody used */
  ratio: 2,
  /** exp(a − L), but 0 where a = −∞, even if L is −∞ too: a term's share of a log-sum-exp */
  expDiff: 2,
  /** y where x ≠ 0, else z */
  select: 3,
  /** the same for two ways to one value: y, the faster, where x says that it keeps its digits; sweeps compute only what is taken */
  prefer: 3,
  /** uniform on (0, 1) by Philox 4×32-10: seed, stream, index, coordinate */
  uniform: 4,
} as const;

/** The name of an elementwise operation. */
export type Op = keyof typeof arity;

/** A list of `N` values of type `T`. */
export type ArgumentList<T, N extends number> = N extends 1 ? [T]
  : N extends 2 ? [T, T]
  : N extends 3 ? [T, T, T]
  : [T, T, T, T];

/** A meaning for the operations: numbers, graph nodes, kernel values or text. */
export type Algebra<T> =
  & { readonly [K in Op]: (...args: ArgumentList<T, (typeof arity)[K]>) => T }
  & { readonly constant: (value: number) => T };

/** The operations on plain numbers: their definition. */
export const numbers: Algebra<number> = {
  constant: (value) => value,
  neg: (x) => -x,
  abs: Math.abs,
  sign: Math.sign,
  floor: Math.floor,
  square: (x) => x * x,
  sqrt: Math.sqrt,
  exp: Math.exp,
  log: Math.log,
  log1p: Math.log1p,
  sin: Math.sin,
  cos: Math.cos,
  tanh: Math.tanh,
  atan: Math.atan,
  xLogX: (x) => x === 0 ? 0 : x * Math.log(x),
  normalQuantile,
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => x / y,
  pow: Math.pow,
  min: Math.min,
  max: Math.max,
  less: (x, y) => x < y ? 1 : 0,
  lessEqual: (x, y) => x <= y ? 1 : 0,
  equal: (x, y) => x === y ? 1 : 0,
  weigh: (w, x) => w === 0 ? 0 : w * x,
  ratio: (x, y) => x === 0 ? 0 : x / y,
  expDiff: (a, l) => a === -Infinity ? 0 : Math.exp(a - l),
  select: (condition, x, y) => condition !== 0 ? x : y,
  prefer: (keeps, fast, sure) => keeps !== 0 ? fast : sure,
  uniform: uniformFromCounter,
};

/** The meaning of `op` on a list of numbers. */
export function applyOp(op: Op, args: readonly number[]): number {
  return (numbers[op] as (...args: readonly number[]) => number)(...args);
}
