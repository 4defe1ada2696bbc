/**
 * Other people's text in messages: a name, a label, a field of a file. It can neither steer a terminal nor fill it.
 *
 * @module
 */

/** How much of a text a message shows. */
const mostShown = 60;
/** How much of a list of names a message shows. */
const mostListed = 200;

/**
 * What a terminal does not print as it stands: controls (ESC, DEL and C1 among them), format characters (they turn the
 * direction of writing or cannot be seen), line and paragraph separators, halves of surrogate pairs, and tags, those that
 * are not assigned among them. The two joiners are left: Persian, the scripts of India and emoji are written with them.
 */
const unprintable = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u{e0000}-\u{e007f}]/gu;

const short: { readonly [character: string]: string } = {
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\f": "\\f",
  "\r": "\\r",
};

/** The text with every character that a terminal would not print as it stands written as in JSON: `\n`, `\u001b`. */
export function escaped(text: string): string {
  return text.replace(unprintable, (character) => short[character] ?? unicodeEscapes(character));
}

/** JSON text with the same meaning that is safe to print: what `JSON.stringify` leaves as it is (C1, DEL, U+202E) is escaped too. */
export function escapedJSON(json: string): string {
  // line breaks stand between the values only, and all other such characters inside strings
  return json.replace(unprintable, (c) => c === "\n" ? c : unicodeEscapes(c));
}

/** The text escaped, and cut with `…` where it would take more than `most` characters. */
export function shown(text: string, most: number = mostShown): string {
  return cut(text, most, escaped);
}

/** The text in double quotes, escaped as in JSON, and cut with `…` where it would take more than `most` characters. */
export function quoted(text: string, most: number = mostShown): string {
  return `"${cut(text, most, (part) => escaped(part.replace(/["\\]/g, "\\$&")))}"`;
}

/** The texts, quoted and with commas; a long list ends in how many more there are. */
export function listed(texts: readonly string[]): string {
  return list(texts, quoted);
}

/** The texts with commas, escaped and without quotes unless they are empty; a long list ends in how many more there are. */
export function enumerated(texts: readonly string[]): string {
  return list(texts, (text) => text === "" ? '""' : shown(text));
}

function list(texts: readonly string[], write: (text: string) => string): string {
  let out = "";
  for (const [t, text] of texts.entries()) {
    const next = t === 0 ? write(text) : `${out}, ${write(text)}`;
    if (t > 0 && next.length > mostListed) {
      return `${out} and ${(texts.length - t).toLocaleString("en-US")} more`;
    }
    out = next;
  }
  return out;
}

/** Character by character, so that no escape is cut in two and no more of a long text is looked at than is shown. */
function cut(text: string, most: number, write: (character: string) => string): string {
  let out = "";
  for (const character of text.slice(0, most + 1)) {
    const next = write(character);
    if (out.length + next.length > most) return `${out}…`;
    out += next;
  }
  return out;
}

function unicodeEscapes(character: string): string {
  let out = "";
  for (let t = 0; t < character.length; t++) {
    out += `\\u${character.charCodeAt(t).toString(16).padStart(4, "0")}`;
  }
  return out;
}
