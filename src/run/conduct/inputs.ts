import type { Axis } from "../../expr/axes.ts";
import { isLong } from "../../expr/axes.ts";
import { extentIn, knownExtent } from "../../expr/made_sets.ts";
import { symmetrize } from "../../expr/domain.ts";
import { ShapeError } from "../../expr/errors.ts";
import type { Input, Source } from "../../expr/node.ts";
import type { Sizes } from "../../plan/types.ts";
import type { DenseArray } from "./dense_array.ts";
import { checkSlices } from "./buffers.ts";
import { numbersAtOnce, type Slices } from "./slices.ts";

/** New arrays for inputs; an input that is not among them keeps its own. */
export type Arrays = ReadonlyMap<Source, DenseArray>;

/**
 * The extents of all long axes for given arrays. Two inputs that share an axis must agree; arrays that the library
 * supplies (equal weights) take the extent of the others.
 */
export function sizesFor(inputs: readonly Input[], arrays: Arrays): Sizes {
  const sizes = new Map<Axis["set"], number>();
  const from = new Map<Axis["set"], string>();
  const given = inputs.filter((input) =>
    input.source.fill === undefined || arrays.has(input.source)
  );
  for (const { source, dims } of given) {
    const shape = arrays.get(source)?.shape ?? source.shape;
    if (shape.length !== dims.length) {
      throw new ShapeError(
        `Expected ${source.name} with ${dims.length} dimensions, as in the plan, got shape ${
          shapeText(shape)
        }`,
      );
    }
    dims.forEach((axis, t) => {
      if (!isLong(axis) && shape[t] !== axis.set.extent) {
        throw new ShapeError(
          `Expected ${source.name} with extent ${axis.set.extent} along dimension ${t}, which is part of the plan, ` +
            `got shape ${shapeText(shape)}`,
        );
      }
      const known = sizes.get(axis.set);
      if (known !== undefined && known !== shape[t]) {
        throw new ShapeError(
          `Expected ${source.name} with extent ${known} along dimension ${t}, as ${
            from.get(axis.set)
          } has, ` +
            `got shape ${shapeText(shape)}`,
        );
      }
      sizes.set(axis.set, shape[t]!);
      from.set(axis.set, source.name);
    });
  }
  for (const [set, extent] of sizes) {
    const made = knownExtent(set, sizes);
    if (made === undefined || made === extent) continue;
    throw new ShapeError(
      `Expected ${
        from.get(set)
      } with extent ${made} along ${set.letter}, as what it meets has, got ${extent}`,
    );
  }
  return sizes;
}

/** Arrays the library supplies, at the sizes of a run. */
export function filled(inputs: readonly Input[], arrays: Arrays, sizes: Sizes): Arrays {
  const all = new Map(arrays);
  for (const { source, dims } of inputs) {
    if (source.fill === undefined || arrays.has(source)) continue;
    const shape = dims.map((axis) => extentIn(axis.set, sizes));
    if (shape.some((extent, t) => extent !== source.shape[t])) {
      all.set(source, { data: source.fill(shape), shape });
    }
  }
  return all;
}

/** Checks new arrays against the domains of the inputs they are for, and evens out the rounding of covariances. */
export function* checkArrays(inputs: readonly Input[], arrays: Arrays): Slices {
  for (const { domain, source } of inputs) {
    const array = arrays.get(source);
    if (array === undefined) continue;
    yield* checkSlices(domain, source.name, array);
    if (domain === "covariance") yield* symmetrizeSlices(array);
  }
}

function* symmetrizeSlices({ data, shape }: DenseArray): Slices {
  const d = shape.at(-1)!, step = Math.max(1, Math.floor(numbersAtOnce / (d * d))) * d * d;
  for (let first = 0; first < data.length; first += step) {
    if (first > 0) yield undefined;
    symmetrize(data.subarray(first, first + step), d);
  }
}

function shapeText(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}
