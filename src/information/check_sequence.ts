import { describe } from "../expr/array.ts";
import { unknownName, UnknownNameError } from "../expr/errors.ts";
import type { Sequence } from "../estimator/sampling.ts";

const sequences: readonly Sequence[] = ["random", "sobol"];

/** Where the numbers of draws come from, checked: "random" if left out. */
export function checkSequence(given: unknown): Sequence {
  if (given === undefined) return "random";
  const known = sequences.find((name) => name === given);
  if (known !== undefined) return known;
  throw typeof given === "string"
    ? new UnknownNameError(unknownName("sequence", given, sequences))
    : new TypeError(`Expected sequence to be "random" or "sobol", got ${describe(given)}`);
}
