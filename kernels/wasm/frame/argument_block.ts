import type { Axis, IndexSet } from "../../../src/expr/axes.ts";
import { type Buffer, extentOf, type Sizes } from "../../../src/plan/types.ts";
import { bufferStrides } from "../../ir/strides.ts";

/** A 32-bit number that a kernel is told when it runs: it depends on the sizes, so it is no part of the code. */
export type Argument =
  /** Where a buffer starts; as `f32`, its rounded copy. */
  | { readonly kind: "pointer"; readonly buffer: Buffer; readonly rounding: Rounding }
  /** The bytes from one index along a dimension of a buffer to the next. */
  | {
    readonly kind: "stride";
    readonly buffer: Buffer;
    readonly dim: number;
    readonly bytes: number;
  }
  /** The extent of an index set. */
  | { readonly kind: "extent"; readonly set: IndexSet }
  /** Where the flags of doubtful rows start: one byte a row, or one a block of lanes. */
  | { readonly kind: "flags" }
  /** How many flags a row has. */
  | { readonly kind: "flagsPerRow" }
  /** Where the sums by columns of a piece start, and the bytes from one cell of them to the next. */
  | { readonly kind: "columns" }
  | { readonly kind: "columnStride" }
  /** Where the shifts of the log-sum-exps over pairs lie: doubles. */
  | { readonly kind: "shifts" }
  /** Where number 0 or 1 of the states of rows lies that are left open: laid out as the buffer of the results is. */
  | { readonly kind: "state"; readonly buffer: Buffer; readonly number: 0 | 1 };

/** Which copy of a buffer is read: the numbers themselves, rounded to f32, or rounded after their centre was taken off. */
export type Rounding = "f64" | "f32" | "f32 centred";

/** The arguments of a kernel, in the order of the block of memory that holds them. */
export interface Arguments {
  readonly list: readonly Argument[];
  /** The byte offset of an argument in the block; it is added if it is new. */
  readonly offset: (argument: Argument) => number;
}

/** An empty list of arguments. */
export function newArguments(): Arguments {
  const list: Argument[] = [];
  const known = new Map<string, number>();
  const offset = (argument: Argument): number => {
    const key = keyOf(argument);
    let at = known.get(key);
    if (at === undefined) known.set(key, at = 4 * (list.push(argument) - 1));
    return at;
  };
  return { list, offset };
}

function keyOf(argument: Argument): string {
  switch (argument.kind) {
    case "pointer":
      return `pointer ${argument.buffer.id} ${argument.rounding}`;
    case "stride":
      return `stride ${argument.buffer.id} ${argument.dim} ${argument.bytes}`;
    case "extent":
      return `extent ${argument.set.id}`;
    case "state":
      return `state ${argument.buffer.id} ${argument.number}`;
    case "flags":
    case "flagsPerRow":
    case "columns":
    case "columnStride":
    case "shifts":
      return argument.kind;
    default:
      return argument satisfies never;
  }
}

/** What a run supplies for the arguments. */
export interface ArgumentValues {
  readonly sizes: Sizes;
  readonly pointer: (buffer: Buffer, rounding: Rounding) => number;
  readonly flags: number;
  readonly flagsPerRow: number;
  /** For kernels over unordered pairs. */
  readonly columns?: number;
  readonly columnStride?: number;
  readonly shifts?: number;
  /** For kernels that leave states open: where the numbers of the states of an accumulator lie. */
  readonly state?: (buffer: Buffer, number: 0 | 1) => number;
}

/** The number for each argument. */
export function argumentNumbers(list: readonly Argument[], values: ArgumentValues): number[] {
  const { sizes } = values;
  return list.map((argument) => {
    switch (argument.kind) {
      case "pointer":
        return values.pointer(argument.buffer, argument.rounding);
      case "stride":
        return bufferStrides(argument.buffer, sizes)[argument.dim]! * argument.bytes;
      case "extent":
        return extentOf({ set: argument.set } as Axis, sizes);
      case "flags":
        return values.flags;
      case "flagsPerRow":
        return values.flagsPerRow;
      case "columns":
      case "columnStride":
      case "shifts":
        return values[argument.kind] ?? 0;
      case "state":
        return values.state?.(argument.buffer, argument.number) ?? 0;
      default:
        return argument satisfies never;
    }
  });
}
