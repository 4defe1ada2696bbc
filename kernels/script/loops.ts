import { arity, numbers, type Op } from "../../src/expr/ops.ts";

/** Numbers along the lanes: `array[at]`, `array[at + stride]`, …; stride 0 repeats one number. */
export interface Span {
  array: Float64Array;
  at: number;
  stride: number;
}

/** out[o + t] = op(x[a + t], y[b + t], …) for t < n; operations of fewer arguments ignore the rest. */
export type Loop = (
  n: number,
  out: Span,
  o: number,
  x: Span,
  a: number,
  y: Span,
  b: number,
  z: Span,
  c: number,
  w: Span,
  d: number,
) => void;

/**
 * The elementwise loop of each operation. Those that carry most of the work are written out, so that the operation is inlined;
 * the others call its definition.
 */
export const loops: { readonly [K in Op]: Loop } = {
  neg: (n, out, o, x, a) => {
    const r = out.array, p = x.array, s = x.stride;
    for (let t = 0, i = out.at + o, j = x.at + a; t < n; t++, i++, j += s) r[i] = -p[j]!;
  },
  square: (n, out, o, x, a) => {
    const r = out.array, p = x.array, s = x.stride;
    for (let t = 0, i = out.at + o, j = x.at + a; t < n; t++, i++, j += s) r[i] = p[j]! * p[j]!;
  },
  exp: (n, out, o, x, a) => {
    const r = out.array, p = x.array, s = x.stride;
    for (let t = 0, i = out.at + o, j = x.at + a; t < n; t++, i++, j += s) r[i] = Math.exp(p[j]!);
  },
  log: (n, out, o, x, a) => {
    const r = out.array, p = x.array, s = x.stride;
    for (let t = 0, i = out.at + o, j = x.at + a; t < n; t++, i++, j += s) r[i] = Math.log(p[j]!);
  },
  abs: (n, out, o, x, a) => {
    const r = out.array, p = x.array, s = x.stride;
    for (let t = 0, i = out.at + o, j = x.at + a; t < n; t++, i++, j += s) r[i] = Math.abs(p[j]!);
  },
  add: (n, out, o, x, a, y, b) => {
    const r = out.array, p = x.array, q = y.array, s = x.stride, u = y.stride;
    const i = out.at + o, j = x.at + a, k = y.at + b;
    if (s === 1 && u === 1) {
      for (let t = 0; t < n; t++) r[i + t] = p[j + t]! + q[k + t]!;
    } else if (s === 0 && u === 1) {
      for (let t = 0, c = p[j]!; t < n; t++) r[i + t] = c + q[k + t]!;
    } else if (s === 1 && u === 0) {
      for (let t = 0, c = q[k]!; t < n; t++) r[i + t] = p[j + t]! + c;
    } else {
      for (let t = 0; t < n; t++) r[i + t] = p[j + t * s]! + q[k + t * u]!;
    }
  },
  sub: (n, out, o, x, a, y, b) => {
    const r = out.array, p = x.array, q = y.array, s = x.stride, u = y.stride;
    const i = out.at + o, j = x.at + a, k = y.at + b;
    if (s === 1 && u === 1) {
      for (let t = 0; t < n; t++) r[i + t] = p[j + t]! - q[k + t]!;
    } else if (s === 0 && u === 1) {
      for (let t = 0, c = p[j]!; t < n; t++) r[i + t] = c - q[k + t]!;
    } else if (s === 1 && u === 0) {
      for (let t = 0, c = q[k]!; t < n; t++) r[i + t] = p[j + t]! - c;
    } else {
      for (let t = 0; t < n; t++) r[i + t] = p[j + t * s]! - q[k + t * u]!;
    }
  },
  mul: (n, out, o, x, a, y, b) => {
    const r = out.array, p = x.array, q = y.array, s = x.stride, u = y.stride;
    const i = out.at + o, j = x.at + a, k = y.at + b;
    if (s === 1 && u === 1) {
      for (let t = 0; t < n; t++) r[i + t] = p[j + t]! * q[k + t]!;
    } else if (s === 0 && u === 1) {
      for (let t = 0, c = p[j]!; t < n; t++) r[i + t] = c * q[k + t]!;
    } else if (s === 1 && u === 0) {
      for (let t = 0, c = q[k]!; t < n; t++) r[i + t] = p[j + t]! * c;
    } else {
      for (let t = 0; t < n; t++) r[i + t] = p[j + t * s]! * q[k + t * u]!;
    }
  },
  div: (n, out, o, x, a, y, b) => {
    const r = out.array, p = x.array, q = y.array, s = x.stride, u = y.stride;
    for (let t = 0, i = out.at + o, j = x.at + a, k = y.at + b; t < n; t++, i++, j += s, k += u) {
      r[i] = p[j]! / q[k]!;
    }
  },
  weigh: (n, out, o, x, a, y, b) => {
    const r = out.array, p = x.array, q = y.array, s = x.stride, u = y.stride;
    for (let t = 0, i = out.at + o, j = x.at + a, k = y.at + b; t < n; t++, i++, j += s, k += u) {
      r[i] = p[j] === 0 ? 0 : p[j]! * q[k]!;
    }
  },
  expDiff: (n, out, o, x, a, y, b) => {
    const r = out.array, p = x.array, q = y.array, s = x.stride, u = y.stride;
    for (let t = 0, i = out.at + o, j = x.at + a, k = y.at + b; t < n; t++, i++, j += s, k += u) {
      r[i] = p[j] === -Infinity ? 0 : Math.exp(p[j]! - q[k]!);
    }
  },
  sign: defined("sign"),
  floor: defined("floor"),
  sqrt: defined("sqrt"),
  log1p: defined("log1p"),
  sin: defined("sin"),
  cos: defined("cos"),
  tanh: defined("tanh"),
  xLogX: defined("xLogX"),
  normalQuantile: defined("normalQuantile"),
  pow: defined("pow"),
  min: defined("min"),
  max: defined("max"),
  less: defined("less"),
  lessEqual: defined("lessEqual"),
  equal: defined("equal"),
  ratio: defined("ratio"),
  select: defined("select"),
  prefer: defined("prefer"),
  uniform: defined("uniform"),
};

/** The loop that calls the definition of `op` for each lane. */
function defined(op: Op): Loop {
  const f = numbers[op] as (...args: readonly number[]) => number;
  const value = (span: Span, offset: number, t: number) =>
    span.array[span.at + offset + t * span.stride]!;
  switch (arity[op]) {
    case 1:
      return (n, out, o, x, a) => {
        for (let t = 0; t < n; t++) out.array[out.at + o + t] = f(value(x, a, t));
      };
    case 2:
      return (n, out, o, x, a, y, b) => {
        for (let t = 0; t < n; t++) {
          out.array[out.at + o + t] = f(value(x, a, t), value(y, b, t));
        }
      };
    case 3:
      return (n, out, o, x, a, y, b, z, c) => {
        for (let t = 0; t < n; t++) {
          out.array[out.at + o + t] = f(value(x, a, t), value(y, b, t), value(z, c, t));
        }
      };
    default:
      return (n, out, o, x, a, y, b, z, c, w, d) => {
        for (let t = 0; t < n; t++) {
          out.array[out.at + o + t] = f(
            value(x, a, t),
            value(y, b, t),
            value(z, c, t),
            value(w, d, t),
          );
        }
      };
  }
}
