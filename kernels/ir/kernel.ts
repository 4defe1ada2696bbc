import type { Axis } from "../../src/expr/axes.ts";
import type { DenseOp, Reduction } from "../../src/expr/node.ts";
import type { Op } from "../../src/expr/ops.ts";
import type { Buffer } from "../../src/plan/types.ts";

/** How often a value changes: once a step, once a row, or along the lanes. */
export type Level = 0 | 1 | 2;

/** A value of the kernel language: one number, or one a lane, for every cell of its short axes. */
export type Value = Register | View | Memory;

/** A value that an instruction computes. */
export interface Register {
  readonly kind: "register";
  readonly id: number;
  readonly level: Level;
  readonly cells: readonly Axis[];
}

/** A register read along a diagonal: `dims[t]` is the name of cell axis t of the register, one name twice or more. */
export interface View {
  readonly kind: "view";
  readonly level: Level;
  readonly cells: readonly Axis[];
  readonly of: Register;
  readonly dims: readonly Axis[];
}

/** A value that lies in a buffer, whose dimension t runs along `dims[t]`: a row axis, the lane axis or a cell axis. */
export interface Memory {
  readonly kind: "memory";
  readonly level: Level;
  readonly cells: readonly Axis[];
  readonly buffer: Buffer;
  readonly dims: readonly Axis[];
}

/** One instruction: it computes `out` for every cell. */
export type Instruction =
  | { readonly kind: "const"; readonly out: Register; readonly value: number }
  | { readonly kind: "extent"; readonly out: Register; readonly set: Axis["set"] }
  | { readonly kind: "index"; readonly out: Register; readonly axis: Axis }
  | {
    readonly kind: "map";
    readonly out: Register;
    readonly op: Op;
    readonly args: readonly Value[];
    /** For a minimum or maximum: which argument is known never to be NaN. */
    readonly sure?: 0 | 1;
  }
  /** A reduction over the cells of one short axis. */
  | {
    readonly kind: "fold";
    readonly out: Register;
    readonly op: Reduction;
    readonly over: Axis;
    readonly args: readonly Value[];
  }
  /** Σ x·y over the cells of one short axis, without storing the products; where one `weighs`, a 0 drops the other. */
  | {
    readonly kind: "dot";
    readonly out: Register;
    readonly over: Axis;
    readonly args: readonly [Value, Value];
    readonly weighs: boolean;
  }
  /** A buffer read at `index` along its dimension `dim`. */
  | {
    readonly kind: "gather";
    readonly out: Register;
    readonly from: Memory;
    readonly dim: number;
    readonly index: Value;
  }
  /** S⁻¹ over (row, other), from a factor over (row, column). */
  | {
    readonly kind: "inverse";
    readonly out: Register;
    readonly row: Axis;
    readonly column: Axis;
    readonly other: Axis;
    readonly factor: Value;
  }
  | {
    readonly kind: "dense";
    readonly out: Register;
    readonly op: Exclude<DenseOp, "lower" | "divergence">;
    readonly row: Axis;
    readonly column: Axis;
    readonly args: readonly Value[];
  }
  | Guarded;

/**
 * What `slow` computes, by a faster way that finds out whether its result holds: where it does not, the slow way is gone
 * after all or doubt is left, so that the row is done again. A printer without the fast way prints the slow one.
 */
export interface Guarded {
  readonly kind: "guarded";
  readonly out: Register;
  readonly fast: Products | Scaled | LogProduct;
  /** It has the same `out`. */
  readonly slow: Extract<Instruction, { kind: "map" } | { kind: "fold" }>;
}

/**
 * tr S⁻¹T + vᵀS⁻¹v = Σ P∘(T + vvᵀ), with P = S⁻¹: a few products, but digits are lost where the terms cancel. The slow way
 * is the sum of the trace and the quadratic form.
 */
export interface Products {
  readonly form: "products";
  readonly row: Axis;
  readonly column: Axis;
  readonly inverse: Value;
  readonly matrix: Value;
  readonly vector: Value;
}

/**
 * A product as one value along the lanes times a number that is made once a row: it may leave the range where the product does
 * not.
 */
export interface Scaled {
  readonly form: "scaled";
  readonly base: Value;
  /** What the row or the step decides. */
  readonly factors: readonly { readonly value: Value; readonly divides: boolean }[];
  readonly negative: boolean;
}

/** Σ ln x as the logarithm of a product: it may leave the range. */
export interface LogProduct {
  readonly form: "logProduct";
  readonly over: Axis;
  readonly factor: Value;
}

/** A reduction along the lanes, a row at a time; `dot` is the sum of a product that is not stored. */
export interface Accumulator {
  readonly op: Reduction | "dot";
  readonly args: readonly Value[];
  /** For `dot`: whether a 0 of one factor drops the other, even if that is no number. */
  readonly weighs: boolean;
  readonly cells: readonly Axis[];
  readonly into: Buffer;
}

/** A value written to a buffer, point by point. */
export interface Store {
  readonly value: Value;
  readonly into: Buffer;
}

/** What one step of a plan computes, as instructions sorted by how often they run. */
export interface Kernel {
  readonly rows: readonly Axis[];
  readonly lane: Axis | null;
  readonly levels: readonly [
    readonly Instruction[],
    readonly Instruction[],
    readonly Instruction[],
  ];
  readonly accumulators: readonly Accumulator[];
  readonly stores: readonly Store[];
  /** For a kernel over unordered pairs: what each accumulator takes in for the pair in its other order, (lane, row). */
  readonly mirrors?: readonly (readonly Value[])[];
  /** The same by unordered pairs, where that is cheaper. */
  readonly pairs?: Pairs;
}

/** A sweep over pairs (i, i′) of one index set, done for i ≤ i′ only: what a pair shares with its mirror is computed once. */
export interface Pairs {
  /** The accumulators that gain by it. */
  readonly symmetric: Kernel;
  /** The others, if there are any. */
  readonly rest: Kernel | undefined;
}

/** The register behind a view. */
export function whole(value: Value): Register | Memory {
  return value.kind === "view" ? value.of : value;
}

/** What an instruction computes, in the sure way. */
export function plainOf(instruction: Instruction): Exclude<Instruction, Guarded> {
  return instruction.kind === "guarded" ? instruction.slow : instruction;
}

/** The values that an instruction reads; of one that is guarded those of the slow way. */
export function argumentsOf(instruction: Instruction): readonly Value[] {
  switch (instruction.kind) {
    case "const":
    case "extent":
    case "index":
      return [];
    case "gather":
      return [instruction.from, instruction.index];
    case "inverse":
      return [instruction.factor];
    case "map":
    case "fold":
    case "dot":
    case "dense":
      return instruction.args;
    case "guarded":
      return argumentsOf(instruction.slow);
    default:
      return instruction satisfies never;
  }
}

/** What the fast way of an instruction reads. */
export function fastValuesOf({ fast }: Guarded): readonly Value[] {
  switch (fast.form) {
    case "products":
      return [fast.inverse, fast.matrix, fast.vector];
    case "scaled":
      return [fast.base, ...fast.factors.map(({ value }) => value)];
    case "logProduct":
      return [fast.factor];
    default:
      return fast satisfies never;
  }
}

/** All that an instruction reads, in whichever way. */
export function valuesOf(instruction: Instruction): readonly Value[] {
  const args = argumentsOf(instruction);
  return instruction.kind === "guarded" ? [...args, ...fastValuesOf(instruction)] : args;
}

/** An operation on matrices. */
export type MatrixInstruction = Extract<Instruction, { kind: "dense" } | { kind: "inverse" }>;
