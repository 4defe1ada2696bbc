/** What a terminal does with text, written apart from the library: by code points, from the tables of the standards. */

/** Code points that steer a terminal or the direction of writing, end lines, or stand for no character. */
const steering: readonly (readonly [number, number])[] = [
  // C0 but the line feed, DEL and C1 (ECMA-48)
  [0x00, 0x09],
  [0x0b, 0x1f],
  [0x7f, 0x9f],
  // marks, embeddings, overrides and isolates of the bidirectional algorithm (UAX 9)
  [0x061c, 0x061c],
  [0x200e, 0x200f],
  [0x202a, 0x202e],
  [0x2066, 0x2069],
  // line and paragraph separators, byte order mark, surrogates, tags
  [0x2028, 0x2029],
  [0xfeff, 0xfeff],
  [0xd800, 0xdfff],
  [0xe0000, 0xe007f],
];

/** Whether a text holds anything but printable characters and line feeds. */
export function steersTerminal(text: string): boolean {
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (steering.some(([first, last]) => first <= code && code <= last)) return true;
  }
  return false;
}

/** The text without the codes of ECMA-48 for looks. */
export function withoutColours(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replaceAll(/\x1b\[[\d;]*m/g, "");
}
