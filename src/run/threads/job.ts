import { DeviceError } from "../../expr/errors.ts";
import { word } from "./shared_words.ts";
import type { Heap } from "../memory/heap.ts";

/** A compiled kernel; it is known by its identity, so keep the object. */
export interface PoolKernel {
  /** The binary of the module. */
  readonly bytes: Uint8Array;
  /** The module, compiled on this thread. */
  readonly module: WebAssembly.Module;
}

/** A part of a job that one thread runs: some rows over some lanes. */
export interface Piece {
  /** Where the arguments of the kernel lie. */
  readonly args: number;
  readonly rowFirst: number;
  readonly rowEnd: number;
  readonly laneFirst: number;
  readonly laneEnd: number;
}

/** A kernel to run over pieces. The pieces may run in any order and at the same time. */
export interface Job {
  readonly kernel: PoolKernel;
  readonly pieces: readonly Piece[];
  /** How much scratch memory each thread needs. */
  readonly scratchBytes: number;
  /** The most rows of one call of the kernel: between calls it is stopped, and made faster by the compiler. */
  readonly rowsAtOnce: number;
  /** The most lanes of one call, where a tile of rows is too much for one; all of them if left out. */
  readonly lanesAtOnce?: number | undefined;
}

/**
 * The function `run` that a kernel exports. With `resumed` it goes on with rows whose lanes before `laneFirst` are done; with
 * `goesOn` the next call with this scratch memory does lanes after `laneEnd` of the same rows.
 */
type RunExport = (
  args: number,
  scratch: number,
  rowFirst: number,
  rowEnd: number,
  laneFirst: number,
  laneEnd: number,
  resumed: number,
  goesOn: number,
) => number;

const runs = new WeakMap<Heap, WeakMap<PoolKernel, RunExport>>();

/** The kernel over the memory of a heap, on this thread. */
export function runOf(kernel: PoolKernel, heap: Heap): RunExport {
  let known = runs.get(heap);
  if (known === undefined) runs.set(heap, known = new WeakMap());
  let run = known.get(kernel);
  if (run === undefined) {
    if (heap.native === undefined) throw new Error("A kernel needs WebAssembly memory");
    const imports = {
      env: { memory: heap.native },
      math: Math as unknown as WebAssembly.ModuleImports,
    };
    // the type of a kernel's only export, by the convention of kernels
    run = new WebAssembly.Instance(kernel.module, imports).exports.run as RunExport;
    known.set(kernel, run);
  }
  return run;
}

/** The error for a kernel that trapped. */
export function trapped(message: string, cause?: unknown): DeviceError {
  return new DeviceError(
    `A kernel stopped with "${message}"; this is a mistake of the library, please report it`,
    { cause },
  );
}

/** Claims pieces of a job until none is left or the shared words say stop; yields after each call of the kernel. */
export function* calls(
  heap: Heap,
  { kernel, pieces, rowsAtOnce, lanesAtOnce = everyLane }: Job,
  words: Int32Array,
  scratch: number,
): Generator<void, void, void> {
  const run = runOf(kernel, heap);
  const guarded: RunExport = (...range) => {
    try {
      return run(...range);
    } catch (error) {
      throw trapped(error instanceof Error ? error.message : String(error), error);
    }
  };
  const step = Math.max(1, rowsAtOnce);
  for (;;) {
    const claimed = Atomics.add(words, word.next, 1);
    if (claimed >= pieces.length) return;
    const { args, rowFirst, rowEnd, laneFirst, laneEnd } = pieces[claimed]!;
    const isCut = laneEnd - laneFirst > lanesAtOnce;
    for (let row = rowFirst, end = row; row < rowEnd; row = end) {
      // only a whole tile of rows, or one, may go on with other lanes
      end = row + step <= rowEnd ? row + step : isCut ? row + 1 : rowEnd;
      let lane = laneFirst, resumed = 0;
      do {
        if (Atomics.load(words, word.cancel) !== 0) return;
        const next = Math.min(lane + lanesAtOnce, laneEnd);
        const goesOn = next < laneEnd ? 1 : 0;
        const status = guarded(args, scratch, row, end, lane, next, resumed, goesOn);
        if (status !== 0) Atomics.or(words, word.status, status);
        lane = next;
        resumed = 1;
        if (lane >= laneEnd) Atomics.add(words, word.rows, end - row);
        yield;
      } while (lane < laneEnd);
    }
  }
}

/** More lanes than there can be. */
const everyLane = 2 ** 30;

let lastNumber = 0;
const numbers = new WeakMap<PoolKernel, number>();

/** The number by which workers know a kernel. */
function numberOf(kernel: PoolKernel): number {
  let number = numbers.get(kernel);
  if (number === undefined) numbers.set(kernel, number = ++lastNumber);
  return number;
}

/** A job in memory. */
export interface LaidOut {
  /** What to free after the job. */
  readonly block: number;
  /** The scratch memory of the main thread. */
  readonly scratch: number;
}

/** Writes a job to the shared words; what workers read (the pieces, the module) and scratch memory for all go into one block. */
export function layOut(heap: Heap, job: Job, words: Int32Array, workers: number): LaidOut {
  const { kernel, pieces, scratchBytes, rowsAtOnce, lanesAtOnce = everyLane } = job;
  const told = workers > 0;
  const piecesBytes = told ? lines(20 * pieces.length) : 0;
  const codeBytes = told ? lines(kernel.bytes.length) : 0;
  const stride = lines(scratchBytes) + 64;
  const block = heap.allocate(piecesBytes + codeBytes + stride * (workers + 1));
  const code = block + piecesBytes, scratch = code + codeBytes;
  words.fill(0, 0, Object.keys(word).length);
  if (!told) return { block, scratch };
  heap.i32(block, 5 * pieces.length).set(
    pieces.flatMap((p) => [p.args, p.rowFirst, p.rowEnd, p.laneFirst, p.laneEnd]),
  );
  heap.u8(code, kernel.bytes.length).set(kernel.bytes);
  words[word.pieces] = block;
  words[word.pieceCount] = pieces.length;
  words[word.kernel] = numberOf(kernel);
  words[word.code] = code;
  words[word.codeBytes] = kernel.bytes.length;
  words[word.scratch] = scratch;
  words[word.scratchStride] = stride;
  words[word.rowsAtOnce] = Math.max(1, rowsAtOnce);
  words[word.lanesAtOnce] = lanesAtOnce;
  return { block, scratch };
}

/** Bytes up to the next multiple of 64. */
function lines(bytes: number): number {
  return Math.ceil(bytes / 64) * 64;
}
