import { describe } from "./describe.ts";
import { ShapeError } from "./errors.ts";
import { mostDimensions, roomFor, tooDeep } from "./room.ts";

/** Rows of fewer numbers are copied faster one by one. */
const leastCopied = 32;

/** A row-major copy of numbers in nested arrays, the innermost of which may be typed arrays. */
export function copyNested(
  value: readonly unknown[],
  name: string,
): { readonly data: Float64Array; readonly shape: readonly number[] } {
  const shape: number[] = [];
  for (let level: unknown = value; isList(level); level = level[0]) {
    if (shape.length === mostDimensions) throw tooDeep(name);
    shape.push(level.length);
  }
  const data = roomFor(shape, name);
  const last = shape.length - 1;
  // where the walk is: read for messages only
  const path = new Array<number>(shape.length).fill(0);
  let at = 0;
  const walk = (part: unknown, depth: number) => {
    const extent = shape[depth]!;
    if (!isList(part) || part.length !== extent) {
      const got = isList(part) ? String(Number(part.length)) : describe(part);
      throw new ShapeError(
        `Expected ${extent} ${extent === 1 ? "entry" : "entries"} at ${
          place(name, path, depth)
        }, as in the first row, got ${got}`,
      );
    }
    if (depth < last) {
      for (let t = 0; t < extent; t++) {
        path[depth] = t;
        walk(part[t], depth + 1);
      }
      return;
    }
    if (extent >= leastCopied && isNumbers(part)) {
      data.set(part, at);
      at += extent;
      return;
    }
    for (let t = 0; t < extent; t++) {
      const entry = part[t];
      if (typeof entry !== "number") {
        path[depth] = t;
        throw new ShapeError(
          `Expected a number at ${place(name, path, depth + 1)}, got ${describe(entry)}`,
        );
      }
      data[at++] = entry;
    }
  };
  walk(value, 0);
  return { data, shape };
}

/** Whether a value is a typed array of numbers, not of bigints. */
export function isNumbers(value: unknown): value is ArrayLike<number> {
  return ArrayBuffer.isView(value) && !(value instanceof DataView) &&
    !(value instanceof BigInt64Array) && !(value instanceof BigUint64Array);
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

/** `means[3][0]`, of the first `count` indices. */
function place(name: string, path: readonly number[], count: number): string {
  return name + path.slice(0, count).map((t) => `[${t}]`).join("");
}
