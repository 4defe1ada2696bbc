import type { Op } from "../../src/expr/ops.ts";
import { defined, type Loop } from "./defined_loop.ts";

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
  atan: defined("atan"),
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
