import type { Accumulator, Kernel } from "../../../kernels/ir/kernel.ts";
import { bufferStrides } from "../../../kernels/ir/strides.ts";
import type { Shape } from "../../../kernels/wasm/bytes/emitter.ts";
import { leastUnderOneShift, ranges, trusted } from "../../../kernels/wasm/sums/log_shift.ts";
import { mergeModule } from "../../../kernels/wasm/sums/add_module.ts";
import { logUnscaled } from "../../../kernels/program/monoids.ts";
import { numbers } from "../../../kernels/program/number_states.ts";
import type { Axis } from "../../expr/axes.ts";
import { extentOf, type Sizes } from "../../plan/types.ts";
import type { Heap } from "../memory/heap.ts";
import { numbersAtOnce, type Slices } from "../conduct/slices.ts";
import type { Bound } from "./bound.ts";
import type { BoundPairs } from "./bound_pairs.ts";
import { compiledBy, isRefusal, type Refusal, withoutMemory } from "./refusal.ts";

/** Empties the sums by columns, and takes as shifts what `sampled` gives: the log-sum-exp of one row of each batch. */
export function* startPairs(
  heap: Heap,
  { columns, cells, stride, shifts, logs, outer }: BoundPairs,
  sampled: (outer: number, log: number) => number,
): Slices {
  let emptied = 0;
  for (const { at } of columns) {
    for (let cell = 0; cell < cells; cell++) {
      heap.f64(at + 8 * cell * stride, stride).fill(0);
      emptied += stride;
      if (emptied < numbersAtOnce) continue;
      yield undefined;
      emptied = 0;
    }
  }
  const numbers = heap.f64(shifts, outer * logs);
  for (let o = 0; o < outer; o++) {
    for (let log = 0; log < logs; log++) {
      const value = sampled(o, log);
      numbers[o * logs + log] = Number.isFinite(value) ? value : 0;
    }
  }
}

/**
 * Adds the sums by columns to those by rows, piece by piece in order, and takes logarithms. Gives the flat rows whose
 * sums cannot be trusted.
 */
export function* finishPairs(
  { heap, array }: Pick<Bound, "heap" | "array">,
  pairs: BoundPairs,
  sizes: Sizes,
  shape: Shape,
): Slices<Set<number>> {
  const { kernel, columns, lanes, outer, logs } = pairs;
  const doubtful = new Set<number>();
  const cost = lanes * (columns.length + outer);
  let cell = 0, log = 0, done = 0;
  for (const accumulator of kernel.accumulators) {
    const places = placesOf(accumulator, kernel, sizes);
    const isLog = accumulator.op === "logSumExp";
    for (const offset of places.cells) {
      const target = { numbers: array(accumulator.into), offset, places, doubtful };
      addColumns(heap, pairs, cell, target);
      if (isLog) {
        const shifts = heap.f64(pairs.shifts, outer * logs);
        takeLogs(pairs, (o) => shifts[o * logs + log]!, target, shape);
      } else doubtInfinite(pairs, target);
      cell++;
      done += cost;
      if (done < numbersAtOnce) continue;
      yield undefined;
      done = 0;
    }
    if (isLog) log++;
  }
  return doubtful;
}

/** Where the results of one cell lie, and the flat rows that are in doubt. */
interface Cell {
  readonly numbers: Float64Array;
  readonly offset: number;
  readonly places: Pick<ReturnType<typeof placesOf>, "outer" | "step">;
  readonly doubtful: Set<number>;
}

/** Adds the sums by columns of one cell to its sums by rows. */
function addColumns(
  heap: Heap,
  { columns, stride, lanes }: BoundPairs,
  cell: number,
  { numbers, offset, places }: Cell,
): void {
  // there is one: the sweep was not laid out without
  const merge = mergeOf(heap) as Merge;
  const even = places.step === 1 ? lanes - lanes % 2 : 0;
  for (const { at, outer } of columns) {
    const from = at + 8 * cell * stride, start = offset + places.outer(outer);
    merge(numbers.byteOffset + 8 * start, from, even);
    const left = heap.f64(from, lanes);
    for (let j = even; j < lanes; j++) numbers[start + j * places.step]! += left[j]!;
  }
}

/** Takes the logarithms of the sums of one cell. */
function takeLogs(
  { outer, lanes }: BoundPairs,
  shiftOf: (outer: number) => number,
  { numbers: results, offset, places, doubtful }: Cell,
  shape: Shape,
): void {
  const least = leastUnderOneShift[shape], { most } = trusted[shape], { scale } = ranges[shape];
  for (let o = 0; o < outer; o++) {
    const start = offset + places.outer(o), shift = shiftOf(o);
    for (let j = 0, index = start; j < lanes; j++, index += places.step) {
      const sum = results[index]!;
      if (!(sum > least && sum < most)) doubtful.add(o * lanes + j);
      results[index] = shift + logUnscaled(numbers, sum, scale);
    }
  }
}

function doubtInfinite(
  { outer, lanes }: BoundPairs,
  { numbers, offset, places, doubtful }: Cell,
): void {
  for (let o = 0; o < outer; o++) {
    const start = offset + places.outer(o);
    for (let j = 0, index = start; j < lanes; j++, index += places.step) {
      if (!Number.isFinite(numbers[index])) doubtful.add(o * lanes + j);
    }
  }
}

/** Adds doubles to others in the memory of a heap. */
type Merge = (to: number, from: number, count: number) => void;

const merges = new WeakMap<Heap, Merge>();
const modules = new Map<boolean, WebAssembly.Module>();

/** What adds columns up in a heap, or why there is none. */
export function mergeOf(heap: Heap): Merge | Refusal {
  const known = merges.get(heap);
  if (known !== undefined) return known;
  const { shared, native: memory } = heap;
  if (memory === undefined) return withoutMemory;
  const made = compiledBy(() => {
    const module = modules.get(shared) ?? new WebAssembly.Module(mergeModule(shared));
    modules.set(shared, module);
    // the type of its only export, as kernels/wasm/merge.ts writes it
    return new WebAssembly.Instance(module, { env: { memory } }).exports.run as Merge;
  });
  if (!isRefusal(made)) merges.set(heap, made);
  return made;
}

/** Where the results of an accumulator lie: the offset of each cell, of each batch, and the step from row to row. */
export function placesOf({ into, cells }: Accumulator, { rows }: Kernel, sizes: Sizes) {
  const strides = bufferStrides(into, sizes);
  const along = (axis: Axis | undefined) =>
    into.dims.reduce((sum, dim, t) => dim === axis ? sum + strides[t]! : sum, 0);
  let offsets = [0];
  for (const axis of cells) {
    const step = along(axis);
    offsets = offsets.flatMap((offset) =>
      Array.from({ length: axis.set.extent }, (_, t) => offset + t * step)
    );
  }
  const batches = rows.slice(0, -1);
  const outer = (index: number) => {
    let offset = 0;
    for (const axis of [...batches].reverse()) {
      const extent = extentOf(axis, sizes);
      offset += (index % extent) * along(axis);
      index = Math.floor(index / extent);
    }
    return offset;
  };
  return { cells: offsets, outer, step: along(rows.at(-1)) };
}
