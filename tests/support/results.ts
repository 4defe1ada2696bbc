/** What evaluations give, as plain numbers. */
import type { ArrayResult, Value } from "../../mod.ts";

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

/** A value that has to be a number. */
export function scalar(value: Value): number {
  if (typeof value === "number") return value;
  throw new TypeError(`Expected a number, got an array of shape [${value.shape.join(", ")}]`);
}

/** A value that has to be an array. */
export function array(value: Value): ArrayResult {
  if (typeof value !== "number") return value;
  throw new TypeError(`Expected an array, got the number ${value}`);
}
