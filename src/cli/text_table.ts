/** One column of a text table. */
export interface Column {
  title: string;
  align: "left" | "right";
}

/** The cells under their titles, every column as wide as its widest cell, each line indented by two blanks. */
export function formatColumns(columns: Column[], rows: string[][]): string {
  const widths = columns.map(({ title }, c) =>
    rows.reduce((widest, row) => Math.max(widest, width(row[c]!)), width(title))
  );
  const line = (cells: string[]) =>
    `  ${cells.map((cell, c) => pad(cell, widths[c]!, columns[c]!.align)).join("  ")}`.trimEnd();
  const rule = widths.map((count) => "─".repeat(count));
  return [columns.map(({ title }) => title), rule, ...rows].map(line).join("\n");
}

function pad(cell: string, columns: number, align: Column["align"]): string {
  const blanks = " ".repeat(columns - width(cell));
  return align === "left" ? cell + blanks : blanks + cell;
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** What takes two columns of a terminal: the scripts and signs of East Asia, halves apart, and emoji. */
const wide =
  /^(?![\uff61-\uffdc])[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]|\ufe0f/u;
const combining = /^[\p{M}\u200c\u200d]+$/u;

/** How many columns of a terminal a text takes that is safe to print: a letter with its accents is one. */
export function width(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let columns = 0;
  for (const { segment } of graphemes.segment(text)) {
    if (!combining.test(segment)) columns += wide.test(segment) ? 2 : 1;
  }
  return columns;
}
