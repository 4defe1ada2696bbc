import type { Sizes } from "../plan/types.ts";
import type { Result } from "./buffers.ts";
import { type Planned, planned } from "./cache.ts";
import { type DeviceOptions, executeOn } from "./devices.ts";
import { arraysOf, sizesOf } from "./numbers.ts";
import { type Executor, executorFor } from "./wasm/executor.ts";
import { cutOf, inWindows, type Request } from "./windows.ts";

/** An executor that is kept from one run to the next, as long as they have one plan, one set of sizes and one precision. */
export interface Keeper {
  readonly at: (made: Planned, sizes: Sizes, precision?: DeviceOptions["precision"]) => Executor;
  /** Gives the memory of the executor back. */
  readonly dispose: () => void;
}

/** A keeper that has none yet. */
export function keeper(): Keeper {
  let kept:
    | { readonly key: string; readonly sizes: Sizes; readonly executor: Executor }
    | undefined;
  const dispose = () => {
    kept?.executor.dispose();
    kept = undefined;
  };
  const at = (made: Planned, sizes: Sizes, precision: DeviceOptions["precision"] = "f64") => {
    const key = `${precision} ${made.key}`;
    if (kept?.key === key && sameSizes(kept.sizes, sizes)) return kept.executor;
    dispose();
    kept = { key, sizes, executor: executorFor(made, sizes, { precision }) };
    return kept.executor;
  };
  return { at, dispose };
}

function sameSizes(a: Sizes, b: Sizes): boolean {
  return a.size === b.size && [...a].every(([set, extent]) => b.get(set) === extent);
}

/** The results of a request: of its plan, or window by window where there are too many draws to be held. */
export async function compute(
  request: Request,
  options: DeviceOptions,
  keeper: Keeper,
): Promise<readonly Result[]> {
  const made = request.made ?? planned(request.nodes);
  const cut = cutOf(request, made);
  if (cut === undefined) {
    const sizes = sizesOf(made, request.sizes);
    const run = { made, sizes, arrays: arraysOf(made, request.arrays) };
    return await executeOn(run, options, () => keeper.at(made, sizes, options.precision));
  }
  const { onProgress, signal, onWarning = console.warn } = options;
  const said = new Set<string>();
  const warnOnce = (message: string) => {
    if (!said.has(message)) onWarning(message);
    said.add(message);
  };
  const parts = inWindows(request, cut);
  let next = parts.next();
  while (next.done !== true) {
    const { from, to, ...part } = next.value;
    const inPart = onProgress && ((share: number) => onProgress(from + share * (to - from)));
    const own = { ...options, onProgress: inPart, onWarning: warnOnce };
    next = parts.next(await compute(part, own, keeper));
    signal?.throwIfAborted();
  }
  return next.value;
}

/** The same at once, on this thread. */
export function computeSync(request: Request, keeper: Keeper): readonly Result[] {
  const made = request.made ?? planned(request.nodes);
  const cut = cutOf(request, made);
  if (cut === undefined) {
    const sizes = sizesOf(made, request.sizes);
    return keeper.at(made, sizes).executeSync(arraysOf(made, request.arrays));
  }
  const parts = inWindows(request, cut);
  let next = parts.next();
  while (next.done !== true) next = parts.next(computeSync(next.value, keeper));
  return next.value;
}
