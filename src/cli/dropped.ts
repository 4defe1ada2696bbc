import { enumerated } from "../expr/quote.ts";

/** Says how many rows were left out for gaps, if any were; `others` are columns that were read beside those of numbers. */
export function sayDropped(
  data:
    | { readonly rows: number; readonly dropped: number; readonly columns: readonly string[] }
    | undefined,
  others: readonly (string | undefined)[],
  say: (sentence: string) => void,
): void {
  if (data === undefined || data.dropped === 0) return;
  const named = others.filter((name) => name !== undefined);
  say(
    `dropped ${data.dropped} of ${data.rows + data.dropped} rows, with a gap in ${
      enumerated([...new Set([...data.columns, ...named])])
    }`,
  );
}
