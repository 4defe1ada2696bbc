import type { IndexSet } from "../../expr/axes.ts";
import type { Node } from "../../expr/node.ts";
import { type Windows, windowsOf } from "../../plan/cut_windows.ts";
import type { Handover } from "../../plan/rewriting.ts";
import type { DenseArray } from "../conduct/dense_array.ts";
import type { Planned } from "./cache.ts";
import {
  type ComputeRequest,
  type ManyDraws,
  manyDraws,
  type RequestPart,
} from "./large_requests.ts";

/** A set of draws too large to be held, how many of them make a window, and the windows. */
export interface WindowCut extends Omit<ManyDraws, "set"> {
  readonly windows: Windows;
}

/** How a request is to be cut into windows of draws; undefined where all fit, or cannot be cut. */
export function cutOf(request: ComputeRequest, made: Planned): WindowCut | undefined {
  for (const { set, draws, size } of manyDraws(request, made)) {
    const windows = windowsOf(request.nodes, set);
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
