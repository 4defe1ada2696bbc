/**
 * Whether an Arrow file or stream is whole. Packages that read it (this was seen in apache-arrow 21 and in flechette 2)
 * believe every count that they find in the metadata, which are FlatBuffers, and make room for it; so the counts are checked
 * before against the bytes that are there.
 *
 * @module
 */
import { DomainError } from "../../expr/errors.ts";

/** A table of FlatBuffers: what is behind its fields, by their numbers. Numbers and texts need no check. */
type Layout = readonly (readonly [field: number, part: Part])[];

/** A table, a list of tables, or a list of entries of so many bytes each. */
type Part =
  | { readonly kind: "table" | "tables"; readonly layout: () => Layout }
  | { readonly kind: "list"; readonly bytes: number };

const table = (layout: () => Layout): Part => ({ kind: "table", layout });
const tables = (layout: () => Layout): Part => ({ kind: "tables", layout });
const list = (bytes: number): Part => ({ kind: "list", bytes });

// The numbers of the fields are those of Schema.fbs, Message.fbs and File.fbs of the Arrow project.
const pair: Layout = [];
const field: Layout = [[5, tables(() => field)], [6, tables(() => pair)]];
const schema: Layout = [[1, tables(() => field)], [2, tables(() => pair)], [3, list(8)]];
const recordBatch: Layout = [[1, list(16)], [2, list(16)], [4, list(8)]];
const dictionaryBatch: Layout = [[1, table(() => recordBatch)]];
const footer: Layout = [
  [1, table(() => schema)],
  [2, list(24)],
  [3, list(24)],
  [4, tables(() => pair)],
];
/** What a message may hold, and the number of its kind. */
const headers = {
  schema: { kind: 1, layout: schema },
  dictionary: { kind: 2, layout: dictionaryBatch },
  rows: { kind: 3, layout: recordBatch },
} as const;

/** The kind of a message. */
type Kind = keyof typeof headers;

const magicLength = 6, continuation = 0xffffffff;
/** Deeper than this no table is nested. */
const mostDepth = 64;

/** Throws `DomainError` unless all that the metadata of a file or a stream counts is there. */
export function checkArrow(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    if (bytes[0] === 0xff) checkStream(view);
    else checkFile(view, bytes);
  } catch (error) {
    // what is read beyond the end of the bytes
    if (!(error instanceof RangeError) || error instanceof DomainError) throw error;
    throw cutOff();
  }
}

function checkFile(view: DataView, bytes: Uint8Array): void {
  const end = bytes.length - magicLength;
  if (end < 14 || bytes.subarray(end).some((byte, t) => byte !== bytes[t])) throw cutOff();
  const length = view.getInt32(end - 4, true), start = end - 4 - length;
  if (length < 8 || start < 8) throw cutOff();
  const root = rootOf(view, start, length);
  root.check(footer);
  for (const [blocks, kind] of [[2, "dictionary"], [3, "rows"]] as const) {
    for (const at of root.entries(blocks, 24)) {
      const offset = longAt(view, at), metadata = view.getInt32(at + 8, true);
      checkMessage(view, offset, { metadata, body: longAt(view, at + 16), kinds: [kind] });
    }
  }
}

function checkStream(view: DataView): void {
  let kinds: readonly Kind[] = ["schema"];
  for (let at = 0; at < view.byteLength; kinds = ["dictionary", "rows"]) {
    const isMarked = view.getUint32(at, true) === continuation;
    const length = view.getInt32(isMarked ? at + 4 : at, true);
    if (length === 0) return;
    at = checkMessage(view, at, { metadata: (isMarked ? 8 : 4) + length, kinds });
  }
}

/** Checks the message at a place, which must be of one of some kinds, and says where the next one begins. */
function checkMessage(
  view: DataView,
  at: number,
  { metadata, body, kinds }: { metadata: number; body?: number; kinds: readonly Kind[] },
): number {
  const prefix = view.getUint32(at, true) === continuation ? 8 : 4;
  const root = rootOf(view, at + prefix, metadata - prefix);
  root.check([[4, tables(() => pair)]]);
  const number = root.byte(1), kind = kinds.find((kind) => headers[kind].kind === number);
  const length = root.long(3);
  const next = at + metadata + length;
  if (!(metadata > prefix && length >= 0 && next <= view.byteLength)) throw cutOff();
  if (body !== undefined && body !== length) throw cutOff();
  const header = root.table(2);
  if (kind === undefined || header === undefined) throw cutOff();
  header.check(headers[kind].layout);
  if (kind !== "schema") {
    const batch = kind === "dictionary" ? header.table(1) : header;
    if (batch === undefined) throw cutOff();
    const rows = [batch.long(0), ...[...batch.entries(1, 16)].map((node) => longAt(view, node))];
    // a row has at least a bit somewhere
    if (rows.some((count) => !(count >= 0 && count <= 8 * length))) throw cutOff();
  }
  return next;
}

/** A table of FlatBuffers within some bytes. */
interface Table {
  check(layout: Layout): void;
  byte(field: number): number;
  long(field: number): number;
  table(field: number): Table | undefined;
  /** Where the entries of a list are. */
  entries(field: number, bytes: number): Iterable<number>;
}

/** The root table of a buffer of FlatBuffers. */
function rootOf(view: DataView, start: number, length: number): Table {
  if (!(length > 4 && start + length <= view.byteLength)) throw cutOff();
  const part = new DataView(view.buffer, view.byteOffset + start, length);
  // as many tables as have room side by side: a table may be pointed at more than once
  const budget = { left: length / 4 };
  return tableAt(part, part.getUint32(0, true), { start, budget, depth: 0 });
}

interface Within {
  /** Where the buffer begins in the file. */
  readonly start: number;
  readonly budget: { left: number };
  readonly depth: number;
}

function tableAt(view: DataView, at: number, within: Within): Table {
  const { start, budget, depth } = within;
  if (--budget.left < 0 || depth > mostDepth) throw cutOff();
  const fields = at - view.getInt32(at, true), size = view.getUint16(fields, true);
  /** Where a field is; undefined if the table lacks it. */
  const place = (field: number): number | undefined => {
    const entry = 4 + 2 * field;
    const offset = entry + 2 <= size ? view.getUint16(fields + entry, true) : 0;
    return offset === 0 ? undefined : at + offset;
  };
  const target = (field: number): number | undefined => {
    const from = place(field);
    return from === undefined ? undefined : from + view.getUint32(from, true);
  };
  const listAt = (field: number, bytes: number): { first: number; count: number } => {
    const from = target(field);
    if (from === undefined) return { first: 0, count: 0 };
    const count = view.getUint32(from, true);
    if (from + 4 + count * bytes > view.byteLength) throw cutOff();
    return { first: from + 4, count };
  };
  const inner = (from: number) => tableAt(view, from, { start, budget, depth: depth + 1 });
  return {
    byte: (field) => view.getUint8(place(field) ?? at),
    long: (field) => {
      const from = place(field);
      return from === undefined ? 0 : longAt(view, from);
    },
    table: (field) => {
      const from = target(field);
      return from === undefined ? undefined : inner(from);
    },
    *entries(field, bytes) {
      const { first, count } = listAt(field, bytes);
      for (let t = 0; t < count; t++) yield start + first + t * bytes;
    },
    check(layout) {
      for (const [field, part] of layout) {
        switch (part.kind) {
          case "list":
            listAt(field, part.bytes);
            break;
          case "tables": {
            const { first, count } = listAt(field, 4);
            for (let t = 0; t < count; t++) {
              const from = first + 4 * t;
              inner(from + view.getUint32(from, true)).check(part.layout());
            }
            break;
          }
          case "table": {
            const from = target(field);
            if (from !== undefined) inner(from).check(part.layout());
            break;
          }
          default:
            part satisfies never;
        }
      }
    },
  };
}

/** A whole number of 64 bits; beyond 2⁵³ it is larger than any file. */
function longAt(view: DataView, at: number): number {
  return Number(view.getBigInt64(at, true));
}

function cutOff(): DomainError {
  return new DomainError(
    "Expected an Arrow file, got one that is cut off or damaged: is it whole?",
  );
}
