import { type Buffer, extentOf, type Sizes } from "../../src/plan/types.ts";
import type { Accumulator, Instruction, Kernel, Level, Store, Value } from "../ir/kernel.ts";
import { instructionCode } from "./instructions.ts";
import { allocate } from "./registers.ts";
import { accumulate, type Running, store, type Writing } from "./results.ts";
import { memoryPlace, type Place, viewPlace } from "./spans.ts";
import { workOf } from "../program/cost.ts";
import type { Context, LanePosition } from "./context.ts";

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
  /** The same in slices: yields whenever about so many additions were done, in the middle of a row too. */
  readonly runInSlices: (range: Range, additions: number) => Generator<undefined, void, unknown>;
}

/** Some rows, of a map some of their lanes. */
export interface Range {
  readonly first: number;
  readonly end: number;
  readonly laneFirst?: number;
  readonly laneEnd?: number;
}

/** What the instructions of a kernel mean: code that works on values at their places. */
export interface Language {
  readonly code: (instruction: Instruction, context: Context) => () => void;
  readonly accumulate: (accumulator: Accumulator, context: Context) => Running;
  readonly store: (store: Store, context: Context) => Writing;
}

/** The meaning of instructions in doubles. */
export const inDoubles: Language = { code: instructionCode, accumulate, store };

/** Gives every value of a kernel its place in memory and every instruction its loop. */
export function bindKernel(
  kernel: Kernel,
  sizes: Sizes,
  arrayOf: (buffer: Buffer) => Float64Array,
  language: Language = inDoubles,
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
  const frame: LanePosition = { n: 1, lane: 0, row: new Int32Array(rowExtents.length) };
  const context = { kernel, sizes, frame, place, arrayOf };
  const codeOf = (level: Level) =>
    kernel.levels[level].map((instruction) => language.code(instruction, context));
  const once = codeOf(0), eachRow = codeOf(1), eachBlock = codeOf(2);
  const accumulators = kernel.accumulators.map((a) => language.accumulate(a, context));
  const stores = kernel.stores.map((s) => language.store(s, context));
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

  const beginRow = (row: number) => {
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
  };
  const runBlock = (lane: number, laneEnd: number) => {
    frame.lane = lane;
    frame.n = Math.min(width, laneEnd - lane);
    move(places[2]);
    execute(eachBlock);
    move(storePlaces);
    for (const s of stores) s.write();
    for (const a of accumulators) a.feed();
  };
  const endRow = () => {
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
    for (let row = first; row < end; row++) {
      beginRow(row);
      for (let lane = laneFirst; lane < laneEnd; lane += width) runBlock(lane, laneEnd);
      endRow();
    }
  };
  function* runInSlices({ first, end, laneFirst = 0, laneEnd = lanes }: Range, additions: number) {
    const ofRow = workOf(kernel, 1), ofBlock = width * workOf(kernel, 2);
    if (first === 0) start();
    let done = 0;
    for (let row = first; row < end; row++) {
      beginRow(row);
      done += ofRow;
      for (let lane = laneFirst; lane < laneEnd; lane += width) {
        if (done >= additions) {
          yield undefined;
          done = 0;
        }
        runBlock(lane, laneEnd);
        done += ofBlock;
      }
      endRow();
    }
  }
  return { rows, lanes, start, run, runInSlices };
}
