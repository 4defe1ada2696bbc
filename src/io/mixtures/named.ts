import type { DenseArray } from "../../expr/array.ts";
import { DomainError, ShapeError } from "../../expr/errors.ts";
import { listed, quoted } from "../../expr/quote.ts";
import type { Value } from "../arrays/values.ts";

/** The values of an archive that a convention knows. */
export interface Named {
  has(name: string): boolean;
  array(name: string): DenseArray;
  text(name: string): string;
  number(name: string): number;
}

/** The values by name; what is missing or of another kind is a sentence. */
export function namedIn(values: ReadonlyMap<string, Value>): Named {
  const of = (name: string): Value => {
    const value = values.get(name);
    if (value !== undefined) return value;
    throw new DomainError(
      `Expected the array ${quoted(name)}, got ${listed([...values.keys()]) || "none"}`,
    );
  };
  const array = (name: string): DenseArray => {
    const value = of(name);
    if (typeof value !== "string") return value;
    throw new DomainError(`Expected numbers in ${quoted(name)}, got the text ${quoted(value)}`);
  };
  return {
    has: (name) => values.has(name),
    array,
    text: (name) => {
      const value = of(name);
      if (typeof value === "string") return value;
      throw new DomainError(
        `Expected a text in ${quoted(name)}, got numbers of shape [${value.shape.join(", ")}]`,
      );
    },
    number: (name) => {
      const { data, shape } = array(name);
      if (data.length === 1) return data[0]!;
      throw new ShapeError(`Expected one number in ${quoted(name)}, got [${shape.join(", ")}]`);
    },
  };
}
