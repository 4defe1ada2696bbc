import { builtin } from "../memory/builtin.ts";

/** What `node:os` is used for here. */
interface Os {
  readonly availableParallelism?: () => number;
}

/** How many threads a computation uses unless told otherwise: as many as the processor runs at once, at least one. */
export function mainThreads(): number {
  const count = globalThis.navigator?.hardwareConcurrency ??
    (builtin("node:os") as Os | undefined)?.availableParallelism?.() ?? 1;
  return Math.max(1, Math.floor(count) || 1);
}
