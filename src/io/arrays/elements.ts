/** Numbers of every kind that files hold, made into doubles. */

/** What the bytes of an element are: a binary float, a truncated one, or an integer with or without a sign. */
export type ElementKind = "float" | "bfloat" | "int" | "uint" | "bool";

/** A kind of element, and how many bytes it takes. */
export interface ElementType {
  readonly kind: ElementKind;
  readonly bytes: number;
}

/** Reads the element at a place. */
type Reader = (view: DataView, at: number, isLittle: boolean) => number;

/** Every type of element, by kind and bytes. */
const readers: { readonly [K in ElementKind]: { readonly [bytes: number]: Reader } } = {
  float: {
    2: (view, at, isLittle) => halfOf(view.getUint16(at, isLittle)),
    4: (view, at, isLittle) => view.getFloat32(at, isLittle),
    8: (view, at, isLittle) => view.getFloat64(at, isLittle),
  },
  bfloat: { 2: (view, at, isLittle) => upperHalf(view.getUint16(at, isLittle)) },
  int: {
    1: (view, at) => view.getInt8(at),
    2: (view, at, isLittle) => view.getInt16(at, isLittle),
    4: (view, at, isLittle) => view.getInt32(at, isLittle),
    // to the nearest double, as numpy's astype(float)
    8: (view, at, isLittle) => Number(view.getBigInt64(at, isLittle)),
  },
  uint: {
    1: (view, at) => view.getUint8(at),
    2: (view, at, isLittle) => view.getUint16(at, isLittle),
    4: (view, at, isLittle) => view.getUint32(at, isLittle),
    8: (view, at, isLittle) => Number(view.getBigUint64(at, isLittle)),
  },
  bool: { 1: (view, at) => view.getUint8(at) === 0 ? 0 : 1 },
};

/** Whether elements of a type can be read. */
export function isReadable({ kind, bytes }: ElementType): boolean {
  return readers[kind][bytes] !== undefined;
}

/** The elements that follow each other in `bytes`, which has room for exactly so many. */
export function elementsOf(bytes: Uint8Array, type: ElementType, isLittle: boolean): Float64Array {
  const read = readers[type.kind][type.bytes];
  if (read === undefined) throw new RangeError(`No elements have ${type.bytes} bytes`);
  const numbers = new Float64Array(bytes.length / type.bytes);
  if (type.kind === "float" && type.bytes === 8 && isLittle === isLittleHere) {
    new Uint8Array(numbers.buffer).set(bytes);
    return numbers;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let t = 0; t < numbers.length; t++) numbers[t] = read(view, t * type.bytes, isLittle);
  return numbers;
}

/** Whether this machine puts the lowest byte first. */
const isLittleHere = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** A number of half precision (IEEE 754 binary16): 1 bit of sign, 5 of exponent, 10 of fraction. */
function halfOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1, exponent = bits >> 10 & 0x1f, fraction = bits & 0x3ff;
  switch (exponent) {
    case 0:
      return sign * fraction * 2 ** -24;
    case 0x1f:
      return fraction === 0 ? sign * Infinity : NaN;
    default:
      return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  }
}

const word = new DataView(new ArrayBuffer(4));

/** A number of single precision of which the upper half is given: bfloat16. */
function upperHalf(bits: number): number {
  word.setUint32(0, bits * 2 ** 16);
  return word.getFloat32(0);
}
