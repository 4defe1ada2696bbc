import { describe } from "./describe.ts";
import { ShapeError } from "./errors.ts";

/** The most dimensions of an array. What holds itself has no end of them. */
export const mostDimensions = 32;

/** The most numbers in an array: 4 GiB of them, which is what WebAssembly can address. */
const mostNumbers = 2 ** 29;

/**
 * Room for an array of a given shape, all zeros.
 *
 * Throws `ShapeError` unless there is at least one entry along each dimension and memory for all.
 */
export function roomFor(shape: readonly unknown[], name: string): Float64Array<ArrayBuffer> {
  let size = 1;
  for (const extent of shape) {
    if (typeof extent !== "number" || !Number.isInteger(extent) || extent < 1) {
      throw new ShapeError(
        `Expected ${name} to have at least one entry along each dimension, got shape ${
          listText(shape)
        }`,
      );
    }
    size *= extent;
  }
  if (size <= mostNumbers) {
    try {
      return new Float64Array(size);
    } catch {
      // the engine has not so much memory left
    }
  }
  throw new ShapeError(
    `Expected ${name} to fit into memory, at most ${mostNumbers} numbers, got shape ${
      listText(shape)
    }`,
  );
}

/** The sentence for an array in more dimensions than anything has. */
export function tooDeep(name: string): ShapeError {
  return new ShapeError(
    `Expected ${name} with at most ${mostDimensions} dimensions, got more; does an array hold itself?`,
  );
}

function listText(shape: readonly unknown[]): string {
  return `[${shape.map((n) => typeof n === "number" ? String(n) : describe(n)).join(", ")}]`;
}
