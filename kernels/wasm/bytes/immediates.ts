/** The opcodes of control, locals and constants of one number; all others are in the tables of opcodes.ts, or constant vectors. */
export const code = {
  block: 0x02,
  loop: 0x03,
  when: 0x04,
  otherwise: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  call: 0x10,
  get: 0x20,
  set: 0x21,
  tee: 0x22,
  i32: 0x41,
  i64: 0x42,
  f64: 0x44,
} as const;

/** Bytes of a block type, and of constants. */
const blockType = 1, f32 = 4, f64 = 8, v128 = 16;

/**
 * Where the instruction after the one at `at` starts, for those that `assembler.ts` writes (WebAssembly 2.0, binary format of
 * instructions).
 */
export function afterInstruction(bytes: Uint8Array, at: number): number {
  const opcode = bytes[at]!;
  if (opcode === 0xfd) return afterVector(bytes, at + 1);
  // saturating conversions
  if (opcode === 0xfc) return afterNumber(bytes, at + 1);
  if (opcode >= 0x45 && opcode <= 0xc4) return at + 1;
  // loads and stores: alignment and offset
  if (opcode >= 0x28 && opcode <= 0x3e) return afterNumber(bytes, afterNumber(bytes, at + 1));
  switch (opcode) {
    case code.block:
    case code.loop:
    case code.when:
      return at + 1 + blockType;
    // branches and calls, locals, integers
    case code.br:
    case code.brIf:
    case code.call:
    case code.get:
    case code.set:
    case code.tee:
    case code.i32:
    case code.i64:
      return afterNumber(bytes, at + 1);
    case 0x43:
      return at + 1 + f32;
    case code.f64:
      return at + 1 + f64;
    // else, end, return, drop, select
    case code.otherwise:
    case code.end:
    case 0x0f:
    case 0x1a:
    case 0x1b:
      return at + 1;
    default:
      throw new Error(`Expected an instruction that kernels use, got opcode ${opcode}`);
  }
}

/** The end of a vector instruction whose number starts at `at`. */
function afterVector(bytes: Uint8Array, at: number): number {
  const end = afterNumber(bytes, at);
  // those with immediates have numbers of one byte
  const opcode = bytes[at]!;
  if (end > at + 1) return end;
  if (opcode <= 0x0b || opcode === 0x5c || opcode === 0x5d) {
    return afterNumber(bytes, afterNumber(bytes, end));
  }
  if (opcode === 0x0c || opcode === 0x0d) return end + v128;
  if (opcode >= 0x15 && opcode <= 0x22) return end + 1;
  // of one lane
  if (opcode >= 0x54 && opcode <= 0x5b) return afterNumber(bytes, afterNumber(bytes, end)) + 1;
  return end;
}

/** The end of a LEB128 number. */
export function afterNumber(bytes: Uint8Array, at: number): number {
  while (bytes[at]! > 127) at++;
  return at + 1;
}

/** The unsigned LEB128 number at `at`. */
export function numberAt(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let shift = 0;; shift += 7) {
    const byte = bytes[at++]!;
    value |= (byte & 127) << shift;
    if (byte < 128) return value;
  }
}
