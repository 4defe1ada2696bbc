import { checkDomain } from "../../expr/domain.ts";
import { ShapeError } from "../../expr/errors.ts";
import { shapeText } from "../../expr/array.ts";
import type { GivenParameter, ParameterSlot } from "../parameters.ts";
import type { Entry } from "./entry_fields.ts";
import type { PartValues } from "./entry_part.ts";

/** The weight of each component where none are given. */
export function equalShare(entries: readonly Entry[]): number {
  return 1 / entries.reduce((k, entry) => k + entry.k, 0);
}

/** The weight of an entry as a parameter, which is shared or has one number for each component. */
export function weightSlot(
  { weights, k }: Entry,
  share: number,
): Pick<PartValues, "weight" | "isShared"> {
  if (weights === undefined) return { weight: slotOf(filled(k, share)), isShared: false };
  const { given, isOfEntry } = weights;
  const weight: ParameterSlot = {
    given,
    patterns: isOfEntry ? ["", "b"] : ["k", "bk"],
    domain: "nonNegative",
  };
  return { weight, isShared: isOfEntry };
}

/** The weights of several entries of numbers, one for each component. */
export function stackedWeights(
  entries: readonly Entry[],
  share: number,
): Pick<PartValues, "weight" | "isShared"> {
  const all = entries.flatMap(({ weights, k }) => {
    if (weights === undefined) return Array.from({ length: k }, () => share);
    const { given, isOfEntry } = weights;
    if (!("array" in given)) throw new Error(`${given.name} is no array`);
    const { data } = given.array;
    checkDomain("nonNegative", given.name, data, given.shape);
    if (isOfEntry) return Array.from({ length: k }, () => data[0]! / k);
    if (data.length !== k) {
      throw new ShapeError(
        `Expected ${given.name} of shape [k=${k}], one for each component, got ${
          shapeText(given.shape)
        }`,
      );
    }
    return [...data];
  });
  const array = { data: Float64Array.from(all), shape: [all.length] };
  return {
    weight: slotOf({ name: "weights", shape: array.shape, array }),
    isShared: false,
  };
}

function filled(k: number, share: number): GivenParameter {
  const array = { data: new Float64Array(k).fill(share), shape: [k] };
  return { name: "weights", shape: [k], array };
}

function slotOf(given: GivenParameter): ParameterSlot {
  return { given, patterns: ["k"], domain: "nonNegative" };
}
