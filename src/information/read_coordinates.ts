import { describe } from "../expr/array.ts";
import { toDense } from "../expr/array.ts";
import { DomainError, ShapeError } from "../expr/errors.ts";
import type { ArrayInput } from "../expr/array_types.ts";

/** The indices of some of d coordinates, each once; `name` is the argument's name for messages. */
export function readCoordinates(given: ArrayInput, d: number, name: string): number[] {
  const { data, shape } = toDense(given, name);
  if (shape.length !== 1 || data.length === 0) {
    throw new ShapeError(
      `Expected ${name} as a list of indices of coordinates, one or more, got ${describe(given)}`,
    );
  }
  const indices = Array.from(data);
  indices.forEach((index, t) => {
    if (!(Number.isInteger(index) && index >= 0 && index < d)) {
      throw new DomainError(
        `Expected the index of a coordinate, from 0 to ${d - 1}, at ${name}[${t}], got ${index}`,
      );
    }
    if (indices.indexOf(index) !== t) {
      throw new DomainError(`Expected ${name} with each coordinate once, got ${index} twice`);
    }
  });
  return indices;
}

/** Two sets of coordinates that have none in common. */
export function readTwoSets(
  first: ArrayInput,
  second: ArrayInput,
  d: number,
): readonly [number[], number[]] {
  const one = readCoordinates(first, d, "first"), other = readCoordinates(second, d, "second");
  const common = one.find((index) => other.includes(index));
  if (common === undefined) return [one, other];
  throw new DomainError(
    `Expected two sets of coordinates with none in common, got ${common} in both: what a coordinate tells of itself is infinite`,
  );
}
