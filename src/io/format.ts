/**
 * What a file holds, by the bytes with which it begins, by the end of its name, or by its text.
 *
 * @module
 */
import { DomainError } from "../expr/errors.ts";

/** The kinds of files that are read. */
export const formats = [
  "json",
  "csv",
  "tsv",
  "npy",
  "npz",
  "skops",
  "safetensors",
  "parquet",
  "arrow",
] as const;

/** One of them. */
export type Format = typeof formats[number];

/** How files begin that are known by their first bytes: as Latin-1. */
const signatures: readonly { readonly bytes: string; readonly format: Format | "zip" }[] = [
  { bytes: "\x93NUMPY", format: "npy" },
  { bytes: "PK\x03\x04", format: "zip" },
  { bytes: "PK\x05\x06", format: "zip" },
  { bytes: "ARROW1\0\0", format: "arrow" },
  // a stream of Arrow messages
  { bytes: "\xff\xff\xff\xff", format: "arrow" },
];

/** How files begin that are not read, and what to do with them. */
const strangers: readonly { readonly bytes: string; readonly remedy: string }[] = [
  { bytes: "\x1f\x8b", remedy: "is compressed by gzip: unpack it first" },
  { bytes: "BZh91AY&SY", remedy: "is compressed by bzip2: unpack it first" },
  { bytes: "\xfd7zXZ\0", remedy: "is compressed by xz: unpack it first" },
  { bytes: "\x28\xb5\x2f\xfd", remedy: "is compressed by zstd: unpack it first" },
  { bytes: "\x89HDF\r\n\x1a\n", remedy: "is HDF5: save the data as NPY, NPZ, Parquet or CSV" },
  { bytes: "\xd0\xcf\x11\xe0", remedy: "is an old Excel workbook: save the sheet as CSV" },
  { bytes: "%PDF", remedy: "is a PDF, not a table" },
  { bytes: "SQLite format 3\0", remedy: "is an SQLite database: save the table as CSV" },
];

/**
 * The format of a file: what its first bytes say without doubt; else what it is said to be or what its name says; else JSON
 * if it begins with a brace, and CSV if not.
 *
 * Throws `DomainError` for files of a kind that is not read, saying what to do.
 */
export function formatOf(bytes: Uint8Array, name: string, said?: Format): Format | "zip" {
  const start = latin1(bytes, 0, 24);
  const known = signatures.find((signature) => start.startsWith(signature.bytes));
  if (known !== undefined) return known.format;
  if (isParquet(bytes, start)) return "parquet";
  if (isSafetensors(bytes)) return "safetensors";
  const stranger = strangers.find((stranger) => start.startsWith(stranger.bytes));
  if (stranger !== undefined) throw new DomainError(`The file ${stranger.remedy}`);
  if (isPickle(bytes)) {
    throw new DomainError(
      "The file is a Python pickle, which is a program: save the arrays in it by numpy.savez, or the model by skops.io.dump",
    );
  }
  if (said !== undefined) return said;
  const ending = name.toLowerCase().split(".").at(-1);
  if (ending === "feather" || ending === "ipc") return "arrow";
  return formats.find((format) => format === ending) ??
    (/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*\{/.test(start) ? "json" : "csv");
}

/** Its four letters could be the name of a column: but they end the file, too, and no text goes on as it does. */
function isParquet(bytes: Uint8Array, start: string): boolean {
  return start.startsWith("PAR1") &&
    (latin1(bytes, bytes.length - 4, 4) === "PAR1" || start.charCodeAt(4) === pageHeader);
}

/** How a page of Parquet begins. */
const pageHeader = 0x15;

/** Protocols 2 to 5 of Python's pickle, which joblib writes too: a program, which nobody should run to read numbers. */
function isPickle(bytes: Uint8Array): boolean {
  return bytes[0] === 0x80 && bytes[1]! >= 2 && bytes[1]! <= 5;
}

/** Eight bytes of a length, and then that many of JSON. */
function isSafetensors(bytes: Uint8Array): boolean {
  if (bytes.length < 10 || bytes[8] !== 0x7b) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  const length = view.getUint32(0, true) + 2 ** 32 * view.getUint32(4, true);
  // no text begins like that: seven of the eight bytes would be zeros at the most usual lengths
  return length <= bytes.length - 8 && view.getUint32(4, true) === 0;
}

function latin1(bytes: Uint8Array, start: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(Math.max(0, start), start + length));
}
