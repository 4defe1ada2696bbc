/** How many rows, columns and slices of an array a text shows; of more, the first and the last. */
const mostShown = 12;
/** How many digits of a number it shows. */
const digits = 6;

/** An array as it is written on paper: the shape, and the numbers in columns; slices of more than two axes one below the other. */
export function matrixText(
  { data, shape }: { readonly data: Float64Array; readonly shape: readonly number[] },
): string {
  const head = `[${shape.join(", ")}]`;
  if (data.length === 0) return `${head} without numbers`;
  const columns = shape.at(-1) ?? 1, rows = shape.at(-2) ?? 1;
  const slices = data.length / (rows * columns);
  if (shape.length < 3) {
    return `${head}${shape.length === 1 ? " " : "\n"}${sliceText(data, columns)}`;
  }
  const outer = shape.slice(0, -2);
  const texts = ends(slices).map((slice) => {
    if (slice === undefined) return "…";
    const start = slice * rows * columns;
    const numbers = data.subarray(start, start + rows * columns);
    return `${indexText(slice, outer)}:\n${sliceText(numbers, columns)}`;
  });
  return [head, ...texts].join("\n");
}

/** Rows of numbers, each column as wide as its widest. */
function sliceText(numbers: Float64Array, columns: number): string {
  const shownColumns = ends(columns);
  const table = ends(numbers.length / columns).map((row) =>
    row === undefined
      ? undefined
      : shownColumns.map((column) =>
        column === undefined ? "…" : numberText(numbers[row * columns + column]!)
      )
  );
  const widths = shownColumns.map((_, t) => Math.max(...table.map((row) => row?.[t]?.length ?? 0)));
  if (table.length === 1) return table[0]?.join("  ") ?? "";
  return table.map((row) =>
    row === undefined ? "  …" : `  ${row.map((text, t) => text.padStart(widths[t]!)).join("  ")}`
  ).join("\n");
}

/** The indices that are shown of `count`; undefined where some are left out. */
function ends(count: number): (number | undefined)[] {
  if (count <= mostShown) return Array.from({ length: count }, (_, t) => t);
  const half = mostShown / 2;
  return [
    ...Array.from({ length: half }, (_, t) => t),
    undefined,
    ...Array.from({ length: half }, (_, t) => count - half + t),
  ];
}

/** `[2][0]`: the indices of a slice. */
function indexText(slice: number, outer: readonly number[]): string {
  let rest = slice, text = "";
  for (let t = outer.length - 1; t >= 0; t--) {
    text = `[${rest % outer[t]!}]${text}`;
    rest = Math.floor(rest / outer[t]!);
  }
  return text;
}

function numberText(x: number): string {
  return Number.isInteger(x) && Math.abs(x) < 1e15
    ? String(x)
    : String(Number(x.toPrecision(digits)));
}
