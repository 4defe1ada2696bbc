/** Workers that are no threads, or none at all. */
import process from "node:process";
import { dismiss } from "../../src/run/threads/workers.ts";

/** What `node:worker_threads` gives in the place of a worker. */
export interface Stand {
  on(event: string, listener: (what: unknown) => void): void;
  unref(): void;
  terminate(): void;
}

/** Runs `work` while workers are what `make` gives. */
export async function withWorkers(make: () => Stand, work: () => Promise<void>): Promise<void> {
  const own = process.getBuiltinModule;
  // a class, as it is called by `new`
  const Worker = class {
    constructor() {
      return make();
    }
  };
  const stub = (name: string) => name === "node:worker_threads" ? { Worker } : own(name);
  dismiss();
  process.getBuiltinModule = stub as typeof own;
  try {
    await work();
  } finally {
    process.getBuiltinModule = own;
    dismiss();
  }
}
