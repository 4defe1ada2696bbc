/** What evaluations give, as plain numbers. */

/** A result: a number, or an array of them. */
export type Result = number | { readonly data: Float64Array };

/** The numbers of a result: an array's, or the one number. */
export function numbersOf(result: Result): number[] {
  return typeof result === "number" ? [result] : [...result.data];
}

/** The bits of results, as text that is equal only where they are. */
export function bitsOf(results: readonly Result[]): string[] {
  return results.map((result) =>
    new BigUint64Array(Float64Array.from(numbersOf(result)).buffer).join()
  );
}
