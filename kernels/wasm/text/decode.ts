import { afterNumber, code, numberAt } from "../bytes/immediates.ts";
import {
  type Access,
  accesses,
  type LaneAccess,
  laneAccesses,
  type LaneOpcode,
  laneOpcodes,
  type Opcode,
  opcodes,
} from "../bytes/opcodes.ts";

/** An instruction as it is read from code. */
export type Decoded =
  | { readonly kind: "block" | "loop" | "when" | "otherwise" | "end" }
  | { readonly kind: "br" | "brIf"; readonly depth: number }
  | { readonly kind: "call"; readonly index: number }
  | { readonly kind: "get" | "set" | "tee"; readonly local: number }
  | { readonly kind: "constant"; readonly text: string }
  | { readonly kind: "shuffle"; readonly lanes: readonly number[] }
  | { readonly kind: "op"; readonly name: Opcode }
  | { readonly kind: "lane"; readonly name: LaneOpcode; readonly lane: number }
  | { readonly kind: "access"; readonly name: Access; readonly offset: number }
  | {
    readonly kind: "laneAccess";
    readonly name: LaneAccess;
    readonly offset: number;
    readonly lane: number;
  };

/** Reads the immediates that start at `at`: the instruction, and where the next one starts. */
type Reader = (bytes: Uint8Array, at: number) => readonly [Decoded, number];

const withNumber = (make: (n: number) => Decoded): Reader => (bytes, at) => [
  make(numberAt(bytes, at)),
  afterNumber(bytes, at),
];
// the type of a block is one byte
const opening = (kind: "block" | "loop" | "when"): Reader => (_bytes, at) => [{ kind }, at + 1];
const bare = (decoded: Decoded): Reader => (_bytes, at) => [decoded, at];
const integer = (type: "i32" | "i64"): Reader => (bytes, at) => [
  { kind: "constant", text: `${signedAt(bytes, at)}${type === "i64" ? "n" : ""}` },
  afterNumber(bytes, at),
];

const control: { readonly [K in keyof typeof code]: Reader } = {
  block: opening("block"),
  loop: opening("loop"),
  when: opening("when"),
  otherwise: bare({ kind: "otherwise" }),
  end: bare({ kind: "end" }),
  br: withNumber((depth) => ({ kind: "br", depth })),
  brIf: withNumber((depth) => ({ kind: "brIf", depth })),
  call: withNumber((index) => ({ kind: "call", index })),
  get: withNumber((local) => ({ kind: "get", local })),
  set: withNumber((local) => ({ kind: "set", local })),
  tee: withNumber((local) => ({ kind: "tee", local })),
  i32: integer("i32"),
  i64: integer("i64"),
  f64: (
    bytes,
    at,
  ) => [{ kind: "constant", text: numberText(viewAt(bytes, at).getFloat64(0, true)) }, at + 8],
};

/**
 * A constant vector as two doubles or four floats: as lanes that are equal, and then as the numbers of fewer digits, for the
 * others are noise; as bits where both are NaN.
 */
const constantVector: Reader = (bytes, at) => {
  const view = viewAt(bytes, at);
  const doubles = [0, 8].map((byte) => view.getFloat64(byte, true));
  const floats = [0, 4, 8, 12].map((byte) => view.getFloat32(byte, true));
  const bits = [0, 8].map((byte) => `0x${view.getBigUint64(byte, true).toString(16)}`);
  const choices = [
    { type: "f64x2", numbers: doubles, texts: doubles.map(numberText) },
    { type: "f32x4", numbers: floats, texts: floats.map(floatText) },
  ].filter(({ numbers }) => !numbers.some(Number.isNaN)).map(({ type, texts }) => {
    const text = lanes(texts);
    return { text: `${type}(${text})`, isEqual: text === texts[0] };
  });
  const [best] = choices.sort((x, y) =>
    Number(y.isEqual) - Number(x.isEqual) || x.text.length - y.text.length
  );
  return [{ kind: "constant", text: best?.text ?? `i64x2(${lanes(bits)})` }, at + 16];
};

const shuffle: Reader = (bytes, at) => [
  { kind: "shuffle", lanes: [...bytes.subarray(at, at + 16)] },
  at + 16,
];

const readers = new Map<string, Reader>();
const add = (opcode: readonly number[], reader: Reader): void => {
  readers.set(opcodeAt(Uint8Array.from(opcode), 0).key, reader);
};
/** A table with its keys as they are typed. */
const entries = <K extends string, V>(table: { readonly [N in K]: V }) =>
  Object.entries(table) as [K, V][];
for (const [kind, reader] of entries(control)) add([code[kind]], reader);
add([0xfd, 0x0c], constantVector);
add([0xfd, 0x0d], shuffle);
for (const [name, opcode] of entries(opcodes)) add(opcode, bare({ kind: "op", name }));
for (const [name, opcode] of entries(laneOpcodes)) {
  add(opcode, (bytes, at) => [{ kind: "lane", name, lane: bytes[at]! }, at + 1]);
}
// alignment, then offset
const offsetAt = (bytes: Uint8Array, at: number) => {
  const from = afterNumber(bytes, at);
  return { offset: numberAt(bytes, from), next: afterNumber(bytes, from) };
};
for (const [name, [opcode]] of entries(accesses)) {
  add(opcode, (bytes, at) => {
    const { offset, next } = offsetAt(bytes, at);
    return [{ kind: "access", name, offset }, next];
  });
}
for (const [name, [opcode]] of entries(laneAccesses)) {
  add(opcode, (bytes, at) => {
    const { offset, next } = offsetAt(bytes, at);
    return [{ kind: "laneAccess", name, offset, lane: bytes[next]! }, next + 1];
  });
}

/** The instructions of the body of a function. Throws for one that the assembler does not write. */
export function* instructionsOf(bytes: Uint8Array): Generator<Decoded, void, unknown> {
  for (let at = 0; at < bytes.length;) {
    const { key, next } = opcodeAt(bytes, at), reader = readers.get(key);
    if (reader === undefined) {
      throw new Error(`Expected an instruction that kernels use, got opcode ${key} at ${at}`);
    }
    const [decoded, end] = reader(bytes, next);
    yield decoded;
    at = end;
  }
}

/** The opcode at `at`, which has a prefix and a number for vectors and saturating conversions. */
function opcodeAt(bytes: Uint8Array, at: number): { readonly key: string; readonly next: number } {
  const first = bytes[at]!;
  if (first !== 0xfc && first !== 0xfd) return { key: String(first), next: at + 1 };
  return { key: `${first} ${numberAt(bytes, at + 1)}`, next: afterNumber(bytes, at + 1) };
}

function viewAt({ buffer, byteOffset }: Uint8Array, at: number): DataView {
  return new DataView(buffer, byteOffset + at);
}

/** The signed LEB128 number at `at`. */
function signedAt(bytes: Uint8Array, at: number): bigint {
  let value = 0n, shift = 0n;
  for (;; shift += 7n) {
    const byte = bytes[at++]!;
    value |= BigInt(byte & 127) << shift;
    if (byte < 128) return BigInt.asIntN(Number(shift) + 7, value);
  }
}

/** What all lanes hold, or what each holds. */
function lanes(texts: readonly string[]): string {
  return texts.every((text) => text === texts[0]) ? texts[0]! : texts.join(", ");
}

function numberText(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

/** A float with no more digits than tell it from all others. */
function floatText(value: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Object.is(Math.fround(short), value)) return numberText(short);
  }
  return numberText(value);
}
