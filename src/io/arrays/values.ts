import type { DenseArray } from "../../expr/array.ts";
import { DomainError } from "../../expr/errors.ts";
import { listed, quoted } from "../../expr/quote.ts";

/** What a file holds under a name: numbers, or a text such as the name of a family. */
export type Value = DenseArray | string;

/** Arrays and texts by name, each of them read when it is asked for. */
export interface Archive {
  readonly names: readonly string[];
  /** Rejects with a `DomainError` where what is there cannot be read. */
  read(name: string): Promise<Value>;
}

/** The extent of a shape, checked: the product of whole numbers. */
export function countOf(shape: readonly number[]): number {
  return shape.reduce((count, extent) => count * extent, 1);
}

/** An archive of values that have been read already. */
export function archiveOf(values: ReadonlyMap<string, Value>): Archive {
  return {
    names: [...values.keys()],
    read: (name) => {
      const value = values.get(name);
      return value === undefined ? Promise.reject(missing(name, values)) : Promise.resolve(value);
    },
  };
}

function missing(name: string, values: ReadonlyMap<string, Value>): DomainError {
  return new DomainError(
    `Expected the array ${quoted(name)}, got ${listed([...values.keys()]) || "none"}`,
  );
}
