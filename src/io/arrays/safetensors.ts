/**
 * Arrays by name in the format safetensors: a length, a JSON text that says where each array lies, and the arrays. Texts
 * stand in its metadata.
 *
 * @module
 */
import { DomainError } from "../../expr/errors.ts";
import { quoted } from "../../expr/quote.ts";
import { describe } from "../../expr/describe.ts";
import { mostDimensions } from "../../expr/room.ts";
import { repeatedKey } from "./repeated_key.ts";
import { elementsOf, type ElementType } from "./elements.ts";
import { littleDoubles } from "./npy_write.ts";
import { type Archive, archiveOf, countOf, type Value } from "./values.ts";

/** The names of the types of elements. */
const types: ReadonlyMap<string, ElementType> = new Map<string, ElementType>([
  ["F64", { kind: "float", bytes: 8 }],
  ["F32", { kind: "float", bytes: 4 }],
  ["F16", { kind: "float", bytes: 2 }],
  ["BF16", { kind: "bfloat", bytes: 2 }],
  ["I64", { kind: "int", bytes: 8 }],
  ["I32", { kind: "int", bytes: 4 }],
  ["I16", { kind: "int", bytes: 2 }],
  ["I8", { kind: "int", bytes: 1 }],
  ["U64", { kind: "uint", bytes: 8 }],
  ["U32", { kind: "uint", bytes: 4 }],
  ["U16", { kind: "uint", bytes: 2 }],
  ["U8", { kind: "uint", bytes: 1 }],
  ["BOOL", { kind: "bool", bytes: 1 }],
]);

const metadata = "__metadata__";

/** Where an array lies, as the header says. */
interface Place {
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/** The arrays and texts of a file. Throws `DomainError` where it is cut off or damaged. */
export function parseSafetensors(bytes: Uint8Array): Archive {
  const length = headerLength(bytes);
  const header = headerOf(bytes.subarray(8, 8 + length)), body = bytes.subarray(8 + length);
  const places = new Map<string, Place>(), texts = new Map<string, Value>();
  for (const [name, value] of Object.entries(header)) {
    if (name !== metadata) places.set(name, placeOf(name, value, body.length));
    else if (typeof value === "object" && value !== null) {
      for (const [key, text] of Object.entries(value)) texts.set(key, textOf(key, text));
    }
  }
  const others = archiveOf(texts);
  return {
    names: [...places.keys(), ...texts.keys()],
    read: async (name) => {
      const place = places.get(name);
      if (place === undefined) return await others.read(name);
      const { type, shape, start, end } = place;
      return { data: elementsOf(body.subarray(start, end), type, true), shape };
    },
  };
}

function headerLength(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < 8
    ? Infinity
    : view.getUint32(0, true) + 2 ** 32 * view.getUint32(4, true);
  if (length <= bytes.length - 8) return length;
  throw new DomainError("Expected a safetensors file, got one that is cut off: is the file whole?");
}

function headerOf(bytes: Uint8Array): object {
  let text: string, header: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    header = JSON.parse(text);
  } catch {
    throw noHeader();
  }
  if (typeof header !== "object" || header === null) throw noHeader();
  const name = repeatedKey(text);
  if (name === undefined) return header;
  throw new DomainError(`Expected one array ${quoted(name)} in the file, got two`);
}

function noHeader(): DomainError {
  return new DomainError("Expected a safetensors file, got one whose header is no JSON object");
}

function textOf(key: string, text: unknown): string {
  if (typeof text === "string") return text;
  throw new DomainError(`Expected a text in ${metadata} at ${quoted(key)}, got ${describe(text)}`);
}

function placeOf(name: string, value: unknown, available: number): Place {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as {
    readonly dtype?: unknown;
    readonly shape?: unknown;
    readonly data_offsets?: unknown;
  };
  const type = typeof dtype === "string" ? types.get(dtype) : undefined;
  if (type === undefined) {
    throw new DomainError(
      `Expected an array of numbers in ${quoted(name)}, got the type ${describe(dtype)}`,
    );
  }
  if (!areCounts(shape) || shape.length > mostDimensions) {
    throw new DomainError(`Expected a shape for ${quoted(name)}, got ${describe(shape)}`);
  }
  if (!areCounts(offsets) || offsets.length !== 2) {
    throw new DomainError(`Expected two offsets for ${quoted(name)}, got ${describe(offsets)}`);
  }
  const start = offsets[0]!, end = offsets[1]!;
  if (start <= end && end <= available && end - start === countOf(shape) * type.bytes) {
    return { type, shape, start, end };
  }
  throw new DomainError(
    `Expected ${countOf(shape) * type.bytes} bytes of ${
      quoted(name)
    } within ${available}, got those from ${start} to ${end}`,
  );
}

function areCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}

/** A safetensors file of arrays of doubles; texts go into its metadata. */
export function writeSafetensors(values: ReadonlyMap<string, Value>): Uint8Array {
  const header: { [name: string]: unknown } = {}, texts: { [name: string]: string } = {};
  const bodies: Uint8Array[] = [];
  let length = 0;
  for (const [name, value] of values) {
    if (typeof value === "string") {
      texts[name] = value;
      continue;
    }
    const body = littleDoubles(value);
    header[name] = {
      dtype: "F64",
      shape: value.shape,
      data_offsets: [length, length + body.length],
    };
    bodies.push(body);
    length += body.length;
  }
  if (Object.keys(texts).length > 0) header[metadata] = texts;
  const json = new TextEncoder().encode(JSON.stringify(header));
  // arrays begin at a multiple of 8 bytes
  const start = 8 + Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(start + length).fill(0x20, 8, start);
  new DataView(bytes.buffer).setUint32(0, start - 8, true);
  bytes.set(json, 8);
  let at = start;
  for (const body of bodies) {
    bytes.set(body, at);
    at += body.length;
  }
  return bytes;
}
