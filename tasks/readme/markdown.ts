/** The parts of a document that a program fills or runs. */

/** A fenced block. */
export interface Block {
  /** "sh", "text", "ts" and so on. */
  readonly language: string;
  readonly text: string;
  /** Where the text begins and ends in the document. */
  readonly from: number;
  readonly to: number;
  /** The comment right above it, without its dashes; "" if there is none. */
  readonly comment: string;
  /** The last line above it that is not empty, comments apart. */
  readonly before: string;
}

/** All fenced blocks of a document. */
export function blocksOf(document: string): Block[] {
  const fences = document.matchAll(/^```(\w+)[^\n]*\n(.*?)^```$/gms);
  return Array.from(fences, ({ 0: fence, 1: language, 2: text, index }) => {
    const above = document.slice(0, index).trimEnd();
    const comment = above.match(/<!--((?:(?!-->).)*)-->$/s);
    const rest = comment === null ? above : above.slice(0, comment.index).trimEnd();
    const from = index + fence.indexOf("\n") + 1;
    return {
      language: language!,
      text: text!,
      from,
      to: from + text!.length,
      comment: comment?.[1]?.trim() ?? "",
      before: rest.slice(rest.lastIndexOf("\n") + 1),
    };
  });
}

/** The text of the files that a document shows, each under a line with its name: "`mixture.json`:". */
export function filesOf(document: string): Map<string, string> {
  return new Map(
    blocksOf(document).flatMap(({ before, text }): [string, string][] => {
      const [, name] = before.match(/^`([\w.-]+)`:$/) ?? [];
      return name === undefined ? [] : [[name, text]];
    }),
  );
}

/** The document with other texts in some of its blocks. */
export function withBlocks(document: string, texts: ReadonlyMap<Block, string>): string {
  let filled = "", at = 0;
  for (const [{ from, to }, text] of [...texts].sort(([a], [b]) => a.from - b.from)) {
    filled += document.slice(at, from) + text;
    at = to;
  }
  return filled + document.slice(at);
}

/**
 * A number that a program fills in: `≈<!--=KEY-->55<!--/-->`. It follows a character that is no blank, for a comment that begins a line
 * would end the paragraph.
 */
const mark = /<!--=([\w.-]+)-->([^<]*)<!--\/-->/g;

/** The document with its numbers filled in; those that are not known stay. */
export function withNumbers(document: string, numbers: ReadonlyMap<string, string>): string {
  return document.replace(mark, (whole, key, old: string) => {
    const value = numbers.get(key);
    // lines may have been broken anew
    return value === undefined || value === old.replaceAll(/\s+/g, " ")
      ? whole
      : `<!--=${key}-->${value}<!--/-->`;
  });
}

/** The numbers that a document has, by their keys. */
export function numbersOf(document: string): Map<string, string> {
  return new Map(Array.from(document.matchAll(mark), ([, key, value]) => [key!, value!]));
}
