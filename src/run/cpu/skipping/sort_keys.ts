import type { BoundingKernel } from "../../../../kernels/bounding/bounding_kernel.ts";
import type { Kernel } from "../../../../kernels/ir/kernel.ts";
import { usesOf } from "../../../../kernels/ir/uses.ts";
import { readsOf } from "../../../../kernels/ir/reads.ts";
import { areAligned } from "../../../../kernels/program/centring.ts";
import type { IndexSet } from "../../../expr/axes.ts";
import { isLong } from "../../../expr/axes.ts";
import type { Buffer, Sizes } from "../../../plan/types.ts";
import { negligible, reachAlong, type SampledExponents } from "./reach.ts";
import { planesOf } from "./sides.ts";

/** Along what rows and lanes are put in order: numbers for each, in units of how far a component reaches. */
export interface SortKeys {
  readonly rows: readonly Float64Array[];
  readonly lanes: readonly Float64Array[];
  /** How many of the first keys rows and lanes have in common. */
  readonly common: number;
  /** What along the lanes these are: all else tells of sizes. */
  readonly places: readonly Buffer[];
}

/**
 * Keys of a sweep: whatever it takes differences of, row minus lane, by how far one must move for its exponent to become
 * negligible; and the sizes of components, so that wide ones are apart from narrow ones. The first keys of rows and of lanes
 * mean the same.
 */
export function sortKeys(
  kernel: Kernel,
  exponents: SampledExponents,
  sizes: Sizes,
  arrayOf: (buffer: Buffer) => Float64Array,
): SortKeys {
  const rowSet = kernel.rows[0]!.set, laneSet = kernel.lane!.set;
  const rows: Float64Array[] = [], lanes: Float64Array[] = [], places: Buffer[] = [];
  for (const [row, lane] of differencesOf(kernel)) {
    const planes = planesOf(row, sizes), others = planesOf(lane, sizes);
    if (planes === undefined || others?.planes !== planes.planes) continue;
    for (let plane = 0; plane < planes.planes; plane++) {
      const own = (buffer: Buffer, count: number) =>
        arrayOf(buffer).subarray(plane * count, (plane + 1) * count);
      const along = own(row, planes.count);
      const reach = reachAlong(exponents, { buffer: row, plane }, spreadOf(along));
      if (!(reach > 0 && reach < Infinity)) continue;
      const key = along.map((x) => x / reach);
      rows.push(key);
      places.push(lane);
      lanes.push(row === lane ? key : own(lane, others.count).map((x) => x / reach));
    }
  }
  const common = rows.length;
  if (common === 0) return { rows, lanes, common, places };
  const sizesIn = (set: IndexSet) => sizeKeys(kernel, set, sizes, arrayOf);
  const ofRows = sizesIn(rowSet);
  rows.push(...ofRows);
  lanes.push(...rowSet === laneSet ? ofRows : sizesIn(laneSet));
  return { rows, lanes, common, places };
}

/** Pairs of buffers, one along the rows and one along the lanes, of which a sweep takes differences. */
function differencesOf(kernel: Kernel): [Buffer, Buffer][] {
  const [row] = kernel.rows, pairs: [Buffer, Buffer][] = [];
  for (const { args, isDifference } of usesOf(kernel)) {
    if (!isDifference || !areAligned(args)) continue;
    const sorted = args[0].dims.includes(row!) ? args : [args[1], args[0]] as const;
    const [x, y] = sorted;
    if (!x.dims.includes(row!) || kernel.lane === null || !y.dims.includes(kernel.lane)) continue;
    if (pairs.some((one) => one[0] === x.buffer && one[1] === y.buffer)) continue;
    pairs.push([x.buffer, y.buffer]);
  }
  return pairs;
}

/** Widths that differ by this factor, as logarithms of variances, count as much as means that lie a reach apart. */
const sizeWeight = 3 / Math.sqrt(2 * negligible);

/** The mean logarithm of what each array of sizes has for each component. */
function sizeKeys(
  kernel: Kernel,
  set: IndexSet,
  sizes: Sizes,
  arrayOf: (buffer: Buffer) => Float64Array,
): Float64Array[] {
  return [...readsOf(kernel)].flatMap((buffer) => {
    const planes = planesOf(buffer, sizes), { domain } = buffer;
    if (planes?.axis.set !== set || (domain !== "positive" && domain !== "covariance")) return [];
    const { count } = planes, numbers = arrayOf(buffer), key = new Float64Array(count);
    const own = domain === "positive" ? [...Array(planes.planes).keys()] : diagonal(buffer);
    for (const plane of own) {
      for (let t = 0; t < count; t++) key[t]! += Math.log(numbers[plane * count + t]!);
    }
    for (let t = 0; t < count; t++) key[t]! *= sizeWeight / own.length;
    return [key];
  });
}

/** The planes of a matrix that lie on its diagonal. */
function diagonal({ dims }: Buffer): number[] {
  const d = dims.filter((axis) => !isLong(axis)).at(-1)!.set.extent;
  return Array.from({ length: d }, (_, t) => t * d + t);
}

function spreadOf(numbers: Float64Array): number {
  let lo = Infinity, hi = -Infinity;
  for (const x of numbers) {
    if (x < lo) lo = x;
    if (x > hi) hi = x;
  }
  return hi - lo;
}

/** The bounding kernel of a sweep that has exponents to be sampled. */
export function hasExponents(
  bounding: BoundingKernel,
): bounding is BoundingKernel & { readonly exponents: Kernel } {
  return bounding.exponents !== undefined;
}
