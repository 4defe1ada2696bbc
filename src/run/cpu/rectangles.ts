import type { Kernel } from "../../../kernels/ir/kernel.ts";
import { laneTime, workOf } from "../../../kernels/program/cost.ts";
import { emptyStates, type RowStates } from "../../../kernels/program/row_states.ts";
import { bindOpen } from "../../../kernels/script/bind_open.ts";
import type { Target } from "../../../kernels/wasm/tiles/generate.ts";
import type { Requests } from "../conduct/runners.ts";
import { additionsAtOnce } from "../conduct/slices.ts";
import type { Piece } from "../threads/pool.ts";
import type { BoundStep } from "./bound.ts";
import { engine } from "./engine.ts";
import { type Compiled, moduleOf } from "./modules.ts";
import { copyRow, innerRows, openMemory, type OpenSweep } from "./open_memory.ts";
import { isRefusal } from "./refusal.ts";
import { callSize } from "./call_size.ts";
import { callWork, longestCall, type Unit } from "./units.ts";

/** Some rows and some lanes of a sweep: from the firsts up to, not including, the ends. */
export type Rectangle = Omit<Piece, "args">;

/**
 * Feeds the rows of a sweep from rectangles, in double precision: each row takes in the lanes of those that hold it in the
 * order of the list, so that its state has the same bits on any number of threads. Rows go on from `from`, which stays as
 * it is; those that no rectangle holds keep their states. What is yielded is to be run, as a step's requests are.
 */
export function* runRectangles(
  sweep: OpenSweep,
  rectangles: readonly Rectangle[],
  from?: RowStates,
): Requests<Unit, RowStates> {
  const { bound: { heap, array }, step, sizes } = sweep, { kernel } = step;
  if (kernel.accumulators.length === 0) throw new Error("A map has no states");
  rectangles.forEach((one, t) => checkRectangle(one, t, step));
  const start = from ?? emptyStates(kernel, sizes);
  const states = start.map((numbers) => numbers.slice());
  const target: Target = {
    shape: "f64x2",
    relaxed: engine().relaxed,
    shared: heap.shared,
    open: true,
  };
  const isNative = step.plain !== undefined && heap.native !== undefined;
  const compiled = isNative ? yield* moduleOf(kernel, target, heap) : undefined;
  if (compiled === undefined || isRefusal(compiled)) {
    const script = bindOpen(kernel, sizes, array, states);
    script.start();
    for (const one of rectangles) yield* interpreted(script, one);
    return states;
  }
  const memory = openMemory(sweep, compiled, states);
  try {
    let status = 0;
    for (const wave of waves(rectangles, step.rows)) {
      const pieces = wave.flatMap((one) => piecesOf(one, kernel, compiled, memory.args));
      status |= yield unitOf(sweep, compiled, pieces, memory.scratch);
    }
    memory.states().forEach((numbers, t) => states[t]!.set(numbers));
    if (status !== 0) yield* redoRows(sweep, rectangles, { start, states, flags: memory.flags() });
    return states;
  } finally {
    memory.free();
  }
}

function checkRectangle(
  { rowFirst, rowEnd, laneFirst, laneEnd }: Rectangle,
  index: number,
  { rows, lanes }: BoundStep,
): void {
  for (
    const [first, end, most, name] of [
      [rowFirst, rowEnd, rows, "rows"],
      [laneFirst, laneEnd, lanes, "lanes"],
    ] as const
  ) {
    const isRange = Number.isInteger(first) && Number.isInteger(end) && 0 <= first &&
      first <= end && end <= most;
    if (isRange) continue;
    throw new RangeError(
      `Expected ${name} from 0 to ${most} in rectangle ${index}, got ${first} to ${end}`,
    );
  }
}

/** Rectangles in lists of which none holds a row twice: a row takes in its rectangles in the order in which they were given. */
function waves(rectangles: readonly Rectangle[], rows: number): Rectangle[][] {
  const next = new Int32Array(rows), found: Rectangle[][] = [];
  for (const one of rectangles) {
    const { rowFirst, rowEnd, laneFirst, laneEnd } = one;
    if (rowFirst === rowEnd || laneFirst === laneEnd) continue;
    const wave = next.subarray(rowFirst, rowEnd).reduce((most, w) => Math.max(most, w), 0);
    next.fill(wave + 1, rowFirst, rowEnd);
    (found[wave] ??= []).push(one);
  }
  return found;
}

/** The parts of a rectangle that threads share out: rows. */
function piecesOf(
  { rowFirst, rowEnd, laneFirst, laneEnd }: Rectangle,
  kernel: Kernel,
  { schedule }: Compiled,
  args: number,
): Piece[] {
  const unit = Math.ceil(4 / schedule.rows) * schedule.rows;
  const each = workOf(kernel, 1) + (laneEnd - laneFirst) * workOf(kernel, 2);
  const size = Math.max(1, Math.ceil(callWork / each / unit)) * unit;
  const pieces: Piece[] = [];
  for (let first = rowFirst; first < rowEnd; first += size) {
    const end = Math.min(rowEnd, first + size);
    pieces.push({ args, rowFirst: first, rowEnd: end, laneFirst, laneEnd });
  }
  return pieces;
}

function unitOf(
  { step: { kernel, rows, lanes, work }, sizes }: OpenSweep,
  compiled: Compiled,
  pieces: readonly Piece[],
  scratch: number,
): Unit {
  const size = callSize({ rows, lanes, work }, compiled, {
    lane: laneTime(kernel),
    longest: longestCall,
    inner: innerRows(kernel, sizes),
  });
  return { compiled, pieces, scratch, ...size };
}

/** Feeds again, by the script, the rows that the module was in doubt about. */
function* redoRows(
  sweep: OpenSweep,
  rectangles: readonly Rectangle[],
  { start, states, flags }: {
    readonly start: RowStates;
    readonly states: RowStates;
    readonly flags: Uint8Array;
  },
): Requests<Unit> {
  const { bound: { array }, step: { kernel }, sizes } = sweep;
  // what a doubtful row has seen is lost: it begins anew, beside the others
  const again = start.map((numbers) => numbers.slice());
  const script = bindOpen(kernel, sizes, array, again);
  script.start();
  for (let row = 0; row < flags.length; row++) {
    if (flags[row] === 0) continue;
    for (const one of rectangles) {
      if (one.rowFirst > row || one.rowEnd <= row) continue;
      yield* interpreted(script, { ...one, rowFirst: row, rowEnd: row + 1 });
    }
    copyRow(sweep, row, again, states);
  }
}

function* interpreted(
  script: ReturnType<typeof bindOpen>,
  { rowFirst, rowEnd, laneFirst, laneEnd }: Rectangle,
): Requests<Unit> {
  yield* script.runInSlices(
    { first: rowFirst, end: rowEnd, laneFirst, laneEnd },
    additionsAtOnce,
  );
}
