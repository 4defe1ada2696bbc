import type { Axis } from "../../src/expr/axes.ts";
import type { Algebra } from "../../src/expr/ops.ts";
import { everything } from "../../src/enclosure/monotone.ts";
import type { Interval } from "../../src/enclosure/interval.ts";
import { renamed, through } from "../ir/binding.ts";
import { argumentsOf, type Instruction, type Register, type Value, whole } from "../ir/kernel.ts";
import type { KernelAlgebra } from "./kernel_algebra.ts";

/** Operations on matrices lose more digits than others, and fast ways to them too: up to 2⁻²⁰ of what they give. */
const keptOfMatrices = 1 - 2 ** -20;

type Dense = Extract<Instruction, { kind: "dense" }>;

/** What bounds of matrices are made with. */
export interface MatrixBounds {
  readonly a: KernelAlgebra;
  readonly b: Algebra<Interval<Value>>;
  readonly boundsOf: (value: Value) => Interval<Value>;
  readonly definition: (register: Register) => Instruction;
}

/**
 * Bounds of an operation on S = LLᵀ. Substitution in intervals bounds nothing, so each has an inequality of its own:
 * δᵀS⁻¹δ ≥ δₐ²/Sₐₐ for every a (Cauchy–Schwarz); tr S⁻¹T ≥ d·(det T / det S)^(1/d) (arithmetic and geometric mean);
 * ln det S ≤ Σ ln Sₐₐ (Hadamard). What else there is may be anything.
 */
export function matrixBounds(instruction: Dense, bounds: MatrixBounds): Interval<Value> {
  const { a, b, boundsOf } = bounds, { op, row, args } = instruction;
  const all = everything(a), d = row.set.extent;
  switch (op) {
    case "logDet":
      return logDetOf(instruction, args[0]!, bounds);
    case "quadratic": {
      const { lo } = b.div(b.square(boundsOf(args[1]!)), diagonalOf(instruction, args[0]!, bounds));
      return {
        lo: a.mul(a.constant(keptOfMatrices), a.fold("max", row, lo)),
        hi: all.hi,
        sign: 1,
      };
    }
    case "trace": {
      const [s, t] = args.map((factor) => logDetOf(instruction, factor, bounds));
      const { lo } = b.exp(b.mul(b.constant(1 / d), b.sub(t!, s!)));
      return { lo: a.mul(a.constant(d * keptOfMatrices), lo), hi: all.hi, sign: 1 };
    }
    default:
      return all;
  }
}

/** ln det S. */
function logDetOf(dense: Dense, factor: Value, bounds: MatrixBounds): Interval<Value> {
  const { a, b, boundsOf, definition } = bounds, { row, column } = dense;
  const sum = ({ lo, hi }: Interval<Value>): Interval<Value> => ({
    lo: a.fold("sum", row, lo),
    hi: a.fold("sum", row, hi),
  });
  if (termsOf(factor, definition) !== undefined) {
    const { hi } = sum(b.log(diagonalOf(dense, factor, bounds)));
    return { lo: everything(a).lo, hi };
  }
  const onDiagonal = along(boundsOf(factor), new Map([[column, row]]));
  return b.mul(b.constant(2), sum(b.log(onDiagonal)));
}

/** Sₐₐ, over the row axis of the operation. */
function diagonalOf(dense: Dense, factor: Value, bounds: MatrixBounds): Interval<Value> {
  const { a, b, boundsOf, definition } = bounds, { row, column } = dense;
  const terms = termsOf(factor, definition);
  if (terms === undefined) {
    // Sₐₐ = Σ Lₐᵦ² over b ≤ a
    const isWithin = a.lessEqual(a.index(column), a.index(row));
    const squares = b.weigh({ lo: isWithin, hi: isWithin, sign: 1 }, b.square(boundsOf(factor)));
    return {
      lo: a.fold("sum", column, squares.lo),
      hi: a.fold("sum", column, squares.hi),
      sign: 1,
    };
  }
  return terms.map(({ coefficient, matrix, axes }) => {
    const at = new Map([[axes[0], row], [axes[1], row]]);
    const entry = { ...along(boundsOf(matrix), at), sign: 1 as const };
    return b.mul(boundsOf(coefficient), entry);
  }).reduce((x, y) => ({ ...b.add(x, y), sign: 1 }));
}

interface Term {
  readonly coefficient: Value;
  readonly matrix: Value;
  /** The row and column axes of the factor, which the matrix has. */
  readonly axes: readonly [Axis, Axis];
}

/** The terms cₘSₘ that a factor was made of, if the kernel computes it. */
function termsOf(
  factor: Value,
  definition: MatrixBounds["definition"],
): readonly Term[] | undefined {
  const held = whole(factor);
  if (held.kind === "memory") return undefined;
  const made = definition(held);
  if (made.kind !== "dense" || made.op !== "factor") return undefined;
  const args = argumentsOf(made);
  return args.flatMap((coefficient, t) =>
    t % 2 === 1 ? [] : [{ coefficient, matrix: args[t + 1]!, axes: [made.row, made.column] }]
  );
}

/** Bounds read at other cells. */
export function along(
  { lo, hi, sign }: Interval<Value>,
  at: ReadonlyMap<Axis, Axis>,
): Interval<Value> {
  const whole = (value: Value) =>
    renamed(value, new Map(value.cells.map((axis) => [axis, through(at, axis)])));
  return { lo: whole(lo), hi: whole(hi), sign };
}
