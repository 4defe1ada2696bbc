import { DomainError } from "../../expr/errors.ts";
import { createdCount } from "../../expr/intern.ts";
import { shown } from "../../expr/quote.ts";
import { show } from "../../expr/show.ts";
import type { DenseArray } from "../conduct/dense_array.ts";
import { numbersAtOnce, type Slices } from "../conduct/slices.ts";
import { turn } from "../conduct/turn.ts";
import type { EvaluateOptions } from "./options.ts";
import type { Leaf } from "./structure.ts";

/**
 * The most expressions made between two turns of the event loop: what nobody uses any more is forgotten between its tasks,
 * and a loop of short evaluations would never get there.
 */
const mostNew = 1_000;
let createdAtTurn = 0;

/** The end of an evaluation: reports it, and lets the program forget expressions if many were made. */
export async function finished<T>(results: T, { onProgress }: EvaluateOptions): Promise<T> {
  onProgress?.(1);
  if (createdCount() - createdAtTurn > mostNew) {
    await turn();
    createdAtTurn = createdCount();
  }
  return results;
}

/** Throws `DomainError` for the first result that is not a number. */
export function* refuseNaN(results: readonly DenseArray[], leaves: readonly Leaf[]): Slices {
  for (const [index, { data, shape }] of results.entries()) {
    for (let first = 0; first < data.length; first += numbersAtOnce) {
      if (first > 0) yield undefined;
      const bad = data.subarray(first, first + numbersAtOnce).findIndex(Number.isNaN);
      if (bad < 0) continue;
      const where = shape.length === 0 ? "" : ` at flat index ${first + bad}`;
      throw new DomainError(notANumber(leaves[index]!, where));
    }
  }
}

function notANumber({ node, path }: Leaf, where: string): string {
  const name = path === ""
    ? "The value"
    : `The value${path.startsWith("[") ? " " : " of "}${shown(path.replace(/^\./, ""), 120)}`;
  return `${name} is not a number${where}: a logarithm or root of a negative number, or ∞ − ∞, in ${
    show(node, 6)
  }`;
}
