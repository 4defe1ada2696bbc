import { ShapeError } from "../../expr/errors.ts";
import { crc32 } from "./crc32.ts";

/** A file that goes into an archive. */
export interface ZipFile {
  readonly name: string;
  readonly contents: Uint8Array;
}

/** 1 January 1980, the first day that the format knows: the same contents make the same archive. */
const noDate = 1 << 5 | 1;
const version = 20, inUTF8 = 1 << 11;

/** A ZIP archive that stores its files as they are, in their order; up to 4 GiB. */
export function writeZip(files: readonly ZipFile[]): Uint8Array {
  const named = files.map(({ name, contents }) => ({
    name: new TextEncoder().encode(name),
    contents,
    sum: crc32(contents),
  }));
  const total = named.reduce(
    (sum, { name, contents }) => sum + 30 + 46 + 2 * name.length + contents.length,
    22,
  );
  if (total >= 2 ** 32) {
    throw new ShapeError(`Expected files of less than 4 GiB together, got ${total} bytes`);
  }
  const bytes = new Uint8Array(total), view = new DataView(bytes.buffer);
  let at = 0;
  const offsets: number[] = [];
  for (const { name, contents, sum } of named) {
    offsets.push(at);
    view.setUint32(at, 0x04034b50, true);
    writeCommon(view, at + 4, { name, contents, sum });
    bytes.set(name, at + 30);
    bytes.set(contents, at + 30 + name.length);
    at += 30 + name.length + contents.length;
  }
  const directory = at;
  for (const [f, { name, contents, sum }] of named.entries()) {
    view.setUint32(at, 0x02014b50, true);
    view.setUint16(at + 4, version, true);
    writeCommon(view, at + 6, { name, contents, sum });
    view.setUint32(at + 42, offsets[f]!, true);
    bytes.set(name, at + 46);
    at += 46 + name.length;
  }
  view.setUint32(at, 0x06054b50, true);
  view.setUint16(at + 8, files.length, true);
  view.setUint16(at + 10, files.length, true);
  view.setUint32(at + 12, at - directory, true);
  view.setUint32(at + 16, directory, true);
  return bytes;
}

/** The fields that both headers of a file have, in the same order. */
function writeCommon(
  view: DataView,
  at: number,
  { name, contents, sum }: { name: Uint8Array; contents: Uint8Array; sum: number },
): void {
  view.setUint16(at, version, true);
  view.setUint16(at + 2, inUTF8, true);
  view.setUint16(at + 8, noDate, true);
  view.setUint32(at + 10, sum, true);
  view.setUint32(at + 14, contents.length, true);
  view.setUint32(at + 18, contents.length, true);
  view.setUint16(at + 22, name.length, true);
}
