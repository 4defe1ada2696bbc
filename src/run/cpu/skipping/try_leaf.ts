import type { BoundingKernel } from "../../../../kernels/bounding/bounding_kernel.ts";
import type { Kernel } from "../../../../kernels/ir/kernel.ts";
import type { Buffer, Sizes } from "../../../plan/types.ts";
import type { Slices } from "../../conduct/slices.ts";
import { exponentsOver, negligible, type SampledExponents } from "./reach.ts";
import type { SortKeys } from "./sort_keys.ts";
import { planesOf } from "./sides.ts";
import { treeOrder } from "./tree_order.ts";

/** Rows and lanes of the blocks that are tried, and how many blocks of lanes. */
const leafRows = 16, leafLanes = 32, tried = 64;

/** What a trial is made with. */
export interface LeafTrial {
  readonly sizes: Sizes;
  readonly array: (buffer: Buffer) => Float64Array;
  readonly sample: SampledExponents;
}

/**
 * About which part of all blocks a small block of rows would need, by one that a tree would make, beside blocks of lanes as large
 * as its own, around lanes here and there. In many dimensions even neighbours lie so far apart that it is nearly all. It costs two
 * looks at each key instead of one for each level of the tree.
 */
export function* neededOfLeaf(
  bounding: BoundingKernel & { readonly exponents: Kernel },
  { rows: keys, places }: SortKeys,
  { sizes, array, sample }: LeafTrial,
): Slices<number> {
  const count = keys[0]!.length, ends = new Map<Buffer, Float64Array>();
  const place = Math.floor(count / 3 / leafLanes) * leafLanes;
  const { order } = yield* treeOrder(count, keys, place);
  for (const { side, source, lo, hi } of bounding.tables) {
    const from = array(source), planes = planesOf(source, sizes)?.planes ?? 1;
    const members = order.subarray(place, place + (side === "rows" ? leafRows : leafLanes));
    const blocks = side === "rows" ? 1 : tried;
    const least = new Float64Array(planes * blocks), most = new Float64Array(planes * blocks);
    for (let plane = 0; plane < planes; plane++) {
      const values = Array.from(members, (t) => from[plane * count + t]!);
      const first = Math.min(...values), last = Math.max(...values);
      for (let block = 0; block < blocks; block++) {
        const around = from[plane * count + Math.floor((block + 0.5) * count / tried)]!;
        const isMoved = side === "lanes" && places.includes(source);
        const by = isMoved ? around - (first + last) / 2 : 0;
        least[plane * blocks + block] = first + by;
        most[plane * blocks + block] = last + by;
      }
    }
    ends.set(lo, least).set(hi, most);
  }
  const blocks = { rows: 1, lanes: tried };
  const tops = exponentsOver(
    bounding,
    blocks,
    sizes,
    (buffer) => ends.get(buffer) ?? array(buffer),
  )();
  // a row's own term, as if all weights were equal
  const own = sample.nearest.map((t) => sample.all[t]!).sort((x, y) => x - y);
  const limit = own[own.length >> 1]! - Math.log(count) - negligible;
  return tops.filter((top) => !(top < limit)).length / tops.length;
}
