/**
 * The words that the threads of a job share. The same words serve all jobs of a pool, one after another. A job that runs on one
 * thread has words of its own.
 */
export const word = {
  /** The next piece that nobody has claimed. */
  next: 0,
  /** Not 0: stop before the next call. */
  cancel: 1,
  /** How many rows are done, modulo 2³². */
  rows: 2,
  /** The statuses of all calls, ORed. */
  status: 3,
  /** 1 once a worker has failed; the first one to set it writes the message. */
  failed: 4,
  /** How many characters the message has. */
  messageLength: 5,
  /** Where the pieces lie, five words each. */
  pieces: 6,
  pieceCount: 7,
  /** The number of the kernel. */
  kernel: 8,
  /** Where the bytes of its module lie. */
  code: 9,
  codeBytes: 10,
  /** Where the scratch memory of thread 0 lies; that of thread t is t strides further. */
  scratch: 11,
  scratchStride: 12,
  rowsAtOnce: 13,
  lanesAtOnce: 14,
  /** How many calls are done, modulo 2³²: a sign of life. */
  calls: 15,
} as const;

/**
 * What a worker does. It turns `called` into `running` and `running` into `idle`, and nothing else: a piece is claimed in
 * `running` only, and `idle` says that every piece it claimed is finished. The main thread calls an idle worker, calls it back
 * as long as it has not begun, and writes `leave` over any state. `leave` is final: a worker that finds it claims nothing any
 * more, and what it replaced tells whether a piece may be lost.
 */
export const state = { idle: 0, called: 1, running: 2, leave: 3 } as const;

/** More workers than this are never used. */
export const mostWorkers = 255;
/** The first of the words of worker 0: its state, and 1 once it has started; a cache line for each worker. */
export const firstWorker = 16;
/** Words from one worker's to the next one's. */
export const workerWords = 16;
/** Where a message is written, one UTF-16 unit a word. */
export const message = firstWorker + mostWorkers * workerWords;
/** Longer messages are cut. */
export const mostMessage = 512;

/** Where the state of a worker is. */
export function stateWord(worker: number): number {
  return firstWorker + worker * workerWords;
}

/** Words for this thread alone. */
export function ownWords(): Int32Array {
  return new Int32Array(firstWorker);
}

/** Words that workers share. */
export function sharedWords(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * (message + mostMessage)));
}

/** What the worker that failed first has written; undefined if none has. */
export function failureOn(words: Int32Array): string | undefined {
  if (words.length <= message || Atomics.load(words, word.failed) === 0) return undefined;
  const units = words.subarray(message, message + Atomics.load(words, word.messageLength));
  return String.fromCharCode(...units);
}
