import type { Accumulator, Kernel, Pairs } from "../../../kernels/ir.ts";
import { bufferStrides } from "../../../kernels/strides.ts";
import type { Target } from "../../../kernels/wasm/generate.ts";
import { ranges, trusted } from "../../../kernels/wasm/log_shift.ts";
import { mergeModule } from "../../../kernels/wasm/merge.ts";
import { blockOf } from "../../../kernels/wasm/pair_tiles.ts";
import { count, workOf } from "../../../kernels/work.ts";
import type { Axis } from "../../expr/axes.ts";
import { extentOf, type Sizes } from "../../plan/types.ts";
import type { Heap } from "../pool/heap.ts";
import type { Piece } from "../pool/pool.ts";
import { type KernelModule, moduleOf } from "./modules.ts";
import { compiledBy, isRefusal, type Refusal } from "./refusal.ts";
import {
  type Draft,
  draftPlain,
  type Extent,
  type Place,
  type Plain,
  rowsPerCall,
  type Unit,
  writeArguments,
} from "./units.ts";

/** A sweep over pairs, done by unordered pairs. */
export interface BoundPairs {
  readonly kernel: Kernel;
  readonly symmetric: Unit;
  /** The accumulators that gain nothing by it, and their kernel. */
  readonly rest: { readonly kernel: Kernel; readonly plain: Plain } | undefined;
  /** How many batches there are, and how many components. */
  readonly outer: number;
  readonly lanes: number;
  /** Where the shifts lie: a double for each batch and log-sum-exp. */
  readonly shifts: number;
  readonly logs: number;
  /** Where the sums by columns of each piece start: `cells` times `stride` doubles, and to which batch it belongs. */
  readonly columns: readonly { readonly at: number; readonly outer: number }[];
  readonly cells: number;
  readonly stride: number;
  readonly work: number;
}

/** Fewer components than this are not worth the sums by columns. */
const leastLanes = 48;
/** The most memory that sums by columns may take. */
const mostColumnBytes = 2 ** 26;
/** The share of the work that putting the columns together may cost, and what one addition of it costs. */
const mergeShare = 0.06, mergeCost = 8;

/** A sweep by unordered pairs before its memory has an address, and the modules that it runs. */
export interface PairsDraft extends Draft<BoundPairs> {
  readonly parts: readonly KernelModule[];
}

/**
 * Lays out a sweep by unordered pairs; undefined where there are too few of them, too much memory would be needed, or there
 * is no module for it.
 */
export function draftPairs(
  { symmetric: kernel, rest }: Pairs,
  { rows, lanes }: Extent,
  { heap, place, sizes, target, always }: {
    readonly sizes: Sizes;
    readonly heap: Heap;
    readonly place: Place;
    readonly target: Target;
    /** Whether it is done however few pairs there are. */
    readonly always: boolean;
  },
): PairsDraft | undefined {
  if (lanes < leastLanes && !always) return undefined;
  const outer = rows / lanes;
  const cells = kernel.accumulators.reduce((sum, one) => sum + count(one.cells), 0);
  const each = workOf(kernel, 1) + lanes / 2 * workOf(kernel, 2);
  const work = rows * each;
  const stride = Math.ceil(lanes / 8) * 8 + 8;
  const wanted = mergeShare * lanes * each / (cells * lanes * mergeCost);
  const fitting = mostColumnBytes / (8 * cells * stride * outer);
  const affordable = Math.floor(Math.min(32, wanted, fitting, lanes / 32));
  const strips = always ? Math.max(1, affordable) : affordable;
  if (strips < 1) return undefined;
  const compiled = moduleOf(kernel, target, heap);
  const restModule = rest && moduleOf(rest, target, heap);
  if (isRefusal(compiled) || (restModule && isRefusal(restModule))) return undefined;
  if (isRefusal(mergeOf(heap))) return undefined;
  const bounds = stripBounds(
    lanes,
    strips,
    blockOf({ shape: target.shape, schedule: compiled.schedule }),
  );
  const logs = kernel.accumulators.filter(({ op }) => op === "logSumExp").length;
  const offsets = {
    scratch: place(compiled.scratchBytes),
    shifts: place(8 * outer * logs),
    args: Array.from(
      { length: outer * (bounds.length - 1) },
      () => place(4 * compiled.args.length),
    ),
    columns: Array.from(
      { length: outer * (bounds.length - 1) },
      () => place(8 * cells * stride),
    ),
  };
  const restExtent = { rows, lanes, work: rest === undefined ? 0 : rows * lanes * workOf(rest, 2) };
  const restDraft = rest === undefined || restModule === undefined
    ? undefined
    : draftPlain(rest, restModule, restExtent, { heap, place, sizes });
  const parts = [
    { kernel, compiled },
    ...(rest === undefined || restModule === undefined
      ? []
      : [{ kernel: rest, compiled: restModule }]),
  ];
  return {
    parts,
    settle: (start, values) => {
      const pieces: Piece[] = [];
      const columns: { at: number; outer: number }[] = [];
      for (let o = 0, p = 0; o < outer; o++) {
        for (let s = 0; s + 1 < bounds.length; s++, p++) {
          const at = start + offsets.columns[p]!;
          const args = start + offsets.args[p]!;
          writeArguments(heap, args, compiled, {
            ...values,
            flags: 0,
            flagsPerRow: 0,
            columns: at,
            columnStride: 8 * stride,
            shifts: start + offsets.shifts + 8 * o * logs,
          });
          columns.push({ at, outer: o });
          pieces.push({
            args,
            rowFirst: o * lanes + bounds[s]!,
            rowEnd: o * lanes + bounds[s + 1]!,
            laneFirst: 0,
            laneEnd: lanes,
          });
        }
      }
      return {
        kernel,
        symmetric: {
          compiled,
          pieces,
          rowsAtOnce: rowsPerCall({ rows, work }, compiled.schedule.rows),
          scratch: start + offsets.scratch,
        },
        rest: rest === undefined || restDraft === undefined
          ? undefined
          : { kernel: rest, plain: restDraft.settle(start, values) },
        outer,
        lanes,
        shifts: start + offsets.shifts,
        logs,
        columns,
        cells,
        stride,
        work: work + restExtent.work,
      };
    },
  };
}

/** Where strips of rows of equal numbers of pairs i ≤ i′ start and end, at blocks of the diagonal. */
function stripBounds(lanes: number, strips: number, block: number): number[] {
  const bounds = [0];
  for (let s = 1; s < strips; s++) {
    const at = Math.round(lanes * (1 - Math.sqrt(1 - s / strips)) / block) * block;
    if (at > bounds[bounds.length - 1]! && at < lanes) bounds.push(at);
  }
  return [...bounds, lanes];
}

/** Empties the sums by columns, and takes as shifts what `sampled` gives: the log-sum-exp of one row of each batch. */
export function startPairs(
  heap: Heap,
  { columns, cells, stride, shifts, logs, outer }: BoundPairs,
  sampled: (outer: number, log: number) => number,
): void {
  for (const { at } of columns) heap.f64(at, cells * stride).fill(0);
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
export function finishPairs(
  heap: Heap,
  bound: BoundPairs,
  sizes: Sizes,
  array: (accumulator: Accumulator) => Float64Array,
  shape: Target["shape"],
): Set<number> {
  const { kernel, columns, stride, lanes, outer, shifts, logs } = bound;
  const { least, most } = trusted[shape];
  const doubtful = new Set<number>();
  // there is one: the sweep was not laid out without
  const merge = mergeOf(heap) as Merge;
  const shift = heap.f64(shifts, Math.max(1, outer * logs));
  let cell = 0, log = 0;
  for (const accumulator of kernel.accumulators) {
    const numbers = array(accumulator);
    const places = placesOf(accumulator, kernel, sizes);
    for (const [c, offset] of places.cells.entries()) {
      for (const { at, outer: o } of columns) {
        const from = at + 8 * (cell + c) * stride, start = offset + places.outer(o);
        const even = places.step === 1 ? lanes - lanes % 2 : 0;
        merge(numbers.byteOffset + 8 * start, from, even);
        const left = heap.f64(from, lanes);
        for (let j = even; j < lanes; j++) numbers[start + j * places.step]! += left[j]!;
      }
      for (let o = 0; o < outer; o++) {
        const start = offset + places.outer(o);
        for (let j = 0; j < lanes; j++) {
          const index = start + j * places.step, sum = numbers[index]!;
          if (accumulator.op !== "logSumExp") {
            if (!Number.isFinite(sum)) doubtful.add(o * lanes + j);
            continue;
          }
          if (!(sum > least && sum < most)) doubtful.add(o * lanes + j);
          const { scale } = ranges[shape];
          numbers[index] = shift[o * logs + log]! +
            (sum > 2 ** -500 ? Math.log(sum * 2 ** -scale) : Math.log(sum) - scale * Math.LN2);
        }
      }
    }
    cell += places.cells.length;
    if (accumulator.op === "logSumExp") log++;
  }
  return doubtful;
}

/** Adds doubles to others in the memory of a heap. */
type Merge = (to: number, from: number, count: number) => void;

const merges = new WeakMap<Heap, Merge>();
const modules = new Map<boolean, WebAssembly.Module>();

function mergeOf(heap: Heap): Merge | Refusal {
  const known = merges.get(heap);
  if (known !== undefined) return known;
  const { shared, memory } = heap;
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
