import type { Axis } from "../../src/expr/axes.ts";
import { enclosing } from "../../src/enclosure/enclosing.ts";
import { type Interval, point } from "../../src/enclosure/interval.ts";
import { everything } from "../../src/enclosure/monotone.ts";
import { outwardIn } from "../../src/enclosure/outward.ts";
import { isLong } from "../../src/expr/axes.ts";
import type { Algebra, Op } from "../../src/expr/ops.ts";
import { type Instruction, type Kernel, plainOf, type Register, type Value } from "../ir/kernel.ts";
import { definitionsOf } from "../program/program.ts";
import { along, matrixBounds } from "./matrices.ts";
import type { Blocks } from "./blocks.ts";
import type { KernelAlgebra } from "./kernel_algebra.ts";

/** Why a kernel has no bounds over blocks. */
export class NoBounds extends Error {
  override name = "NoBounds";
}

/** The bounds of the values of a kernel over blocks of rows and lanes. */
export interface Enclosed {
  readonly b: Algebra<Interval<Value>>;
  readonly boundsOf: (value: Value) => Interval<Value>;
}

/** Gives bounds to the values of a kernel; each once. `boundsOf` throws `NoBounds` for what depends on the place in the order. */
export function enclosedValues(kernel: Kernel, blocks: Blocks, a: KernelAlgebra): Enclosed {
  const b = enclosing<Value>(a), definition = definitionsOf(kernel);
  const known = new Map<Register, Interval<Value>>();
  const boundsOf = (value: Value): Interval<Value> => {
    switch (value.kind) {
      case "memory": {
        const bounds = blocks.boundsOf(value);
        if (bounds === undefined) throw new NoBounds("it reads a number for each pair");
        return bounds;
      }
      case "view":
        return along(
          boundsOf(value.of),
          new Map(value.of.cells.map((axis, t) => [axis, value.dims[t]!])),
        );
      case "register": {
        let bounds = known.get(value);
        if (bounds === undefined) known.set(value, bounds = computed(plainOf(definition(value))));
        return bounds;
      }
      default:
        return value satisfies never;
    }
  };
  const computed = (instruction: ReturnType<typeof plainOf>): Interval<Value> => {
    switch (instruction.kind) {
      case "const":
        return b.constant(instruction.value);
      case "extent":
        return point(a.extent(instruction.set), 1);
      case "index":
        // the places of rows and lanes change where they are put in order
        if (isLong(instruction.axis)) throw new NoBounds("it counts its rows or lanes");
        return point(a.index(instruction.axis), 1);
      case "gather":
        throw new NoBounds("it reads at computed places");
      case "map": {
        // as many arguments as the operation has
        const op = b[instruction.op as Op] as (...args: Interval<Value>[]) => Interval<Value>;
        const [x, y] = instruction.args;
        return instruction.op === "mul" && x === y
          ? b.square(boundsOf(x!))
          : op(...instruction.args.map(boundsOf));
      }
      case "fold":
        return foldBounds(instruction, boundsOf, a);
      case "dot":
        return dotBounds(instruction, { a, b, boundsOf });
      case "inverse":
        return everything(a);
      case "dense":
        return matrixBounds(instruction, { a, b, boundsOf, definition });
      default:
        return instruction satisfies never;
    }
  };
  return { b, boundsOf };
}

/** A sum, a maximum or a log-sum-exp rises with each of its terms. */
function foldBounds(
  { op, over, args }: Extract<Instruction, { kind: "fold" }>,
  boundsOf: Enclosed["boundsOf"],
  a: KernelAlgebra,
): Interval<Value> {
  const [x, weight] = args.map(boundsOf);
  if (weight !== undefined) throw new NoBounds("it has a weighted log-sum-exp over a short axis");
  const { both } = outwardIn<Value>(a), { lo, hi, sign } = op === "sum" ? both(x!) : x!;
  const folded = { lo: a.fold(op, over, lo), hi: a.fold(op, over, hi) };
  return op === "logSumExp" ? both(folded) : { ...folded, sign };
}

/** Σ x·y from the bounds of each product. */
function dotBounds(
  { over, args: [x, y], weighs }: Extract<Instruction, { kind: "dot" }>,
  { a, b, boundsOf }: Enclosed & { readonly a: KernelAlgebra },
): Interval<Value> {
  const { both } = outwardIn<Value>(a);
  const one = boundsOf(x), other = boundsOf(y);
  const isSquare = x === y;
  if (!isSquare && one.sign === 1 && other.sign === 1) {
    return both({ lo: a.dot(over, one.lo, other.lo), hi: a.dot(over, one.hi, other.hi), sign: 1 });
  }
  const terms = isSquare ? b.square(one) : weighs ? b.weigh(one, other) : b.mul(one, other);
  const { lo, hi, sign } = both(terms);
  return { lo: a.fold("sum", over, lo), hi: a.fold("sum", over, hi), sign };
}

/** The largest size of a number between bounds. */
export function sizeOf({ lo, hi, sign }: Interval<Value>, a: KernelAlgebra): Value {
  return sign === 1 ? hi : sign === -1 ? a.neg(lo) : a.max(a.neg(lo), hi);
}

/** Cells of an accumulator, one after another. */
export function allOver(cells: readonly Axis[], value: Value, a: KernelAlgebra): Value {
  return cells.reduce((all, axis) => a.neg(a.fold("max", axis, a.neg(all))), value);
}
