/**
 * A key that a JSON text says twice. `JSON.parse` takes the last of them and says nothing, so that one of two values is lost.
 *
 * @module
 */

/**
 * The first key of the outermost object of a JSON text that stands there again, or of an object somewhere within its value of the key
 * `within`; undefined if none does.
 */
export function repeatedKey(json: string, within?: string): string | undefined {
  // the keys of each object that is open, innermost last; undefined for those of an array, and where nobody looks
  const open: (Set<string> | undefined)[] = [], marks = /["{}[\]]/g;
  let outermost = "";
  for (let mark = marks.exec(json); mark !== null; mark = marks.exec(json)) {
    const [sign] = mark;
    if (sign === "{" || sign === "[") {
      const isLookedAt = open.length === 0 || outermost === within;
      open.push(sign === "{" && isLookedAt ? new Set() : undefined);
      continue;
    }
    if (sign !== '"') {
      open.pop();
      continue;
    }
    const end = closingQuote(json, mark.index), keys = open.at(-1);
    marks.lastIndex = end + 1;
    if (keys === undefined || !isFollowedByColon(json, end + 1)) continue;
    const key = String(JSON.parse(json.slice(mark.index, end + 1)));
    if (keys.has(key)) return key;
    keys.add(key);
    if (open.length === 1) outermost = key;
  }
  return undefined;
}

/** Where the quote stands that closes the string opened at `open`: the text is known to be JSON. */
function closingQuote(json: string, open: number): number {
  for (let end = json.indexOf('"', open + 1);; end = json.indexOf('"', end + 1)) {
    if (end < 0) return json.length;
    let escapes = 0;
    while (json[end - 1 - escapes] === "\\") escapes++;
    if (escapes % 2 === 0) return end;
  }
}

function isFollowedByColon(json: string, from: number): boolean {
  let at = from;
  while (" \t\r\n".includes(json[at] ?? "x")) at++;
  return json[at] === ":";
}
