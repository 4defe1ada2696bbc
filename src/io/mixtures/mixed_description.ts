import type { DenseArray } from "../../expr/array.ts";
import { DomainError, UnknownNameError } from "../../expr/errors.ts";
import type { Mixture } from "../../mixture/component_types.ts";
import { mixtureOfEntries } from "../../mixture/mixed/mixture_of.ts";
import type { FileFamily } from "./file_families.ts";

/** Components of one family in a mixture, as an entry of `mixtureOf` with arrays for parameters. */
export interface PartDescription {
  readonly family: FileFamily;
  /** What messages call it: "components[0]" in JSON. */
  readonly where: string;
  /** The weight of the entry, which its components share, or one for each. */
  readonly weights:
    | { readonly name: "weight" | "weights"; readonly array: DenseArray }
    | undefined;
  /** By the names that an entry of the family has. */
  readonly parameters: ReadonlyMap<string, DenseArray>;
}

/** A mixture of components of several families. */
export interface MixedDescription {
  readonly family: "mixed";
  readonly parts: readonly PartDescription[];
}

/** The mixture of the parts. Throws `DomainError` and `ShapeError` for what `mixtureOf` refuses, by the names of the file. */
export function mixedMixture({ parts }: MixedDescription): Mixture {
  const entries = parts.map(({ family, weights, parameters }) => ({
    ...weights !== undefined && { [weights.name]: weights.array },
    [family]: Object.fromEntries(parameters),
  }));
  try {
    return mixtureOfEntries(entries, (index) => parts[index]!.where);
  } catch (error) {
    // what is a wrong argument of a function is a wrong file here
    if (!(error instanceof TypeError) || error instanceof UnknownNameError) throw error;
    throw new DomainError(error.message, { cause: error });
  }
}

/** The arrays of all parts by number, family and name: "0.weights", "0.gaussian.means". */
export function valuesOfParts({ parts }: MixedDescription): Map<string, DenseArray> {
  return new Map(
    parts.flatMap(({ family, weights, parameters }, t) => [
      ...weights === undefined ? [] : [[`${t}.${weights.name}`, weights.array] as const],
      ...[...parameters].map(([name, array]) => [`${t}.${family}.${name}`, array] as const),
    ]),
  );
}
