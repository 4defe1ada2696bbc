/**
 * Whether an Arrow file or stream is whole. Packages that read it (this was seen in apache-arrow 21 and in flechette 2)
 * believe every count that they find in the metadata, which are FlatBuffers, and make room for it; so the counts are checked
 * before against the bytes that are there.
 *
 * @module
 */
import { DomainError } from "../../expr/errors.ts";
import { type Layout, list, longAt, rootOf, table, tables } from "./flatbuffers.ts";

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

function cutOff(): DomainError {
  return new DomainError(
    "Expected an Arrow file, got one that is cut off or damaged: is it whole?",
  );
}
