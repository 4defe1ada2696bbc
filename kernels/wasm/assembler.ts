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

/** The types of parameters, results and locals. */
export type ValueType = "i32" | "i64" | "f32" | "f64" | "v128";

const typeBytes: { readonly [T in ValueType]: number } = {
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
  /** A new local. */
  readonly fresh: (type: ValueType) => number;
  /** The types of the locals after the parameters. */
  readonly types: readonly ValueType[];
}

/** The locals of a function with these parameters. */
export function localsAfter(params: readonly ValueType[]): Locals {
  const types: ValueType[] = [];
  return { types, fresh: (type) => params.length + types.push(type) - 1 };
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

/** Bytes that are written one after another. */
interface Writer {
  /** What is written so far. */
  readonly written: () => Uint8Array;
  readonly byte: (value: number) => void;
  readonly all: (values: ArrayLike<number>) => void;
  /** An unsigned integer, LEB128. */
  readonly unsigned: (value: number) => void;
}

function newWriter(): Writer {
  let buffer = new Uint8Array(512), length = 0;
  const reserve = (count: number) => {
    if (length + count <= buffer.length) return;
    const larger = new Uint8Array(Math.max(2 * buffer.length, length + count));
    larger.set(buffer.subarray(0, length));
    buffer = larger;
  };
  const byte = (value: number) => {
    reserve(1);
    buffer[length++] = value;
  };
  return {
    written: () => buffer.subarray(0, length),
    byte,
    all: (values) => {
      reserve(values.length);
      buffer.set(values, length);
      length += values.length;
    },
    unsigned: (value) => {
      reserve(5);
      while (value > 127) {
        buffer[length++] = value % 128 + 128;
        value = Math.floor(value / 128);
      }
      buffer[length++] = value;
    },
  };
}

/** An empty piece of code. */
export function newCode(): Code {
  const { written, byte, all, unsigned } = newWriter();
  const withIndex = (opcode: number) => (index: number) => {
    byte(opcode);
    unsigned(index);
  };
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
  const get = withIndex(0x20);
  return {
    written,
    op: (...names) => {
      for (const name of names) all(opcodes[name]);
    },
    get: (...locals) => locals.forEach(get),
    set: withIndex(0x21),
    tee: withIndex(0x22),
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
    call: withIndex(0x10),
    block: (body) => nested(0x02, body),
    loop: (body) => nested(0x03, body),
    when: (then, otherwise) => nested(0x04, then, otherwise),
    br: withIndex(0x0c),
    brIf: withIndex(0x0d),
    append: (other) => all(other.written()),
  };
}

/** A function that a module imports from "math". */
export interface ImportedFunction extends Signature {
  readonly name: string;
}

/** A function of a module; it is exported if it has a name. */
export interface WasmFunction extends Signature {
  readonly name?: string;
  readonly locals: Locals;
  readonly code: Code;
}

/** What a module is made of. Function indices count the imports first. */
export interface ModuleParts {
  /** Whether the imported memory "env" "memory" is shared. */
  readonly shared: boolean;
  readonly imports: readonly ImportedFunction[];
  readonly functions: readonly WasmFunction[];
}

/** The most pages of the memory that modules import: 4 GiB. */
export const mostPages = 65536;

/** The binary of a module. */
export function moduleBytes({ shared, imports, functions }: ModuleParts): Uint8Array<ArrayBuffer> {
  const signatures: string[] = [];
  const types: number[][] = [];
  const typeOf = ({ params, results }: Signature): number => {
    const key = `${params}:${results}`;
    let index = signatures.indexOf(key);
    if (index < 0) {
      index = signatures.push(key) - 1;
      types.push([
        0x60,
        ...vector(params.map((t) => [typeBytes[t]])),
        ...vector(results.map((t) => [typeBytes[t]])),
      ]);
    }
    return index;
  };
  const memory = [...name("env"), ...name("memory"), 0x02];
  // an imported memory may be larger than its declaration, and a shared one must declare its largest size
  memory.push(...(shared ? [0x03, ...unsigned(1), ...unsigned(mostPages)] : [0x00, 1]));
  const imported = [
    memory,
    ...imports.map((f) => [...name("math"), ...name(f.name), 0x00, ...unsigned(typeOf(f))]),
  ];
  const declared = functions.map((f) => unsigned(typeOf(f)));
  const exported = functions.flatMap((f, t) =>
    f.name === undefined ? [] : [[...name(f.name), 0x00, ...unsigned(imports.length + t)]]
  );
  const header = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
  const parts = [
    Uint8Array.from(header),
    section(1, [vector(types)]),
    section(2, [vector(imported)]),
    section(3, [vector(declared)]),
    section(7, [vector(exported)]),
    section(10, [unsigned(functions.length), ...functions.map(functionBytes)]),
  ];
  return concat(parts);
}

function functionBytes({ locals, code }: WasmFunction): ArrayLike<number> {
  const runs: [number, ValueType][] = [];
  for (const type of locals.types) {
    const last = runs[runs.length - 1];
    if (last?.[1] === type) last[0]++;
    else runs.push([1, type]);
  }
  const declared = vector(runs.map(([count, type]) => [...unsigned(count), typeBytes[type]]));
  const body = code.written();
  return concat([unsigned(declared.length + body.length + 1), declared, body, [0x0b]]);
}

function section(id: number, parts: readonly ArrayLike<number>[]): Uint8Array {
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  return concat([Uint8Array.from([id, ...unsigned(size)]), ...parts]);
}

function concat(parts: readonly ArrayLike<number>[]): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}

function vector(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function name(text: string): number[] {
  return [...unsigned(text.length), ...new TextEncoder().encode(text)];
}

function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** LEB128 of an unsigned integer. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  do {
    const rest = Math.floor(value / 128);
    bytes.push(value % 128 + (rest > 0 ? 128 : 0));
    value = rest;
  } while (value > 0);
  return bytes;
}

/** LEB128 of a signed 32-bit integer. */
function signed(value: number): number[] {
  let rest = value | 0;
  const bytes: number[] = [];
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const done = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(done ? low : low | 0x80);
    if (done) return bytes;
  }
}

function signed64(value: bigint): number[] {
  const bytes: number[] = [];
  for (;;) {
    const low = Number(value & 0x7fn);
    value >>= 7n;
    const done = (value === 0n && (low & 0x40) === 0) || (value === -1n && (low & 0x40) !== 0);
    bytes.push(done ? low : low | 0x80);
    if (done) return bytes;
  }
}
