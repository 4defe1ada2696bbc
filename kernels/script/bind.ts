import { type Axis, unionAxes, withoutAxes } from "../../src/expr/axes.ts";
import { type Buffer, extentOf, type Sizes } from "../../src/plan/types.ts";
import type { Accumulator, Kernel, Level, Store, Value } from "../ir.ts";
import { type Frame, instructionCode } from "./instructions.ts";
import { monoids } from "./reductions.ts";
import { allocate } from "./registers.ts";
import { cellOffsets, memoryPlace, type Place, viewPlace } from "./spans.ts";

/** A kernel at fixed sizes over fixed memory: run it row by row. */
export interface BoundKernel {
  /** How many rows there are. */
  readonly rows: number;
  /** How many lanes each row has. */
  readonly lanes: number;
  /** Computes what no row changes; `run` does it with row 0. */
  readonly start: () => void;
  /** Computes the rows from `first` up to, not including, `end`; of a map, if asked, some of their lanes only. */
  readonly run: (first: number, end: number, laneFirst?: number, laneEnd?: number) => void;
}

/** Gives every value of a kernel its place in memory and every instruction its loop. */
export function bindKernel(
  kernel: Kernel,
  sizes: Sizes,
  arrayOf: (buffer: Buffer) => Float64Array,
): BoundKernel {
  const lanes = kernel.lane === null ? 1 : extentOf(kernel.lane, sizes);
  const rowExtents = kernel.rows.map((axis) => extentOf(axis, sizes));
  const registers = allocate(kernel, lanes, sizes);
  const places: readonly [Place[], Place[], Place[]] = [[], [], []];
  const known = new Map<Value, Place>();
  const place = (value: Value): Place => {
    let result = known.get(value);
    if (result === undefined) {
      if (value.kind === "memory") {
        result = memoryPlace(value, kernel, sizes, arrayOf(value.buffer));
      } else if (value.kind === "view") {
        result = viewPlace(place(value.of), value);
      } else {
        result = registers.placeOf(value);
      }
      known.set(value, result);
      if (value.kind === "memory") places[value.level].push(result);
    }
    return result;
  };
  const frame: Frame = { n: 1, lane: 0, row: new Int32Array(rowExtents.length) };
  const context = { kernel, sizes, frame, place, arrayOf };
  const codeOf = (level: Level) =>
    kernel.levels[level].map((instruction) => instructionCode(instruction, context));
  const once = codeOf(0), eachRow = codeOf(1), eachBlock = codeOf(2);
  const accumulators = kernel.accumulators.map((a) =>
    accumulate(a, kernel, sizes, frame, place, arrayOf)
  );
  const stores = kernel.stores.map((s) => store(s, kernel, sizes, frame, place, arrayOf));
  const storePlaces = stores.map((s) => s.place);
  const width = registers.width;

  const move = (list: readonly Place[]) => {
    for (const p of list) {
      let at = p.origin + frame.lane * p.laneStride;
      for (let t = 0; t < p.rowStrides.length; t++) at += frame.row[t]! * p.rowStrides[t]!;
      p.at = at;
    }
  };
  const execute = (list: readonly (() => void)[]) => {
    for (let t = 0; t < list.length; t++) list[t]!();
  };

  const runRow = (row: number, laneFirst: number, laneEnd: number) => {
    for (let t = rowExtents.length - 1, rest = row; t >= 0; t--) {
      const extent = rowExtents[t]!;
      frame.row[t] = rest % extent;
      rest = Math.floor(rest / extent);
    }
    frame.lane = 0;
    frame.n = 1;
    move(places[1]);
    execute(eachRow);
    accumulators.forEach((a) => a.reset());
    for (let lane = laneFirst; lane < laneEnd; lane += width) {
      frame.lane = lane;
      frame.n = Math.min(width, laneEnd - lane);
      move(places[2]);
      execute(eachBlock);
      move(storePlaces);
      for (const s of stores) s.write();
      for (const a of accumulators) a.feed();
    }
    frame.lane = 0;
    for (const a of accumulators) a.finish();
  };

  const rows = rowExtents.reduce((product, extent) => product * extent, 1);
  const start = () => {
    frame.lane = 0;
    frame.n = 1;
    frame.row.fill(0);
    move(places[0]);
    execute(once);
  };
  const run = (first: number, end: number, laneFirst = 0, laneEnd = lanes) => {
    if (first === 0) start();
    for (let row = first; row < end; row++) runRow(row, laneFirst, laneEnd);
  };
  return { rows, lanes, start, run };
}

/** A reduction along the lanes: reset at the start of a row, fed by blocks, its result written at the end. */
function accumulate(
  { op, args, weighs, cells, into }: Accumulator,
  kernel: Kernel,
  sizes: Sizes,
  frame: Frame,
  place: (value: Value) => Place,
  arrayOf: (buffer: Buffer) => Float64Array,
) {
  const monoid = monoids[op === "dot" && weighs ? "weighedDot" : op];
  const from = args.map(place), x = from[0]!, y = from[1];
  const a = cellOffsets(x, cells, sizes), b = y === undefined ? a : cellOffsets(y, cells, sizes);
  const state = new Float64Array(a.length * monoid.state);
  const target = memoryPlace(
    { buffer: into, dims: into.dims },
    { rows: kernel.rows, lane: null },
    sizes,
    arrayOf(into),
  );
  const t = cellOffsets(target, cells, sizes);
  const { feed, result } = monoid;
  return {
    reset: () => {
      for (let c = 0; c < state.length; c++) state[c] = monoid.identity[c % monoid.state]!;
    },
    feed: () => {
      for (let c = 0; c < a.length; c++) feed(state, c * monoid.state, frame.n, x, a[c]!, y, b[c]!);
    },
    finish: () => {
      let at = 0;
      target.rowStrides.forEach((stride, r) => at += frame.row[r]! * stride);
      for (let c = 0; c < t.length; c++) target.array[at + t[c]!] = result(state, c * monoid.state);
    },
  };
}

/** Writes a value to its buffer, a block of lanes at a time. */
function store(
  { value, into }: Store,
  kernel: Kernel,
  sizes: Sizes,
  frame: Frame,
  place: (value: Value) => Place,
  arrayOf: (buffer: Buffer) => Float64Array,
) {
  const from = place(value);
  const target = memoryPlace({ buffer: into, dims: into.dims }, kernel, sizes, arrayOf(into));
  const loops = [kernel.lane, ...kernel.rows];
  const cells = withoutAxes(
    unionAxes(into.dims, []),
    loops.filter((axis): axis is Axis => axis !== null),
  );
  const a = cellOffsets(from, cells, sizes), t = cellOffsets(target, cells, sizes);
  return {
    place: target,
    write: () => {
      const p = from.array, s = from.stride, r = target.array, u = target.stride;
      for (let c = 0; c < a.length; c++) {
        let j = from.at + a[c]!, k = target.at + t[c]!;
        for (let l = 0; l < frame.n; l++, j += s, k += u) r[k] = p[j]!;
      }
    },
  };
}
