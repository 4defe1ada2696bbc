import {
  coefficientCount,
  headBytes,
  recordBytes,
  type RecordLayout,
} from "../../../kernels/wasm/grid/record.ts";
import type { GaussSplit } from "./gauss_split.ts";
import type { Nodes, PointSet } from "./point_set.ts";

/** A dense grid of nodes in three axes, of which a grid in fewer dimensions has the last. */
export interface NodeGrid {
  /** The first node along each coordinate. */
  readonly lo: readonly number[];
  /** Nodes along each axis; a multiple of eight along the last. */
  readonly extents: readonly [number, number, number];
}

/** Points to be written as records. */
export interface RecordSource {
  readonly points: PointSet;
  readonly order: Int32Array;
  /** Factors of the coefficients; 1 if left out. */
  readonly weights?: Float64Array | undefined;
}

/** Where records are written, and what decides about them. */
export interface RecordTarget {
  readonly layout: RecordLayout;
  readonly split: GaussSplit;
  readonly nodes: Nodes;
  readonly grid: NodeGrid;
  /** The memory, where records begin in it, and where the grid does. */
  readonly numbers: Float64Array;
  readonly address: number;
  readonly gridAddress: number;
  /** exp(−s²h²/2b) for s = 0 … half. */
  readonly decay: Float64Array;
  /** 3 where windows are followed by their first and second derivatives, else 1. */
  readonly orders: 1 | 3;
}

/** exp(−s²h²/2b) for s = 0 … half. */
export function decayOf({ b, half }: GaussSplit, { relative }: Nodes): Float64Array {
  return Float64Array.from(
    { length: half + 1 },
    (_, s) => Math.exp(-0.5 * (s * relative) ** 2 / b),
  );
}

/**
 * Writes the records of some points of an order: the window of each, G_b at the 2·half nodes nearest to it along each coordinate.
 * exp(−(u + sh)²/2b) = exp(−u²/2b)·exp(−uh/b)ˢ·exp(−s²h²/2b): two exponentials a coordinate.
 */
export function writeRecords(
  { layout: { outer, nodes: width }, split, nodes, grid, ...target }: RecordTarget,
  { points: { data }, order, weights }: RecordSource,
  [first, end]: readonly [number, number],
): void {
  const { b, half, dimension } = split, { step, relative, perWidth } = nodes;
  const { numbers, address, gridAddress, decay, orders } = target;
  const words = new Int32Array(numbers.buffer), perShare = 1 / b;
  const size = recordBytes({ outer, nodes: width }, orders) / 8, head = headBytes / 8;
  const each = coefficientCount({ outer, nodes: width });
  const lists = [0, outer[0], outer[0] + outer[1]];
  const strides = [grid.extents[1] * grid.extents[2], grid.extents[2], 1];
  for (let axis = 3 - dimension, a = 0; axis < 3; axis++, a++) {
    const list = head + lists[axis]!, stride = strides[axis]!, lo = grid.lo[a]! + half - 1;
    const isFirst = a === 0;
    for (let t = first, record = address / 8; t < end; t++, record += size) {
      const point = order[t]!, x = data[point * dimension + a]!;
      const below = Math.floor(x / step), u = (below * step - x) * perWidth;
      const place = 8 * (below - lo) * stride;
      words[2 * record] = isFirst ? gridAddress + place : words[2 * record]! + place;
      let top = Math.exp(-0.5 * u * u * perShare);
      const ratio = Math.exp(-u * relative * perShare);
      if (isFirst && weights !== undefined) top *= weights[point]!;
      const middle = record + list + half - 1;
      // written out here: a call for each window is not always inlined
      const back = 1 / ratio;
      let up = top, down = top;
      numbers[middle] = top;
      for (let s = 1; s < half; s++) {
        up *= ratio;
        down *= back;
        const faint = decay[s]!;
        numbers[middle + s] = up * faint;
        numbers[middle - s] = down * faint;
      }
      numbers[middle + half] = up * ratio * decay[half]!;
      if (orders === 3) writeDerivatives(numbers, middle, { half, u, relative, perShare, each });
    }
  }
  for (let axis = 0; axis < 3 - dimension; axis++) {
    let place = address / 8 + head + lists[axis]!;
    for (let t = first; t < end; t++, place += size) {
      numbers[place] = 1;
      if (orders === 3) numbers[place + each] = numbers[place + 2 * each] = 0;
    }
  }
}

/** The derivatives of a window G_b(x − node) in x after it: with v = node − x, G v/b and G (v²/b² − 1/b). */
function writeDerivatives(
  numbers: Float64Array,
  middle: number,
  { half, u, relative, perShare, each }: {
    readonly half: number;
    readonly u: number;
    readonly relative: number;
    readonly perShare: number;
    readonly each: number;
  },
): void {
  for (let s = 1 - half; s <= half; s++) {
    const value = numbers[middle + s]!, slope = (u + s * relative) * perShare;
    numbers[middle + each + s] = value * slope;
    numbers[middle + 2 * each + s] = value * (slope * slope - perShare);
  }
}
