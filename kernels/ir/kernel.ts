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
    /** For the sum of a trace and a quadratic form: what the same is made of by products. */
    readonly products?: Products;
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
  };

/** tr S⁻¹T + vᵀS⁻¹v = Σ P∘(T + vvᵀ), with P = S⁻¹: a few products, but digits are lost where the terms cancel. */
export interface Products {
  readonly row: Axis;
  readonly column: Axis;
  readonly inverse: Value;
  readonly matrix: Value;
  readonly vector: Value;
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

/** The values that an instruction reads. */
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
    default:
      return instruction satisfies never;
  }
}

/** An operation on matrices. */
export type MatrixInstruction = Extract<Instruction, { kind: "dense" } | { kind: "inverse" }>;
