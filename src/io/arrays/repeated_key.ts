/**
 * A key that a JSON text says twice. `JSON.parse` takes the last of them and says nothing, so that one of two values is lost.
 *
 * @module
 */

/** The first key of the outermost object of a JSON text that stands there again; undefined if none does. */
export function repeatedKey(json: string): string | undefined {
  const seen = new Set<string>(), marks = /["{}[\]]/g;
  let depth = 0;
  for (let mark = marks.exec(json); mark !== null; mark = marks.exec(json)) {
    if (mark[0] !== '"') {
      depth += mark[0] === "{" || mark[0] === "[" ? 1 : -1;
      continue;
    }
    const end = closingQuote(json, mark.index);
    marks.lastIndex = end + 1;
    if (depth !== 1 || !isFollowedByColon(json, end + 1)) continue;
    const key = String(JSON.parse(json.slice(mark.index, end + 1)));
    if (seen.has(key)) return key;
    seen.add(key);
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
