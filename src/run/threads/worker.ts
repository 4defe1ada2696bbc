import { builtin } from "../memory/builtin.ts";
import { hasRoomForThread } from "../memory/thread_room.ts";
import { workerSource } from "./worker_source.ts";

/** What a worker is told when it starts. */
export interface WorkerStart {
  readonly memory: WebAssembly.Memory;
  readonly words: Int32Array;
  /** Which of the shared words are its own, and which scratch memory. */
  readonly number: number;
}

/** Ends a worker. */
export type Terminate = () => void;

/** A worker of `node:worker_threads`, as far as it is used here. */
interface NodeWorker {
  readonly on: (event: "error" | "exit", listener: (what: unknown) => void) => void;
  readonly unref: () => void;
  readonly terminate: () => void;
}

interface WorkerThreads {
  readonly Worker: new (source: string, options: Record<string, unknown>) => NodeWorker;
}

/**
 * Starts a worker that keeps no process alive; throws where it cannot be had. `onEnd` is called when it ends other than by `terminate`, or cannot start;
 * the text says why, as far as is known.
 */
export function startWorker(start: WorkerStart, onEnd: (reason: string) => void): Terminate {
  if (!hasRoomForThread()) throw new Error("The process may use too few addresses");
  const threads = builtin("node:worker_threads") as WorkerThreads | undefined;
  return threads === undefined
    ? startWebWorker(start, onEnd)
    : startNodeWorker(threads, start, onEnd);
}

function startNodeWorker(
  { Worker }: WorkerThreads,
  start: WorkerStart,
  onEnd: (reason: string) => void,
): Terminate {
  // neither the environment nor flags such as --import are its business
  const worker = new Worker(workerSource, {
    eval: true,
    workerData: start,
    name: "mixtropy",
    env: {},
    execArgv: [],
  });
  worker.on("error", (error) => onEnd(error instanceof Error ? error.message : String(error)));
  worker.on("exit", (code) => onEnd(`exit code ${code}`));
  worker.unref();
  return () => worker.terminate();
}

/** One address serves all workers, so it is never revoked. */
let address: string | undefined;

function startWebWorker(start: WorkerStart, onEnd: (reason: string) => void): Terminate {
  address ??= URL.createObjectURL(new Blob([workerSource], { type: "text/javascript" }));
  const worker = new Worker(address, { name: "mixtropy" });
  worker.onerror = (event) => onEnd(event.message || "no reason given");
  worker.postMessage(start);
  return () => worker.terminate();
}
