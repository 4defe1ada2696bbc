/** Tables as Markdown writes them. */

/** Prints a row. */
export function line(cells: readonly string[]): void {
  console.log(`| ${cells.join(" | ")} |`);
}

/** Prints the names of columns; all but the first are numbers. */
export function head(cells: readonly string[]): void {
  line(cells);
  line(["---", ...cells.slice(1).map(() => "--:")]);
}
