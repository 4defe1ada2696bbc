/**
 * Where a text stops being JSON. `JSON.parse` finds the mistake but says where in a different way in each engine, or not at all.
 *
 * @module
 */

import { quoted } from "../../expr/quote.ts";

/** The first place at which a text is not JSON (RFC 8259). */
export interface JSONMistake {
  /** From 1. */
  line: number;
  /** From 1, in UTF-16 code units. */
  column: number;
  /** What could have stood there. */
  expected: string;
  /** What stands there, or "the end of the text". */
  found: string;
}

const NUMBER = /-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const ESCAPE = /\\(["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const LITERAL = /true|false|null/y;
const SPACE = /[ \t\n\r]*/y;

/** The first mistake in `text`, or undefined if it is JSON. */
export function findJSONMistake(text: string): JSONMistake | undefined {
  let at = 0;
  // The brackets that are open, innermost last.
  const open: ("[" | "{")[] = [];
  let state: "value" | "first" | "key" | "next" = "value";

  const matches = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  };
  const takes = (character: string): boolean => {
    if (text[at] !== character) return false;
    at++;
    return true;
  };
  const takesString = (): boolean => {
    const end = endOfString(text, at);
    if (end === undefined) return false;
    at = end;
    return true;
  };
  const mistake = (expected: string) => place(text, at, expected);

  while (true) {
    matches(SPACE);
    const inner = open.at(-1);
    switch (state) {
      case "first":
        // Just inside a bracket: it may close at once.
        if (takes(inner === "{" ? "}" : "]")) {
          open.pop();
          state = "next";
        } else state = inner === "{" ? "key" : "value";
        break;
      case "key":
        if (!takesString()) return mistake("a key in double quotes");
        matches(SPACE);
        if (!takes(":")) return mistake('":"');
        state = "value";
        break;
      case "value":
        if (text[at] === "[" || text[at] === "{") {
          open.push(text[at] as "[" | "{");
          at++;
          state = "first";
        } else if (takesString() || matches(NUMBER) || matches(LITERAL)) state = "next";
        else return mistake("a value");
        break;
      case "next":
        if (inner === undefined) {
          return at < text.length ? mistake("the end of the text") : undefined;
        }
        if (takes(",")) state = inner === "{" ? "key" : "value";
        else if (takes(inner === "{" ? "}" : "]")) open.pop();
        else return mistake(inner === "{" ? '"," or "}"' : '"," or "]"');
        break;
      default:
        state satisfies never;
    }
  }
}

/**
 * Where the string that starts at `start` ends, or undefined if none does. Not one pattern: engines keep a place to come
 * back to for each repetition, and a string may have millions of characters.
 */
function endOfString(text: string, start: number): number | undefined {
  if (text[start] !== '"') return undefined;
  for (let at = start + 1; at < text.length;) {
    const character = text[at];
    if (character === '"') return at + 1;
    if (character === "\\") {
      ESCAPE.lastIndex = at;
      if (!ESCAPE.test(text)) return undefined;
      at = ESCAPE.lastIndex;
    } else if (text.charCodeAt(at) < 0x20) return undefined;
    else at++;
  }
  return undefined;
}

function place(text: string, at: number, expected: string): JSONMistake {
  const before = text.slice(0, at).split(/\r\n|\n|\r/);
  const [word] = text.slice(at, at + 40).match(/^[\w.+-]+|^./su) ?? [""];
  return {
    line: before.length,
    column: before[before.length - 1]!.length + 1,
    expected,
    found: at >= text.length ? "the end of the text" : quoted(word ?? ""),
  };
}
