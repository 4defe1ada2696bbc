import { headBytes, type RecordLayout, recordBytes } from "../../../kernels/wasm/grid/record.ts";
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

/** What writes the windows of points into records in memory. */
export type RecordWriter = (source: RecordSource, first: number, end: number) => void;

/**
 * A writer of records at `address`: the window of each point, G_b at the 2·half nodes nearest to it along each coordinate.
 * exp(−(u + sh)²/2b) = exp(−u²/2b)·exp(−uh/b)ˢ·exp(−s²h²/2b): two exponentials a coordinate.
 */
export function recordWriter(
  { layout, split, nodes, grid }: {
    readonly layout: RecordLayout;
    readonly split: GaussSplit;
    readonly nodes: Nodes;
    readonly grid: NodeGrid;
  },
  memory: { readonly buffer: ArrayBufferLike; readonly address: number; readonly gridAddress: number },
): RecordWriter {
  const numbers = new Float64Array(memory.buffer), words = new Int32Array(memory.buffer);
  const { b, half, dimension } = split, { step, relative, perWidth } = nodes;
  const size = recordBytes(layout, 1) / 8, start = memory.address / 8, head = headBytes / 8;
  const decay = Float64Array.from(
    { length: half + 1 },
    (_, s) => Math.exp(-0.5 * (s * relative) ** 2 / b),
  );
  const perShare = 1 / b, lists = [0, layout.outer[0], layout.outer[0] + layout.outer[1]];
  const strides = [grid.extents[1] * grid.extents[2], grid.extents[2], 1];
  return ({ points: { data }, order, weights }, first, end) => {
    for (let t = first; t < end; t++) {
      const point = order[t]!, record = start + (t - first) * size;
      for (let axis = 0; axis < 3 - dimension; axis++) numbers[record + head + lists[axis]!] = 1;
      let node = 0;
      for (let a = 0; a < dimension; a++) {
        const axis = 3 - dimension + a, x = data[point * dimension + a]!;
        const below = Math.floor(x / step), u = (below * step - x) * perWidth;
        node += (below - half + 1 - grid.lo[a]!) * strides[axis]!;
        const list = record + head + lists[axis]!, middle = list + half - 1;
        const top = Math.exp(-0.5 * u * u * perShare), ratio = Math.exp(-u * relative * perShare);
        const back = 1 / ratio;
        numbers[middle] = top;
        for (let s = 1, power = top; s <= half; s++) {
          power *= ratio;
          numbers[middle + s] = power * decay[s]!;
        }
        for (let s = 1, power = top; s < half; s++) {
          power *= back;
          numbers[middle - s] = power * decay[s]!;
        }
      }
      words[2 * record] = memory.gridAddress + 8 * node;
      if (weights !== undefined) scale(numbers, record + head, layout.outer[0], weights[point]!);
    }
  };
}

function scale(numbers: Float64Array, from: number, count: number, factor: number): void {
  for (let t = 0; t < count; t++) numbers[from + t]! *= factor;
}
