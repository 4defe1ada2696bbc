/** What may stand between two fields of a row. */
export const separators = [",", ";", "\t", "|"] as const;

/** One of them. */
export type Separator = typeof separators[number];

/** How many rows are looked at, and how much of a text at most. */
const mostRows = 30;
const mostText = 2 ** 20;

/** A first line by which Excel tells the separator. */
const telling = /^sep=(.)\r?\n/;

/** What separates the fields of a CSV text, where its rows start, and in which line. */
export function sniffSeparator(
  text: string,
): { separator: Separator; start: number; line: number } {
  const mark = text.startsWith("\ufeff") ? 1 : 0;
  const [told, sign] = telling.exec(text.slice(mark, mark + 8)) ?? [];
  const named = separators.find((separator) => separator === sign);
  if (told !== undefined && named !== undefined) {
    return { separator: named, start: mark + told.length, line: 2 };
  }
  const start = mark, line = 1;
  const rows = firstRows(text, start);
  let best: Separator = ",", most = -1;
  for (const separator of separators) {
    const score = scoreOf(rows, separator);
    if (score > most) [best, most] = [separator, score];
  }
  return { separator: best, start, line };
}

/** The first rows, quoted parts as one letter each: what stands in them separates nothing. */
function firstRows(text: string, start: number): string[] {
  const rows: string[] = [];
  const end = Math.min(text.length, start + mostText);
  let row = "", from = start;
  const take = (to: number) => row += text.slice(from, to);
  for (let t = start; t < end && rows.length < mostRows; t++) {
    const character = text[t]!;
    if (character === "\n" || character === "\r") {
      take(t);
      if (row.trim() !== "") rows.push(row);
      [row, from] = ["", t + 1];
    } else if (character === '"' && startsField(text, t, start)) {
      const close = closingQuote(text, t, end);
      if (close === undefined) continue;
      take(t);
      row += "x";
      [t, from] = [close, close + 1];
    }
  }
  take(end);
  // a last row that is cut off tells nothing, unless it is the first
  if (row.trim() !== "" && (end === text.length || rows.length === 0)) rows.push(row);
  return rows.slice(0, mostRows);
}

function startsField(text: string, at: number, start: number): boolean {
  let t = at - 1;
  while (t >= start && text[t] === " ") t--;
  return t < start || "\r\n,;\t|".includes(text[t]!);
}

function closingQuote(text: string, open: number, end: number): number | undefined {
  for (let t = text.indexOf('"', open + 1); t >= 0 && t < end; t = text.indexOf('"', t + 1)) {
    if (text[t + 1] !== '"') return t;
    t++;
  }
  return undefined;
}

/** A number with a point or a comma, or nothing. */
const numeric = /^\s*([+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?)?\s*$/i;

/**
 * How well a separator explains the rows: the share of those with as many fields as the first, and, less than any row,
 * the share of numbers. 0 if it does not occur in the first row.
 */
function scoreOf([header, ...rows]: readonly string[], separator: Separator): number {
  if (header === undefined || !header.includes(separator)) return 0;
  if (rows.length === 0) return 1;
  const all = header.split(separator).length, named = widthOf(header.split(separator));
  let alike = 0, numbers = 0, fields = 0;
  for (const row of rows) {
    const own = row.split(separator);
    if (own.length === all || widthOf(own) === named) alike++;
    fields += own.length;
    for (const field of own) if (numeric.test(field)) numbers++;
  }
  return alike / rows.length + numbers / fields / (2 * rows.length);
}

/** How many fields there are without the empty ones at the end. */
function widthOf(fields: readonly string[]): number {
  let width = fields.length;
  while (width > 1 && fields[width - 1]!.trim() === "") width--;
  return width;
}

/** The separator that a person means by its name or by the character itself. */
export const separatorNames: ReadonlyMap<string, Separator> = new Map<string, Separator>([
  ["comma", ","],
  ["semicolon", ";"],
  ["tab", "\t"],
  ["pipe", "|"],
  ["\\t", "\t"],
  ...separators.map((separator) => [separator, separator] as const),
]);
