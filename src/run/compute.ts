import type { Result } from "./buffers.ts";
import { planned } from "./cache.ts";
import { type DeviceOptions, executeOn } from "./devices.ts";
import type { Keeper } from "./keeper.ts";
import { arraysOf, sizesOf } from "./numbers.ts";
import { turn } from "./pool/turn.ts";
import { type Given, type Program, runsOf } from "./program.ts";
import { tell } from "./warnings.ts";
import { cutOf, inWindows, type Part, type Request } from "./windows.ts";

/** What is to be computed part by part: each part is yielded and takes its results. */
type Parts = Generator<Part, readonly Result[], readonly Result[]>;

/** Milliseconds of short parts between two turns of the event loop. */
const patience = 20;

/** The results of a program: its jobs run one after another, each on all threads. */
export async function computeAll(
  program: Program,
  given: Given,
  options: DeviceOptions,
  keeper: Keeper,
): Promise<readonly Result[]> {
  const { onWarning = console.warn } = options;
  const said = new Set<string>();
  const warnOnce = (message: string) => {
    if (!said.has(message)) onWarning(message);
    said.add(message);
  };
  const own = { ...options, onWarning: warnOnce };
  // what an executor has to say it says again in every run: each listener hears it once
  const warned: Keeper = {
    ...keeper,
    at: (...asked) => {
      const executor = keeper.at(...asked);
      tell(onWarning, executor.warnings);
      return executor;
    },
  };
  return await inTurn(runsOf(program, given), own, warned);
}

/** The results of parts that run one after another. */
async function inTurn(
  parts: Parts,
  options: DeviceOptions,
  keeper: Keeper,
): Promise<readonly Result[]> {
  const { onProgress, signal } = options;
  let next = parts.next(), last = performance.now();
  while (next.done !== true) {
    const { from, to, ...request } = next.value;
    const inPart = onProgress && ((share: number) => onProgress(from + share * (to - from)));
    const results = await compute(request, { ...options, onProgress: inPart }, keeper);
    next = parts.next(results);
    if (next.done === true) break;
    signal?.throwIfAborted();
    if (performance.now() - last < patience) continue;
    onProgress?.(to);
    await turn();
    signal?.throwIfAborted();
    last = performance.now();
  }
  return next.value;
}

/** The results of a request: of its plan, or window by window where there are too many draws to be held. */
export async function compute(
  request: Request,
  options: DeviceOptions,
  keeper: Keeper,
): Promise<readonly Result[]> {
  const made = request.made ?? planned(request.nodes);
  const cut = cutOf(request, made);
  if (cut !== undefined) return await inTurn(inWindows(request, cut), options, keeper);
  const sizes = sizesOf(made, request.sizes);
  const run = { made, sizes, arrays: arraysOf(made, request.arrays) };
  return await executeOn(run, options, () => keeper.at(made, sizes, options.precision));
}

/** The results of a program, computed at once on this thread. */
export function computeAllSync(program: Program, given: Given, keeper: Keeper): readonly Result[] {
  return inTurnSync(runsOf(program, given), keeper);
}

function inTurnSync(parts: Parts, keeper: Keeper): readonly Result[] {
  let next = parts.next();
  while (next.done !== true) next = parts.next(computeSync(next.value, keeper));
  return next.value;
}

/** The results of a request, computed at once on this thread. */
export function computeSync(request: Request, keeper: Keeper): readonly Result[] {
  const made = request.made ?? planned(request.nodes);
  const cut = cutOf(request, made);
  if (cut !== undefined) return inTurnSync(inWindows(request, cut), keeper);
  const executor = keeper.at(made, sizesOf(made, request.sizes));
  tell(console.warn, executor.warnings);
  return executor.executeSync(arraysOf(made, request.arrays));
}
