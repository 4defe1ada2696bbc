import { firstWorker, message, mostMessage, state, word, workerWords } from "./shared_words.ts";

/** Milliseconds that a worker stays awake after a job: the next one often follows at once, and sleepers wake slowly. */
const spin = 0.05;

/**
 * What a worker runs, as text: it goes through bundlers and `deno compile` as it is and needs neither a file nor a fetch.
 * The worker sleeps until it is called, claims pieces until none is left, and sleeps again. Instances are kept by the
 * number of their kernel, the last 64 of them.
 */
export const workerSource = `"use strict";
const serve = ({ memory, words, number }) => {
  const instances = new Map();
  const own = ${firstWorker} + number * ${workerWords};

  const instanceOf = (kernel) => {
    let instance = instances.get(kernel);
    if (instance === undefined) {
      // constructors refuse views of shared memory, a slice is not shared
      const code = Atomics.load(words, ${word.code}) >>> 0;
      const bytes = new Uint8Array(memory.buffer, code, Atomics.load(words, ${word.codeBytes})).slice();
      instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory }, math: Math });
    }
    instances.delete(kernel);
    instances.set(kernel, instance);
    if (instances.size > 64) instances.delete(instances.keys().next().value);
    return instance;
  };

  const work = () => {
    const { run } = instanceOf(Atomics.load(words, ${word.kernel})).exports;
    const count = Atomics.load(words, ${word.pieceCount});
    const pieces = new Int32Array(memory.buffer, Atomics.load(words, ${word.pieces}) >>> 0, 5 * count);
    const scratch = Atomics.load(words, ${word.scratch}) + (number + 1) * Atomics.load(words, ${word.scratchStride});
    const rowsAtOnce = Atomics.load(words, ${word.rowsAtOnce});
    const lanesAtOnce = Atomics.load(words, ${word.lanesAtOnce});
    for (;;) {
      const piece = Atomics.add(words, ${word.next}, 1);
      if (piece >= count) return;
      const [args, rowFirst, rowEnd, laneFirst, laneEnd] = pieces.subarray(5 * piece, 5 * piece + 5);
      const isCut = laneEnd - laneFirst > lanesAtOnce;
      for (let row = rowFirst, end = row; row < rowEnd; row = end) {
        end = row + rowsAtOnce <= rowEnd ? row + rowsAtOnce : isCut ? row + 1 : rowEnd;
        let lane = laneFirst, resumed = 0;
        do {
          if (Atomics.load(words, ${word.cancel}) !== 0) return;
          const next = Math.min(lane + lanesAtOnce, laneEnd);
          const status = run(args, scratch, row, end, lane, next, resumed, next < laneEnd ? 1 : 0);
          if (status !== 0) Atomics.or(words, ${word.status}, status);
          Atomics.add(words, ${word.calls}, 1);
          lane = next;
          resumed = 1;
        } while (lane < laneEnd);
        Atomics.add(words, ${word.rows}, end - row);
      }
    }
  };

  const report = (error) => {
    if (Atomics.compareExchange(words, ${word.failed}, 0, 1) === 0) {
      const text = String(error?.message ?? error).slice(0, ${mostMessage});
      for (let t = 0; t < text.length; t++) Atomics.store(words, ${message} + t, text.charCodeAt(t));
      Atomics.store(words, ${word.messageLength}, text.length);
    }
    Atomics.store(words, ${word.cancel}, 1);
  };

  Atomics.store(words, own + 1, 1);
  let spinUntil = 0;
  for (;;) {
    const seen = Atomics.compareExchange(words, own, ${state.called}, ${state.running});
    if (seen === ${state.leave}) return;
    if (seen === ${state.idle}) {
      if (performance.now() > spinUntil) Atomics.wait(words, own, ${state.idle});
      continue;
    }
    try {
      work();
    } catch (error) {
      report(error);
    }
    // not over "leave"
    Atomics.compareExchange(words, own, ${state.running}, ${state.idle});
    Atomics.notify(words, own);
    spinUntil = performance.now() + ${spin};
  }
};
const threads = globalThis.process?.getBuiltinModule?.("node:worker_threads");
if (threads !== undefined) serve(threads.workerData);
else globalThis.onmessage = ({ data }) => {
  serve(data);
  globalThis.close();
};
`;
