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

/** The loop that calls the definition of `op` for each lane. */
export function defined(op: Op): Loop {
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
