/**
 * One array in NumPy's format NPY, versions 1 to 3: a header in Python's notation, and the numbers behind it.
 *
 * @module
 */
import { DomainError } from "../../expr/errors.ts";
import { quoted } from "../../expr/quote.ts";
import { mostDimensions } from "../../expr/room.ts";
import { type ElementKind, elementsOf, isReadable } from "./elements.ts";
import { countOf, type Value } from "./values.ts";

/** How an NPY file begins. */
export const magic = "\x93NUMPY";

/** NumPy's letters for the kinds of numbers. */
const kinds: ReadonlyMap<string, ElementKind> = new Map<string, ElementKind>([
  ["f", "float"],
  ["i", "int"],
  ["u", "uint"],
  ["b", "bool"],
]);

/** What the header says. */
interface Header {
  /** The type of the elements, as in "<f8". */
  readonly type: string;
  /** Whether the first index is the one whose neighbours are side by side. */
  readonly isFortran: boolean;
  readonly shape: readonly number[];
  /** Where the numbers begin. */
  readonly start: number;
}

/**
 * The array or text in the bytes of an NPY file, numbers of any kind as doubles.
 *
 * Throws `DomainError` where the file is cut off, or holds what is neither numbers nor one text.
 */
export function parseNPY(bytes: Uint8Array): Value {
  const { type, isFortran, shape, start } = headerOf(bytes);
  const [, order, letter, size] = /^([<>|=])([a-zA-Z])(\d+)$/.exec(type) ?? [];
  const body = bytes.subarray(start), isLittle = order !== ">", width = Number(size);
  if ((letter === "U" || letter === "S") && countOf(shape) === 1) {
    return textOf(body, { letter, width, isLittle });
  }
  const kind = kinds.get(letter ?? "");
  if (kind === undefined || !isReadable({ kind, bytes: width })) throw noNumbers(type);
  const count = countOf(shape);
  // the size that is claimed is that of what is there before any room is taken
  if (count * width !== body.length) {
    throw new DomainError(
      `Expected ${count} numbers of ${width} bytes in shape [${
        shape.join(", ")
      }], got ${body.length} bytes: is the file whole?`,
    );
  }
  const numbers = elementsOf(body, { kind, bytes: width }, isLittle);
  return { data: isFortran ? fromFortran(numbers, shape) : numbers, shape };
}

function headerOf(bytes: Uint8Array): Header {
  if (latin1(bytes, 0, 6) !== magic || bytes.length < 12) {
    throw new DomainError(
      `Expected an array in NumPy's format, got ${bytes.length} bytes that are none`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLong = bytes[6]! > 1;
  const start = (isLong ? 12 : 10) + (isLong ? view.getUint32(8, true) : view.getUint16(8, true));
  if (start > bytes.length) {
    throw new DomainError("Expected an array in NumPy's format, got one that is cut off");
  }
  const text = latin1(bytes, isLong ? 12 : 10, Math.min(start, longestHeader));
  const type = /["']descr["']\s*:\s*(["'])([^"']*)\1/.exec(text)?.[2];
  const order = /["']fortran_order["']\s*:\s*(True|False)/.exec(text)?.[1];
  const extents = /["']shape["']\s*:\s*\(([\d,\sL]*)\)/.exec(text)?.[1];
  if (/["']descr["']\s*:\s*\[/.test(text)) throw noNumbers("of records");
  if (type === undefined || order === undefined || extents === undefined) {
    throw new DomainError(`Expected a header in NumPy's format, got ${quoted(text.trim())}`);
  }
  const shape = (extents.match(/\d+/g) ?? []).map(Number);
  if (shape.length > mostDimensions || !Number.isSafeInteger(countOf(shape))) {
    throw new DomainError(
      `Expected an array that fits, got one of shape ${quoted(`(${extents})`)}`,
    );
  }
  return { type, isFortran: order === "True", shape, start };
}

/** How much of a header is looked at: NumPy's own are below 200 bytes. */
const longestHeader = 10_000;

/** The letters of one text, which is filled up with zeros. */
function textOf(
  body: Uint8Array,
  { letter, width, isLittle }: { letter: string; width: number; isLittle: boolean },
): string {
  const bytes = letter === "U" ? 4 * width : width;
  if (body.length !== bytes) {
    throw new DomainError(`Expected a text of ${bytes} bytes, got ${body.length}`);
  }
  if (letter === "S") return new TextDecoder().decode(body).replace(/\0+$/, "");
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  let text = "";
  for (let t = 0; t < width; t++) {
    const point = view.getUint32(4 * t, isLittle);
    text += String.fromCodePoint(Math.min(point, 0x10ffff));
  }
  return text.replace(/\0+$/, "");
}

function noNumbers(type: string): DomainError {
  const remedy = type.includes("O")
    ? ", which are Python objects: make them numbers by .astype(float) before they are saved"
    : ": make them numbers by .astype(float) before they are saved";
  return new DomainError(`Expected an array of numbers, got elements ${quoted(type)}${remedy}`);
}

/** The same numbers with the last index the one whose neighbours are side by side. */
function fromFortran(numbers: Float64Array, shape: readonly number[]): Float64Array {
  const rows = new Float64Array(numbers.length);
  const index = new Array<number>(shape.length).fill(0);
  const strides: number[] = [];
  shape.reduce((stride, extent) => (strides.push(stride), stride * extent), 1);
  let from = 0;
  for (let to = 0; to < rows.length; to++) {
    rows[to] = numbers[from]!;
    for (let t = shape.length - 1; t >= 0; t--) {
      from += strides[t]!;
      if (++index[t]! < shape[t]!) break;
      from -= shape[t]! * strides[t]!;
      index[t] = 0;
    }
  }
  return rows;
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (const byte of bytes.subarray(start, end)) text += String.fromCharCode(byte);
  return text;
}
