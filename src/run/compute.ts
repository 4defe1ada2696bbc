import type { Result } from "./buffers.ts";
import { type DeviceOptions, executeOn } from "./devices.ts";
import type { Keeper } from "./keeper.ts";
import { turn } from "./pool/turn.ts";
import { type Given, type Program, runsOf } from "./program.ts";
import { tell } from "./warnings.ts";

/** Milliseconds of short jobs between two turns of the event loop. */
const patience = 20;

/** The results of a program: its jobs run one after another, each on all threads. */
export async function compute(
  program: Program,
  given: Given,
  options: DeviceOptions,
  keeper: Keeper,
): Promise<readonly Result[]> {
  const { onProgress, onWarning = console.warn, signal, precision } = options;
  const said = new Set<string>();
  const warn = (message: string) => {
    if (!said.has(message)) onWarning(message);
    said.add(message);
  };
  const runs = runsOf(program, given);
  let next = runs.next(), last = performance.now();
  while (next.done !== true) {
    const { from, to, ...run } = next.value;
    const report = onProgress && ((share: number) => onProgress(from + share * (to - from)));
    const own: DeviceOptions = { ...options, onProgress: report, onWarning: warn };
    const results = await executeOn(run, own, () => {
      const executor = keeper.at(run.made, run.sizes, precision);
      tell(onWarning, executor.warnings);
      return executor;
    });
    next = runs.next(results);
    if (next.done === true || performance.now() - last < patience) continue;
    onProgress?.(to);
    await turn();
    signal?.throwIfAborted();
    last = performance.now();
  }
  return next.value;
}

/** The same at once, on this thread. */
export function computeSync(program: Program, given: Given, keeper: Keeper): readonly Result[] {
  const runs = runsOf(program, given);
  let next = runs.next();
  while (next.done !== true) {
    const { made, sizes, arrays } = next.value;
    const executor = keeper.at(made, sizes);
    tell(console.warn, executor.warnings);
    next = runs.next(executor.executeSync(arrays));
  }
  return next.value;
}
