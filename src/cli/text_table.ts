/** One column of a text table. */
export interface Column {
  title: string;
  align: "left" | "right";
}

/** The cells under their titles, every column as wide as its widest cell, each line indented by two blanks. */
export function formatColumns(columns: Column[], rows: string[][]): string {
  const widths = columns.map(({ title }, c) =>
    rows.reduce((most, row) => Math.max(most, width(row[c]!)), width(title))
  );
  const line = (cells: string[]) =>
    `  ${cells.map((cell, c) => pad(cell, widths[c]!, columns[c]!.align)).join("   ")}`.trimEnd();
  const rule = widths.map((count) => "─".repeat(count));
  return [columns.map(({ title }) => title), rule, ...rows].map(line).join("\n");
}

function pad(cell: string, columns: number, align: Column["align"]): string {
  const blanks = " ".repeat(columns - width(cell));
  return align === "left" ? cell + blanks : blanks + cell;
}

/** In code points: good enough for the names of columns and labels. */
function width(cell: string): number {
  return [...cell].length;
}
