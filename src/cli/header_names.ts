/**
 * The names of columns as the first row of a text: columns that a file does not name are called 1, 2, 3, which as a first row would
 * look like one of data; there they are x1, x2, x3.
 */
export function headerNames(columns: readonly string[], areNamed: boolean): readonly string[] {
  return areNamed ? columns : columns.map((name) => `x${name}`);
}
