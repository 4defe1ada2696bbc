import type { BoundingKernel } from "../../../../kernels/bounding/bounding_kernel.ts";
import { bindKernel } from "../../../../kernels/script/bind.ts";
import type { Buffer, Sizes } from "../../../plan/types.ts";
import { planesOf } from "./sides.ts";

/** An exponent that has fallen by this much does not count beside what it has fallen from: 60 ln 2. */
export const negligible = 60 * Math.LN2;

/** So many rows, and so many lanes, are looked at. */
const looked = 32;
/** So often a distance is tried. */
const mostTries = 24;

/** Where a row is moved: one coordinate of it. */
export interface Coordinate {
  readonly buffer: Buffer;
  readonly plane: number;
}

/** SampledExponents of a few rows and lanes, evenly spread over all, of which one coordinate of the rows may be moved. */
export type SampledExponents = (moved?: Coordinate & { readonly by: number }) => Float64Array;

/** Computes exponents by the bounds of blocks of one row and one lane. */
export function sampledExponents(
  { exponents: kernel, rows, lanes, tables }: BoundingKernel & {
    readonly exponents: NonNullable<BoundingKernel["exponents"]>;
  },
  sizes: Sizes,
  arrayOf: (buffer: Buffer) => Float64Array,
): SampledExponents {
  const own: Sizes = new Map([...sizes, [rows.set, looked], [lanes.set, looked]]);
  const samples = new Map<Buffer, Float64Array>();
  const results = new Float64Array(looked * looked);
  for (const { source, lo, hi } of tables) {
    const sample = sampleOf(arrayOf(source), planesOf(source, sizes)?.count ?? 1);
    samples.set(lo, sample).set(hi, sample);
  }
  return (moved) => {
    const shifted = new Map<Buffer, Float64Array>();
    for (const { source, side, lo, hi } of tables) {
      if (side !== "rows" || moved?.buffer !== source) continue;
      const sample = samples.get(lo)!.slice(), first = moved.plane * looked;
      for (let t = first; t < first + looked; t++) sample[t]! += moved.by;
      shifted.set(lo, sample).set(hi, sample);
    }
    const { into } = kernel.stores[0]!;
    const bound = bindKernel(
      kernel,
      own,
      (buffer) =>
        buffer === into ? results : shifted.get(buffer) ?? samples.get(buffer) ?? arrayOf(buffer),
    );
    bound.run(0, looked);
    return results;
  };
}

/** Numbers evenly spread along each plane. */
function sampleOf(from: Float64Array, count: number): Float64Array {
  const planes = from.length / count, sample = new Float64Array(planes * looked);
  for (let t = 0; t < sample.length; t++) {
    const place = Math.floor(((t % looked) + 0.5) * count / looked);
    sample[t] = from[Math.floor(t / looked) * count + place]!;
  }
  return sample;
}

/**
 * How far a row must move along a coordinate for its largest exponent to become negligible, in the middle of a few rows; NaN
 * where no distance makes it so. `spread` is the first distance that is tried.
 */
export function reachAlong(
  exponents: SampledExponents,
  coordinate: Coordinate,
  spread: number,
): number {
  const before = exponents().slice();
  const nearest = Array.from({ length: looked }, (_, row) => {
    let best = row * looked;
    for (let t = best; t < (row + 1) * looked; t++) if (before[t]! > before[best]!) best = t;
    return best;
  });
  const fall = (by: number) => {
    const after = exponents({ ...coordinate, by });
    const falls = nearest.map((t) => before[t]! - after[t]!).sort((x, y) => x - y);
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
