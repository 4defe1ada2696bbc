/** Bytes that are written one after another. */
export interface Writer {
  /** What is written so far. */
  readonly written: () => Uint8Array;
  readonly byte: (value: number) => void;
  readonly all: (values: ArrayLike<number>) => void;
  /** An unsigned integer, LEB128. */
  readonly unsigned: (value: number) => void;
  /** A byte and an unsigned integer: most instructions are that. */
  readonly withIndex: (value: number, index: number) => void;
}

/** Up to so many bytes are copied one by one, which takes less than a call of `set`. */
const fewBytes = 24;

/** An empty list of bytes, with room for some. */
export function newWriter(room = 512): Writer {
  let buffer = new Uint8Array(room), length = 0;
  const reserve = (count: number) => {
    const larger = new Uint8Array(Math.max(2 * buffer.length, length + count));
    larger.set(buffer.subarray(0, length));
    buffer = larger;
  };
  const byte = (value: number) => {
    if (length === buffer.length) reserve(1);
    buffer[length++] = value;
  };
  const unsigned = (value: number) => {
    if (length + 5 > buffer.length) reserve(5);
    while (value > 127) {
      buffer[length++] = value % 128 + 128;
      value = Math.floor(value / 128);
    }
    buffer[length++] = value;
  };
  return {
    written: () => buffer.subarray(0, length),
    byte,
    all: (values) => {
      const { length: count } = values;
      if (length + count > buffer.length) reserve(count);
      if (count > fewBytes) buffer.set(values, length);
      else for (let t = 0; t < count; t++) buffer[length + t] = values[t]!;
      length += count;
    },
    unsigned,
    withIndex: (value, index) => {
      byte(value);
      unsigned(index);
    },
  };
}

/** The bytes of numbers, as they lie in memory. */
export function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** LEB128 of an unsigned integer. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  do {
    const rest = Math.floor(value / 128);
    bytes.push(value % 128 + (rest > 0 ? 128 : 0));
    value = rest;
  } while (value > 0);
  return bytes;
}

/** LEB128 of a signed 32-bit integer. */
export function signed(value: number): number[] {
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

/** LEB128 of a signed 64-bit integer. */
export function signed64(value: bigint): number[] {
  const bytes: number[] = [];
  for (;;) {
    const low = Number(value & 0x7fn);
    value >>= 7n;
    const done = (value === 0n && (low & 0x40) === 0) || (value === -1n && (low & 0x40) !== 0);
    bytes.push(done ? low : low | 0x80);
    if (done) return bytes;
  }
}
