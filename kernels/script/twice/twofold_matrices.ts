import { type Axis, withoutAxes } from "../../../src/expr/axes.ts";
import { errorGrowth } from "../../../src/expr/cholesky.ts";
import { addTwice, rest } from "../../../src/expr/twofold.ts";
import { extentOf } from "../../../src/plan/types.ts";
import type { Instruction, Value } from "../../ir/kernel.ts";
import { isDefinite } from "../dense.ts";
import { eigenvectors } from "../eigenvectors.ts";
import { refuseLost } from "../lost.ts";
import { cellOffsets } from "../spans.ts";
import { choleskyTwice, type TwiceMatrix } from "./twofold_cholesky.ts";
import { type LowOf, twiceSpan } from "./twofold_spans.ts";
import { addProduct, addScaled, backward, columnOf, forward } from "./triangles.ts";
import type { Context } from "../context.ts";

type Dense = Extract<Instruction, { kind: "dense" }>;
type Inverse = Extract<Instruction, { kind: "inverse" }>;

/** A factor keeps 30 of the 104 bits where rounding errors grow by no more than this over the number of rows. */
const mostGrowth = 2 ** 74, precision = "twice the working precision";

/** Numbers of an operand or of the result, by cell outside the matrix and lane. */
interface Room {
  readonly load: (cell: number, lane: number, into: TwiceMatrix) => void;
  readonly store: (cell: number, lane: number, from: TwiceMatrix) => void;
}

function roomOf(
  value: Value,
  outer: readonly Axis[],
  inner: readonly Axis[],
  { place, sizes }: Context,
  lowOf: LowOf,
): Room {
  const own = place(value), { span, low } = twiceSpan(own, lowOf);
  const base = cellOffsets(own, outer, sizes), offsets = cellOffsets(own, inner, sizes);
  const at = (cell: number, lane: number) => span.at + base[cell]! + lane * span.stride;
  return {
    load: (cell, lane, into) => {
      const start = at(cell, lane);
      for (let e = 0; e < offsets.length; e++) {
        into.high[e] = span.array[start + offsets[e]!]!;
        into.low[e] = low[start + offsets[e]!]!;
      }
    },
    store: (cell, lane, from) => {
      const start = at(cell, lane);
      for (let e = 0; e < offsets.length; e++) {
        span.array[start + offsets[e]!] = from.high[e]!;
        low[start + offsets[e]!] = from.low[e]!;
      }
    },
  };
}

function numbers(count: number): TwiceMatrix {
  return { high: new Float64Array(count), low: new Float64Array(count) };
}

/** The code of an operation on matrices in twice the working precision, matrix by matrix. */
export function denseTwice(instruction: Dense, context: Context, lowOf: LowOf): () => void {
  const { out, row, column, op, args } = instruction;
  const { sizes, frame } = context, d = extentOf(row, sizes);
  const outer = withoutAxes(out.cells, [row, column]);
  const room = (value: Value, inner: readonly Axis[]) =>
    roomOf(value, outer, inner, context, lowOf);
  const count = outer.reduce((product, axis) => product * extentOf(axis, sizes), 1);
  const each = (compute: (cell: number, lane: number) => void) => () => {
    const n = out.level === 2 ? frame.n : 1;
    for (let c = 0; c < count; c++) for (let t = 0; t < n; t++) compute(c, t);
  };
  const l = numbers(d * d), v = numbers(d), one = numbers(1), g = numbers(d * d);
  switch (op) {
    case "factor": {
      const result = room(out, [row, column]);
      const terms = args.flatMap((arg, m) =>
        m % 2 === 1
          ? [{ matrix: room(arg, [row, column]), coefficient: room(args[m - 1]!, []) }]
          : []
      );
      const kept = { growth: mostGrowth / d, precision }, y = new Float64Array(d);
      return each((c, t) => {
        const sum = numbers(d * d), term = numbers(d * d);
        for (const { matrix, coefficient } of terms) {
          matrix.load(c, t, term);
          coefficient.load(c, t, one);
          addScaled(sum, one, term);
        }
        const whole = sum.high.filter((_, e) => e % (d + 1) === 0),
          diagonal = (i: number) => whole[i]!;
        choleskyTwice(d, sum);
        const growth = errorGrowth(d, (i, j) => sum.high[i * d + j]!, diagonal, y);
        if (!(growth <= kept.growth)) refuseLost(y, diagonal, kept);
        for (let i = 0; i < d; i++) {
          for (let j = i + 1; j < d; j++) sum.high[i * d + j] = sum.low[i * d + j] = 0;
        }
        result.store(c, t, sum);
      });
    }
    case "definite": {
      // a word, no number with digits: that of the leading parts
      const result = room(out, []);
      const terms = args.flatMap((arg, m) =>
        m % 2 === 1
          ? [{ matrix: room(arg, [row, column]), coefficient: room(args[m - 1]!, []) }]
          : []
      );
      return each((c, t) => {
        const sum = numbers(d * d), term = numbers(d * d);
        for (const { matrix, coefficient } of terms) {
          matrix.load(c, t, term);
          coefficient.load(c, t, one);
          addScaled(sum, one, term);
        }
        one.high[0] = isDefinite(d, sum.high) ? 1 : 0;
        one.low[0] = 0;
        result.store(c, t, one);
      });
    }
    case "eigenvectors": {
      // any basis that is nearly theirs will do
      const from = room(args[0]!, [row, column]), result = room(out, [row, column]);
      return each((c, t) => {
        from.load(c, t, g);
        eigenvectors(d, g.high, l.high);
        l.low.fill(0);
        result.store(c, t, l);
      });
    }
    case "logDet": {
      const from = room(args[0]!, [row, column]), result = room(out, []);
      return each((c, t) => {
        from.load(c, t, l);
        let high = 0, low = 0;
        for (let a = 0; a < d; a++) {
          // ln(x + e) = ln x + e/x
          const x = l.high[a * d + a]!;
          high = addTwice(high, low, 2 * Math.log(x), 2 * l.low[a * d + a]! / x);
          low = rest[0]!;
        }
        one.high[0] = high;
        one.low[0] = low;
        result.store(c, t, one);
      });
    }
    case "quadratic":
    case "trace": {
      const from = room(args[0]!, [row, column]), result = room(out, []);
      const isTrace = op === "trace", side = isTrace ? [row, column] : [row];
      const other = room(args[1]!, side), columns = isTrace ? d : 1;
      return each((c, t) => {
        from.load(c, t, l);
        other.load(c, t, isTrace ? g : v);
        one.high[0] = one.low[0] = 0;
        for (let j = 0; j < columns; j++) {
          if (isTrace) columnOf(d, g, j, v);
          forward(d, l, v);
          for (let i = 0; i < d; i++) addProduct(one, 0, v, i, v, i, 1);
        }
        result.store(c, t, one);
      });
    }
    case "forward":
    case "backward":
    case "solve": {
      const from = room(args[0]!, [row, column]), other = room(args[1]!, [row]);
      const result = room(out, [row]);
      return each((c, t) => {
        from.load(c, t, l);
        other.load(c, t, v);
        if (op !== "backward") forward(d, l, v);
        if (op !== "forward") backward(d, l, v);
        result.store(c, t, v);
      });
    }
    default:
      return op satisfies never;
  }
}

/** The code of S⁻¹, column by column. */
export function inverseTwice(
  { out, row, column, other, factor }: Inverse,
  context: Context,
  lowOf: LowOf,
): () => void {
  const { sizes, frame } = context, d = extentOf(row, sizes);
  const outer = withoutAxes(out.cells, [row, other]);
  const from = roomOf(factor, outer, [row, column], context, lowOf);
  // symmetric, so columns are rows
  const result = roomOf(out, outer, [other, row], context, lowOf);
  const count = outer.reduce((product, axis) => product * extentOf(axis, sizes), 1);
  const l = numbers(d * d), inverse = numbers(d * d), v = numbers(d);
  return () => {
    const n = out.level === 2 ? frame.n : 1;
    for (let c = 0; c < count; c++) {
      for (let t = 0; t < n; t++) {
        from.load(c, t, l);
        for (let j = 0; j < d; j++) {
          v.high.fill(0);
          v.low.fill(0);
          v.high[j] = 1;
          forward(d, l, v);
          backward(d, l, v);
          inverse.high.set(v.high, j * d);
          inverse.low.set(v.low, j * d);
        }
        result.store(c, t, inverse);
      }
    }
  };
}
