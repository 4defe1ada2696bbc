import type { BoundingKernel } from "../../../../kernels/bounding/bounding_kernel.ts";
import type { Kernel } from "../../../../kernels/ir/kernel.ts";
import { bindKernel } from "../../../../kernels/script/bind.ts";
import type { Buffer, Sizes } from "../../../plan/types.ts";
import { planesOf } from "./sides.ts";

/** An exponent that has fallen by this much does not count beside what it has fallen from: 60 ln 2. */
export const negligible = 60 * Math.LN2;

/** So many rows, and so many lanes, are looked at. */
const looked = 8;
/** So often a distance is tried. */
const mostTries = 24;

/** Where a row is moved: one coordinate of it. */
export interface Coordinate {
  readonly buffer: Buffer;
  readonly plane: number;
}

/** A bounding kernel that has exponents to be looked at. */
type WithExponents = BoundingKernel & { readonly exponents: Kernel };

/** The exponents of a few rows and lanes, evenly spread over all. */
export interface SampledExponents {
  /** Row by row. */
  readonly all: Float64Array;
  /** Where the largest of each row stands. */
  readonly nearest: readonly number[];
  /** The same with one coordinate of all rows moved, until the next call. */
  readonly moved: (to: Coordinate & { readonly by: number }) => Float64Array;
}

/** Computes exponents by the bounds of blocks of one row and one lane. */
export function sampledExponents(
  bounding: WithExponents,
  sizes: Sizes,
  arrayOf: (buffer: Buffer) => Float64Array,
): SampledExponents {
  const samples = bounding.tables.map((table) => {
    const from = arrayOf(table.source), count = planesOf(table.source, sizes)?.count ?? 1;
    const places = Array.from(
      { length: looked },
      (_, t) => Math.floor((t + 0.5) * count / looked),
    );
    const numbers = Float64Array.from(
      { length: from.length / count * looked },
      (_, t) => from[Math.floor(t / looked) * count + places[t % looked]!]!,
    );
    return { table, numbers, own: numbers.slice() };
  });
  const ends = new Map(samples.flatMap(({ table: { lo, hi }, own }) => [[lo, own], [hi, own]]));
  const run = exponentsOver(
    bounding,
    { rows: looked, lanes: looked },
    sizes,
    (buffer) => ends.get(buffer) ?? arrayOf(buffer),
  );
  const moved: SampledExponents["moved"] = ({ buffer, plane, by }) => {
    const rows = samples.filter(({ table }) => table.side === "rows" && table.source === buffer);
    for (const { own } of rows) {
      for (let t = plane * looked; t < (plane + 1) * looked; t++) own[t]! += by;
    }
    const results = run();
    for (const { own, numbers } of rows) own.set(numbers);
    return results;
  };
  const all = run().slice();
  const nearest = Array.from({ length: looked }, (_, row) => {
    let best = row * looked;
    for (let t = best; t < (row + 1) * looked; t++) if (all[t]! > all[best]!) best = t;
    return best;
  });
  return { all, nearest, moved };
}

/** The upper bounds of exponents over blocks, of which `arrayOf` has the ends: computed anew by each call, in one array. */
export function exponentsOver(
  { exponents: kernel, rows, lanes }: WithExponents,
  blocks: { readonly rows: number; readonly lanes: number },
  sizes: Sizes,
  arrayOf: (buffer: Buffer) => Float64Array,
): () => Float64Array {
  const own: Sizes = new Map([...sizes, [rows.set, blocks.rows], [lanes.set, blocks.lanes]]);
  const results = new Float64Array(blocks.rows * blocks.lanes), { into } = kernel.stores[0]!;
  const bound = bindKernel(kernel, own, (buffer) => buffer === into ? results : arrayOf(buffer));
  return () => {
    bound.run(0, blocks.rows);
    return results;
  };
}

/**
 * How far a row must move along a coordinate for its largest exponent to become negligible, in the middle of a few rows; NaN
 * where no distance makes it so. `spread` is the first distance that is tried.
 */
export function reachAlong(
  { all, nearest, moved }: SampledExponents,
  coordinate: Coordinate,
  spread: number,
): number {
  const fall = (by: number) => {
    const after = moved({ ...coordinate, by });
    const falls = nearest.map((t) => all[t]! - after[t]!).sort((x, y) => x - y);
    return falls[looked >> 1]!;
  };
  let by = spread, beyond = Infinity;
  for (let n = 0; n < mostTries && by > 0; n++) {
    const fallen = fall(by);
    if (Number.isNaN(fallen)) return NaN;
    if (fallen < 16 * negligible) {
      // a box that was left at once: somewhere between
      if (!(fallen > negligible / 16)) return beyond < Infinity ? Math.sqrt(by * beyond) : NaN;
      return by * Math.sqrt(negligible / fallen);
    }
    beyond = by;
    by /= fallen < 1e8 ? Math.sqrt(fallen / negligible) : 16;
  }
  return NaN;
}
