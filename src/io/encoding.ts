/**
 * Text from bytes, strictly: a byte that is not what its encoding allows is a mistake with a place, for what is decoded
 * leniently turns different words into one.
 *
 * @module
 */
import { DomainError } from "../expr/errors.ts";
import { quoted } from "../expr/quote.ts";

/** How a byte order mark begins a text, and what it tells; the longer ones first. */
const marks: readonly { readonly bytes: readonly number[]; readonly encoding: string }[] = [
  { bytes: [0xff, 0xfe, 0, 0], encoding: "utf-32le" },
  { bytes: [0, 0, 0xfe, 0xff], encoding: "utf-32be" },
  { bytes: [0xef, 0xbb, 0xbf], encoding: "utf-8" },
  { bytes: [0xff, 0xfe], encoding: "utf-16le" },
  { bytes: [0xfe, 0xff], encoding: "utf-16be" },
];

/** Whether this runtime can decode an encoding of that name. */
export function isEncoding(name: string): boolean {
  try {
    new TextDecoder(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * The text of a file: in the encoding that its byte order mark tells, else in the one named, else in UTF-8.
 *
 * Throws `DomainError` where the bytes are no such text, with the number of the first byte at fault, from 0, and a guess at
 * what they are.
 */
export function decodeText(bytes: Uint8Array, encoding?: string): string {
  const mark = marks.find((mark) => mark.bytes.every((byte, t) => bytes[t] === byte));
  const name = mark?.encoding ?? encoding ?? "utf-8";
  if (name.startsWith("utf-32")) {
    throw new DomainError(
      "Expected UTF-8 or UTF-16, got a byte order mark of UTF-32: save it as UTF-8",
    );
  }
  if (mark === undefined && encoding === undefined) refuseUnmarkedUTF16(bytes);
  try {
    return new TextDecoder(name, { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new DomainError(whyNotDecoded(bytes, name));
  }
}

function whyNotDecoded(bytes: Uint8Array, name: string): string {
  if (new TextDecoder(name).encoding !== "utf-8") {
    return `Expected text in the encoding ${quoted(name)}, got bytes that are none`;
  }
  const at = firstMistake(bytes), line = lineOf(bytes, at);
  if (at === bytes.length) {
    return `Expected UTF-8, got a text that ends within a character (line ${line}): is the file whole?`;
  }
  return `Expected UTF-8, got a text that is not UTF-8 at byte ${at} (0x${
    bytes[at]!.toString(16)
  }, line ${line}), ${guess(bytes)}`;
}

/** What text that is not UTF-8 looks like, and the option that reads it. */
function guess(bytes: Uint8Array): string {
  let high = 0, neighbours = 0, controls = 0;
  for (let t = 0; t < bytes.length; t++) {
    const byte = bytes[t]!;
    if (byte < 0x80) continue;
    high++;
    if (byte < 0xa0) controls++;
    if (t > 0 && bytes[t - 1]! >= 0x80) neighbours++;
  }
  // letters with accents stand alone in western words, those of other alphabets side by side
  if (high > 4 && neighbours > high / 3) {
    return "and looks like another alphabet: name its encoding, as in --encoding windows-1251, shift_jis or gb18030";
  }
  return controls > 0
    ? "and looks like windows-1252: use --encoding windows-1252"
    : "and looks like Latin-1: use --encoding latin1";
}

/** How many bytes are looked at for zeros between letters. */
const mostLookedAt = 4096;

/** Zeros at every other place are UTF-16 without its mark: as UTF-8 each would be a character. */
function refuseUnmarkedUTF16(bytes: Uint8Array): void {
  const end = Math.min(bytes.length, mostLookedAt) & ~1, zeros = [0, 0];
  for (let t = 0; t < end; t++) if (bytes[t] === 0) zeros[t & 1]!++;
  const most = Math.max(...zeros), least = Math.min(...zeros);
  if (most < 2 || most < end / 8 || least > most / 8) return;
  const name = zeros[1] === most ? "utf-16le" : "utf-16be";
  throw new DomainError(
    `Expected UTF-8, got zeros at every other byte, which looks like UTF-16: use --encoding ${name}`,
  );
}

/** Where the first sequence starts that is not UTF-8 (RFC 3629); the length if the last one is cut off. */
function firstMistake(bytes: Uint8Array): number {
  for (let t = 0; t < bytes.length;) {
    const first = bytes[t]!;
    if (first < 0x80) {
      t++;
      continue;
    }
    const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4) return t;
    for (let i = 1; i < length; i++) {
      if (t + i === bytes.length) return bytes.length;
      const [least, most] = i === 1 ? rangeAfter(first) : [0x80, 0xbf];
      const byte = bytes[t + i]!;
      if (byte < least || byte > most) return t;
    }
    t += length;
  }
  return bytes.length;
}

/** Which second bytes may follow a first one: no overlong sequences, no surrogates, nothing beyond U+10FFFF. */
function rangeAfter(first: number): readonly [number, number] {
  switch (first) {
    case 0xe0:
      return [0xa0, 0xbf];
    case 0xed:
      return [0x80, 0x9f];
    case 0xf0:
      return [0x90, 0xbf];
    case 0xf4:
      return [0x80, 0x8f];
    default:
      return [0x80, 0xbf];
  }
}

/** The line, from 1, in which a byte stands. */
function lineOf(bytes: Uint8Array, at: number): number {
  let line = 1;
  for (let t = 0; t < at; t++) if (bytes[t] === 0x0a) line++;
  return line;
}
