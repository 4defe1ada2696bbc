/**
 * The records of a CSV text (RFC 4180), read as people write them: any line ends, blanks around fields, quotes within
 * fields. Fields are places in the text until somebody asks for one, so columns that nobody reads cost nothing and can
 * stop nothing.
 */
import type { Separator } from "./separator.ts";

/** One record; what it says holds until the next one is read. */
export interface CSVRecord {
  /** How many fields it has. */
  readonly count: number;
  /** The line of the text, from 1, on which it begins. */
  readonly line: number;
  /** A field without its quotes and the blanks around it. */
  text(field: number): string;
}

/** A place in the text where a quote opens a field that nothing closes. */
export interface OpenQuote {
  readonly line: number;
  readonly field: number;
}

const quote = 0x22, newline = 0x0a, carriageReturn = 0x0d, space = 0x20, tab = 0x09;

/**
 * Calls `visit` for each record that is not a blank line. A quote opens a field at its beginning only, and closes it only
 * where the field can end; others are letters. Where nothing closes a field, or what does lies lines away behind another
 * quote, the opening quote is a letter too: better a record too short than many that are gone. Returns the first of these.
 */
export function forEachRecord(
  text: string,
  { start, line: firstLine, separator }: { start: number; line: number; separator: Separator },
  visit: (record: CSVRecord) => void,
): OpenQuote | undefined {
  const apart = separator.charCodeAt(0), end = text.length;
  const starts: number[] = [], ends: number[] = [], quoted: boolean[] = [];
  let count = 0, line = firstLine, at = start, open: OpenQuote | undefined;
  const record = {
    count,
    line,
    text(field: number): string {
      const inner = text.slice(starts[field], ends[field]);
      return (quoted[field] ? inner.replaceAll('""', '"') : inner).trim();
    },
  };
  const isBlank = (code: number) => code === space || (code === tab && apart !== tab);
  const isEnd = (code: number) => code === newline || code === carriageReturn;
  const afterBlanks = (from: number) => {
    let t = from;
    while (t < end && isBlank(text.charCodeAt(t))) t++;
    return t;
  };
  /** Where the quote stands that closes the field opened at `from`. */
  const closing = (from: number): number | undefined => {
    let isLater = false, seen = from + 1;
    for (let t = text.indexOf('"', seen); t >= 0; t = text.indexOf('"', seen)) {
      isLater ||= spansLines(text, seen, t);
      // once a quote is left open, no other is trusted beyond its line
      if (isLater && open !== undefined) return undefined;
      seen = t + 1;
      if (text.charCodeAt(seen) === quote) {
        seen++;
        continue;
      }
      const next = afterBlanks(seen);
      if (next === end || text.charCodeAt(next) === apart || isEnd(text.charCodeAt(next))) return t;
      if (isLater) return undefined;
    }
    return undefined;
  };
  while (at < end) {
    count = 0;
    let lines = 0;
    for (;; at++) {
      const first = afterBlanks(at);
      const close = text.charCodeAt(first) === quote ? closing(first) : undefined;
      if (close !== undefined) {
        [starts[count], ends[count], quoted[count]] = [first + 1, close, true];
        lines += linesIn(text, first, close);
        at = afterBlanks(close + 1);
      } else {
        if (text.charCodeAt(first) === quote) open ??= { line: line + lines, field: count };
        let t = first;
        for (; t < end; t++) {
          const code = text.charCodeAt(t);
          if (code === apart || isEnd(code)) break;
        }
        [starts[count], ends[count], quoted[count]] = [first, t, false];
        at = t;
      }
      count++;
      if (text.charCodeAt(at) !== apart) break;
    }
    if (count > 1 || quoted[0] || ends[0]! > starts[0]!) {
      record.count = count;
      record.line = line;
      visit(record);
    }
    at += text.charCodeAt(at) === carriageReturn && text.charCodeAt(at + 1) === newline ? 2 : 1;
    line += lines + 1;
  }
  return open;
}

/** Whether a line ends between two places. */
function spansLines(text: string, from: number, to: number): boolean {
  for (let t = from; t < to; t++) {
    const code = text.charCodeAt(t);
    if (code === newline || code === carriageReturn) return true;
  }
  return false;
}

/** How many lines end between two places. */
function linesIn(text: string, from: number, to: number): number {
  let lines = 0;
  for (let t = from; t < to; t++) {
    const code = text.charCodeAt(t);
    if (code === newline) lines++;
    else if (code === carriageReturn && text.charCodeAt(t + 1) !== newline) lines++;
  }
  return lines;
}
