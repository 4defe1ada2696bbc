import {
  type Access,
  accesses,
  type LaneAccess,
  laneAccesses,
  type LaneOpcode,
  laneOpcodes,
  type Opcode,
  opcodes,
} from "./opcodes.ts";
import { bytesOf, newWriter, signed, signed64 } from "./writer.ts";

/** The types of parameters, results and locals. */
export type ValueType = "i32" | "i64" | "f32" | "f64" | "v128";

/** The byte that stands for each type. */
export const typeBytes: { readonly [T in ValueType]: number } = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
};

/** The parameters and results of a function. */
export interface Signature {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** The locals of a function: parameters first. */
export interface Locals {
  /** A new local; readers of the code may call it by a name. */
  readonly fresh: (type: ValueType, name?: string) => number;
  /** The types of the locals after the parameters. */
  readonly types: readonly ValueType[];
  /** What locals hold, for readers of the code; undefined where nobody will read it. */
  readonly names?: Map<number, string> | undefined;
}

/** A function would have more locals than it may. */
export class TooManyLocals extends Error {
  override name = "TooManyLocals";
}

/**
 * The locals of a function with these parameters; `fresh` throws `TooManyLocals` beyond the most that it may have. What they
 * hold is noted in `names`.
 */
export function localsAfter(
  params: readonly ValueType[],
  most = Infinity,
  names?: Map<number, string>,
): Locals {
  const types: ValueType[] = [];
  const fresh = (type: ValueType, name?: string) => {
    const local = params.length + types.push(type) - 1;
    if (local >= most) throw new TooManyLocals(`Expected at most ${most} locals`);
    if (name !== undefined) names?.set(local, name);
    return local;
  };
  return { types, fresh, names };
}

/** A piece of code, written instruction by instruction; pieces are put together with `append`. */
export interface Code {
  /** The bytes so far. */
  readonly written: () => Uint8Array;
  readonly op: (...names: readonly Opcode[]) => void;
  readonly get: (...locals: readonly number[]) => void;
  readonly set: (local: number) => void;
  readonly tee: (local: number) => void;
  readonly i32: (value: number) => void;
  readonly i64: (value: bigint) => void;
  readonly f64: (value: number) => void;
  /** A vector constant, two equal doubles. */
  readonly f64x2: (value: number, second?: number) => void;
  /** A vector constant, four floats. */
  readonly f32x4: (value: number, ...others: readonly number[]) => void;
  /** A vector constant, two equal 64-bit integers. */
  readonly i64x2: (value: bigint) => void;
  readonly access: (name: Access, offset?: number) => void;
  readonly laneAccess: (name: LaneAccess, lane: number, offset?: number) => void;
  readonly lane: (name: LaneOpcode, lane: number) => void;
  /** i8x16.shuffle: 16 byte indices into the two operands. */
  readonly shuffle: (indices: readonly number[]) => void;
  readonly call: (index: number) => void;
  /** `block … end`; a branch to depth 0 in it leaves it. */
  readonly block: (body: () => void) => void;
  /** `loop … end`; a branch to depth 0 in it starts it again. */
  readonly loop: (body: () => void) => void;
  /** `if … else … end` on the i32 on the stack. */
  readonly when: (then: () => void, otherwise?: () => void) => void;
  readonly br: (depth: number) => void;
  readonly brIf: (depth: number) => void;
  readonly append: (other: Code) => void;
}

/** An empty piece of code. */
export function newCode(): Code {
  const { written, byte, all, unsigned, withIndex } = newWriter();
  const nested = (opcode: number, body: () => void, otherwise?: () => void) => {
    byte(opcode);
    byte(0x40);
    body();
    if (otherwise !== undefined) {
      byte(0x05);
      otherwise();
    }
    byte(0x0b);
  };
  const vectorConstant = (lanes: ArrayBufferView) => {
    all([0xfd, 0x0c]);
    all(bytesOf(lanes));
  };
  return {
    written,
    op: (...names) => {
      for (const name of names) all(opcodes[name]);
    },
    get: (...locals) => {
      for (const local of locals) withIndex(0x20, local);
    },
    set: (local) => withIndex(0x21, local),
    tee: (local) => withIndex(0x22, local),
    i32: (value) => {
      byte(0x41);
      all(signed(value));
    },
    i64: (value) => {
      byte(0x42);
      all(signed64(value));
    },
    f64: (value) => {
      byte(0x44);
      all(bytesOf(Float64Array.of(value)));
    },
    f64x2: (value, second = value) => vectorConstant(Float64Array.of(value, second)),
    f32x4: (value, ...others) => {
      const lanes = others.length === 3 ? [value, ...others] : [value, value, value, value];
      vectorConstant(Float32Array.from(lanes));
    },
    i64x2: (value) => vectorConstant(BigInt64Array.of(value, value)),
    access: (name, offset = 0) => {
      const [opcode, align] = accesses[name];
      all(opcode);
      byte(align);
      unsigned(offset);
    },
    laneAccess: (name, lane, offset = 0) => {
      const [opcode, align] = laneAccesses[name];
      all(opcode);
      byte(align);
      unsigned(offset);
      byte(lane);
    },
    lane: (name, lane) => {
      all(laneOpcodes[name]);
      byte(lane);
    },
    shuffle: (indices) => {
      all([0xfd, 0x0d]);
      all(indices);
    },
    call: (index) => withIndex(0x10, index),
    block: (body) => nested(0x02, body),
    loop: (body) => nested(0x03, body),
    when: (then, otherwise) => nested(0x04, then, otherwise),
    br: (depth) => withIndex(0x0c, depth),
    brIf: (depth) => withIndex(0x0d, depth),
    append: (other) => all(other.written()),
  };
}
