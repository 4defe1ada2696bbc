import type { BoundingKernel } from "../../../../kernels/bounding/bounding_kernel.ts";
import type { Kernel } from "../../../../kernels/ir/kernel.ts";
import type { Buffer, Sizes } from "../../../plan/types.ts";
import type { Slices } from "../../conduct/slices.ts";
import { exponentsOver, negligible, type SampledExponents } from "./reach.ts";
import { planesOf } from "./sides.ts";
import { treeOrder } from "./tree_order.ts";

/** So many blocks of rows that a tree would make are tried, of so many rows, against so many lanes. */
const leaves = 1, leafRows = 16, triedLanes = 64;

/**
 * Which part of single lanes a few of the smallest blocks of rows would need: less than what they need of blocks of lanes. In many
 * dimensions even neighbours lie so far apart that it is nearly all. It costs two looks at each key instead of one for each level
 * of the tree.
 */
export function* neededOfLeaves(
  bounding: BoundingKernel & { readonly exponents: Kernel },
  keys: readonly Float64Array[],
  { sizes, array, sample }: {
    readonly sizes: Sizes;
    readonly array: (buffer: Buffer) => Float64Array;
    readonly sample: SampledExponents;
  },
): Slices<number> {
  const count = keys[0]!.length, ends = new Map<Buffer, Float64Array>();
  const empty = () =>
    new Map(bounding.tables.map(({ source, lo }) => [lo, planesOf(source, sizes)?.planes ?? 1]));
  const planes = empty();
  for (const { side, lo, hi } of bounding.tables) {
    const length = planes.get(lo)! * (side === "rows" ? leaves : triedLanes);
    ends.set(lo, new Float64Array(length)).set(hi, new Float64Array(length));
  }
  const fill = (side: "rows" | "lanes", block: number, blocks: number, members: Int32Array) => {
    for (const { side: own, source, lo, hi } of bounding.tables) {
      if (own !== side) continue;
      const from = array(source);
      for (let plane = 0; plane < planes.get(lo)!; plane++) {
        const values = [...members].map((t) => from[plane * count + t]!);
        ends.get(lo)![plane * blocks + block] = Math.min(...values);
        ends.get(hi)![plane * blocks + block] = Math.max(...values);
      }
    }
  };
  for (let leaf = 0; leaf < leaves; leaf++) {
    const place = Math.floor((leaf + 0.5) * count / leaves / leafRows) * leafRows;
    const { order } = yield* treeOrder(count, keys, place);
    fill("rows", leaf, leaves, order.subarray(place, Math.min(count, place + leafRows)));
    yield undefined;
  }
  for (let lane = 0; lane < triedLanes; lane++) {
    const place = Math.floor((lane + 0.5) * count / triedLanes);
    fill("lanes", lane, triedLanes, Int32Array.of(place));
  }
  const blocks = { rows: leaves, lanes: triedLanes };
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
