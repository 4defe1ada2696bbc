/**
 * Files in a ZIP archive (PKWARE APPNOTE 6.3), by its central directory: the headers beside the files may hold less, as
 * those that numpy writes do. Nothing is believed before it is seen: sizes are checked against what is there, and check
 * sums are computed.
 *
 * @module
 */
import { DomainError } from "../../expr/errors.ts";
import { quoted } from "../../expr/quote.ts";
import { crc32 } from "./crc32.ts";
import { inflate } from "./inflate.ts";

/** One file of an archive. */
export interface ZipEntry {
  readonly name: string;
  /** How many bytes it claims to have. */
  readonly size: number;
  /** Its bytes. Rejects with a `DomainError` where they are not what the archive says. */
  read(): Promise<Uint8Array>;
}

const endSignature = 0x06054b50, endLength = 22, longestComment = 0xffff;
const end64Signature = 0x06064b50, locator64Signature = 0x07064b50, locator64Length = 20;
const entrySignature = 0x02014b50, entryLength = 46;
const localSignature = 0x04034b50, localLength = 30;
const zip64Extra = 1, all32 = 0xffffffff, all16 = 0xffff;

/** Bits of an entry's flags: it is encrypted; its name is in UTF-8. */
const encrypted = 1, inUTF8 = 1 << 11;

/**
 * The files of an archive by their names.
 *
 * Throws `DomainError` where the archive is cut off or damaged, or has two files of one name.
 */
export function readZip(bytes: Uint8Array): ReadonlyMap<string, ZipEntry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { start, end, count } = directoryOf(view);
  const entries = new Map<string, ZipEntry>();
  let at = start;
  for (let e = 0; e < count; e++) {
    if (at + entryLength > end || view.getUint32(at, true) !== entrySignature) {
      throw damaged(`entry ${e + 1} of ${count} in its directory`);
    }
    const { entry, next } = readEntry(view, bytes, at, end);
    if (entries.has(entry.name)) {
      throw new DomainError(`Expected one file ${quoted(entry.name)} in the archive, got two`);
    }
    entries.set(entry.name, entry);
    at = next;
  }
  return entries;
}

/** Where the central directory lies, and how many entries it claims to have. */
function directoryOf(view: DataView): { start: number; end: number; count: number } {
  const length = view.byteLength;
  let at = length - endLength;
  const least = Math.max(0, at - longestComment);
  while (at >= least && view.getUint32(at, true) !== endSignature) at--;
  if (at < least) {
    throw new DomainError("Expected a ZIP archive, got one that is cut off: is the file whole?");
  }
  let count: number = view.getUint16(at + 10, true);
  let size: number = view.getUint32(at + 12, true), start: number = view.getUint32(at + 16, true);
  if (count === all16 || size === all32 || start === all32) {
    const from = end64Of(view, at);
    count = readUint64(view, from + 32);
    size = readUint64(view, from + 40);
    start = readUint64(view, from + 48);
  }
  if (!(start + size <= at)) throw damaged("the place of its directory");
  return { start, end: start + size, count };
}

/** Where the end record of ZIP64 lies, which has room for larger numbers. */
function end64Of(view: DataView, end: number): number {
  const locator = end - locator64Length;
  if (locator < 0 || view.getUint32(locator, true) !== locator64Signature) {
    throw damaged("the end of its directory");
  }
  const at = readUint64(view, locator + 8);
  if (!(at + 56 <= locator) || view.getUint32(at, true) !== end64Signature) {
    throw damaged("the end of its directory");
  }
  return at;
}

function readEntry(
  view: DataView,
  bytes: Uint8Array,
  at: number,
  end: number,
): { entry: ZipEntry; next: number } {
  const flags = view.getUint16(at + 8, true), method = view.getUint16(at + 10, true);
  const sum = view.getUint32(at + 16, true);
  const nameLength = view.getUint16(at + 28, true), extraLength = view.getUint16(at + 30, true);
  const extra = at + entryLength + nameLength;
  const next = extra + extraLength + view.getUint16(at + 32, true);
  if (next > end) throw damaged("the names in its directory");
  const name = new TextDecoder((flags & inUTF8) !== 0 ? "utf-8" : "latin1")
    .decode(bytes.subarray(at + entryLength, extra));
  const [size, packed, offset] = sizesOf(view, at, { extra, end: extra + extraLength });
  const read = async () => {
    if ((flags & encrypted) !== 0) {
      throw new DomainError(
        `Expected a file that can be read, got ${quoted(name)}, which is encrypted`,
      );
    }
    const contents = await unpacked(partOf(view, bytes, { name, offset, packed }), {
      ...{ name, method, size },
    });
    if (crc32(contents) === sum) return contents;
    throw new DomainError(
      `Expected ${quoted(name)} as it was written, got other bytes: its check sum does not agree`,
    );
  };
  return { entry: { name, size, read }, next };
}

/** The size of a file, of what it is packed into, and where that begins; those that are too large for 32 bits stand behind. */
function sizesOf(
  view: DataView,
  at: number,
  { extra, end }: { extra: number; end: number },
): [size: number, packed: number, offset: number] {
  const sizes: [number, number, number] = [
    view.getUint32(at + 24, true),
    view.getUint32(at + 20, true),
    view.getUint32(at + 42, true),
  ];
  for (let t = extra; t + 4 <= end; t += 4 + view.getUint16(t + 2, true)) {
    if (view.getUint16(t, true) !== zip64Extra) continue;
    let from = t + 4;
    for (const [s, size] of sizes.entries()) {
      if (size !== all32) continue;
      if (from + 8 > end) throw damaged("the sizes in its directory");
      sizes[s] = readUint64(view, from);
      from += 8;
    }
  }
  return sizes;
}

/** The packed bytes of a file, which lie behind a header of their own. */
function partOf(
  view: DataView,
  bytes: Uint8Array,
  { name, offset, packed }: { name: string; offset: number; packed: number },
): Uint8Array {
  const what = `the place of ${quoted(name)}`;
  if (!(offset + localLength <= bytes.length)) throw damaged(what);
  if (view.getUint32(offset, true) !== localSignature) throw damaged(what);
  const start = offset + localLength + view.getUint16(offset + 26, true) +
    view.getUint16(offset + 28, true);
  if (!(start + packed <= bytes.length)) throw damaged(what);
  return bytes.subarray(start, start + packed);
}

async function unpacked(
  packed: Uint8Array,
  { name, method, size }: { name: string; method: number; size: number },
): Promise<Uint8Array> {
  if (method === 8) return await inflate(packed, size, name);
  if (method !== 0) {
    throw new DomainError(
      `Expected ${quoted(name)} stored or deflated, got method ${method} of packing`,
    );
  }
  if (packed.length === size) return packed;
  throw damaged(`the size of ${quoted(name)}`);
}

/** A whole number of 64 bits; beyond 2⁵³ it is larger than any file. */
function readUint64(view: DataView, at: number): number {
  return view.getUint32(at, true) + 2 ** 32 * view.getUint32(at + 4, true);
}

function damaged(what: string): DomainError {
  return new DomainError(`Expected a ZIP archive, got one that is damaged in ${what}`);
}
