import type { IndexSet } from "../../expr/axes.ts";
import type { Node } from "../../expr/node.ts";
import { cellCount, type Sizes } from "../../plan/types.ts";
import { type Windows, windowsOf } from "../../plan/cut_windows.ts";
import type { Handover } from "../../plan/rewriting.ts";
import type { DenseArray } from "../conduct/dense_array.ts";
import type { Planned } from "./cache.ts";
import type { Arrays } from "../conduct/inputs.ts";
import { sizesOf } from "./numbers.ts";

/** What is to be computed: expressions, and in the caller's terms the arrays and extents that differ from their own. */
export interface ComputeRequest {
  readonly nodes: readonly Node[];
  /** Their plan, where it is at hand. */
  readonly made?: Planned;
  readonly arrays: Arrays;
  readonly sizes: Sizes;
  /** Whether its sums over pairs are to be left to sweeps. */
  readonly isPlain?: boolean;
}

/** A request on the way, and the shares of all work that are done before and after it. */
export interface RequestPart extends ComputeRequest {
  readonly from: number;
  readonly to: number;
}

/** Numbers for what runs along a set of draws: up to this many are held at once. */
const mostNumbers = 2 ** 22;
/** Windows are multiples of this, so that strata and blocks of lanes are not cut. */
const windowUnit = 2 ** 12;

/** A set of draws too large to be held, and how many of them make a window. */
export interface WindowCut {
  readonly windows: Windows;
  readonly draws: number;
  readonly size: number;
}

/** How a request is to be cut into windows of draws; undefined where all fit, or cannot be cut. It depends on sizes alone. */
export function cutOf({ nodes, sizes }: ComputeRequest, made: Planned): WindowCut | undefined {
  for (const [own, set] of made.sets) {
    const draws = sizes.get(set) ?? set.extent;
    if (set.role !== "row" || draws < 2 * windowUnit) continue;
    const one = new Map(sizesOf(made, sizes)).set(own, 1);
    const each = made.plan.stored.filter(({ dims }) => dims.some((axis) => axis.set === own))
      .reduce((sum, { dims }) => sum + cellCount(dims, one), 0);
    const size = Math.max(1, Math.floor(mostNumbers / each / windowUnit)) * windowUnit;
    if (draws < 2 * size) continue;
    const windows = windowsOf(nodes, set);
    if (windows !== undefined) return { windows, draws, size };
  }
  return undefined;
}

/**
 * The parts of a request that is cut: each is yielded and takes its results; what comes back are the results of the
 * request. The last window has what is left, up to twice the size.
 */
export function* inWindows(
  { arrays, sizes }: ComputeRequest,
  { windows: { set, first, count, before, sums, outputs }, draws, size }: WindowCut,
): Generator<RequestPart, readonly DenseArray[], readonly DenseArray[]> {
  const given = new Map(arrays).set(count, numberOf(draws));
  const take = (passed: readonly Handover[], results: readonly DenseArray[]) =>
    passed.forEach(({ input }, t) => given.set(input, results[t]!));
  const part = (nodes: readonly Node[], from: number, end: number): RequestPart => {
    const extent: [IndexSet, number] = [set, end - from];
    return {
      nodes,
      arrays: new Map(given).set(first, numberOf(from)),
      sizes: new Map([...sizes, extent]),
      from: from / draws,
      to: end / draws,
    };
  };
  const whole = (nodes: readonly Node[], done: number): RequestPart => ({
    ...part(nodes, 0, draws),
    from: done,
    to: done,
  });
  take(before, yield whole(before.map(({ node }) => node), 0));
  const totals: Total[] = [];
  const windowCount = Math.floor(draws / size);
  const nodes = sums.map(({ node }) => node);
  for (let w = 0; w < windowCount; w++) {
    const from = w * size, end = w === windowCount - 1 ? draws : from + size;
    const results = yield part(nodes, from, end);
    results.forEach((result, t) => (totals[t] ??= totalLike(result)).add(result));
  }
  take(sums, totals.map((total) => total.result()));
  return yield whole(outputs, 1);
}

function numberOf(value: number): DenseArray {
  return { data: Float64Array.of(value), shape: [] };
}

/** A sum of arrays in twice the precision (Knuth TAOCP 4.2.2). */
interface Total {
  readonly add: (part: DenseArray) => void;
  readonly result: () => DenseArray;
}

function totalLike({ data, shape }: DenseArray): Total {
  const high = new Float64Array(data.length), low = new Float64Array(data.length);
  return {
    add: (part) =>
      part.data.forEach((x, t) => {
        const before = high[t]!, sum = before + x, back = sum - before;
        low[t]! += (before - (sum - back)) + (x - back);
        high[t] = sum;
      }),
    result: () => ({
      data: high.map((sum, t) => Number.isFinite(sum) ? sum + low[t]! : sum),
      shape,
    }),
  };
}
