/** Lists of names of columns, as options take them: one line of CSV. */
import { DomainError } from "../../expr/errors.ts";
import { quoted, shown } from "../../expr/quote.ts";
import { forEachRecord } from "./records.ts";

/**
 * The fields of one line of CSV: how a list of names with commas in them is written. A name with a line break in it is
 * quoted.
 *
 * Throws `DomainError` if there is more than one line.
 */
export function parseNames(list: string): string[] {
  const lines: string[][] = [];
  forEachRecord(list, { start: 0, line: 1, separator: "," }, (record) => {
    lines.push(Array.from({ length: record.count }, (_, f) => record.text(f)));
  });
  const [names, ...others] = lines;
  if (others.length > 0) {
    throw new DomainError(`Expected names on one line, got ${quoted(list)}`);
  }
  return names ?? [];
}

/** How much of a list a message shows. */
const mostShown = 120;

/** The names as an option takes them, for a message: in quotes of the shell where it would take them apart. */
export function writtenNames(names: readonly string[]): string {
  const list = names.map((name) => /[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name)
    .join(",");
  const text = shown(list, mostShown);
  return /^[\w.,:%@+/-]+$/.test(text) ? text : `'${text}'`;
}
