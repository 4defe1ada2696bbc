import type { Group } from "../../../kernels/wgsl/slots.ts";
import { extentOf, type Sizes } from "../../plan/types.ts";
import { numbersAtOnce, type Slices } from "../conduct/slices.ts";
import type { Looks } from "./looks.ts";
import { type ArrayOf, gridOf, linesOf } from "./ranges.ts";

/** A centre for every batch entry and short cell of a group, and how far from it the numbers lie. */
export interface Centre {
  /** [batch entry][cell], half-way between the least and the largest number. */
  readonly values: Float64Array;
  readonly cells: number;
  /** The largest distance of a number from its centre, by cell. */
  readonly reach: Float64Array;
}

/** The least and the largest finite number by [batch entry][cell]. */
interface Extremes {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** The centres of a group, by what is known of its buffers. Numbers that are not finite have no part in them. */
export function centreOf({ buffers, batch }: Group, looks: Looks): Centre {
  const seen = buffers.map(looks.at), { cells } = seen[0]!;
  const entries = batch === null ? 1 : seen[0]!.entries;
  const all = nothingSeen(entries * cells);
  for (const { low, high } of seen) {
    for (let t = 0; t < low.length; t++) {
      const place = batch === null ? t % cells : t;
      if (low[t]! < all.low[place]!) all.low[place] = low[t]!;
      if (high[t]! > all.high[place]!) all.high[place] = high[t]!;
    }
  }
  return centreBetween(all, cells);
}

/** The same by a pass over the numbers, in slices. */
export function* centring(
  { buffers, batch }: Group,
  sizes: Sizes,
  arrayOf: ArrayOf,
): Slices<Centre> {
  const cells = gridOf(buffers[0]!, sizes).cells.length;
  const entries = batch === null ? 1 : extentOf(batch, sizes);
  const { low: least, high: most } = nothingSeen(entries * cells);
  let done = 0;
  for (const buffer of buffers) {
    for (const { place, start, count, stride } of linesOf(buffer, { sizes, batch })) {
      if (done >= numbersAtOnce) {
        yield undefined;
        done = 0;
      }
      done += count;
      const array = arrayOf(buffer);
      let low = least[place]!, high = most[place]!;
      for (let t = 0, j = start; t < count; t++, j += stride) {
        const x = array[j]!;
        if (x < low && x > -Infinity) low = x;
        if (x > high && x < Infinity) high = x;
      }
      least[place] = low;
      most[place] = high;
    }
  }
  return centreBetween({ low: least, high: most }, cells);
}

function nothingSeen(count: number): Extremes {
  return {
    low: new Float64Array(count).fill(Infinity),
    high: new Float64Array(count).fill(-Infinity),
  };
}

function centreBetween({ low, high }: Extremes, cells: number): Centre {
  const values = new Float64Array(low.length), reach = new Float64Array(cells);
  for (let t = 0; t < values.length; t++) {
    if (!(low[t]! <= high[t]!)) continue;
    values[t] = low[t]! / 2 + high[t]! / 2;
    const far = Math.max(high[t]! - values[t]!, values[t]! - low[t]!);
    reach[t % cells] = Math.max(reach[t % cells]!, far);
  }
  return { values, cells, reach };
}
