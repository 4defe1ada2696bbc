import type { DenseArray } from "../conduct/dense_array.ts";
import { type Planned, planning } from "./cache.ts";
import { type DeviceOptions, executeOn } from "./devices.ts";
import type { Keeper } from "./keeper.ts";
import { arraysOf, sizesOf } from "./numbers.ts";
import { type GivenNumbers, type PlannedProgram, runsOf } from "./program.ts";
import {
  type ComputeRequest,
  hasLargeSums,
  manyDraws,
  type RequestPart,
} from "./large_requests.ts";
import { type LargeWork, largeWork } from "./load_large_work.ts";
import { type Breath, inTurns } from "../conduct/slices.ts";
import type { HostPart, TransformChoice } from "./transform_choice.ts";
import { tell } from "../conduct/warnings.ts";

/** What is to be computed part by part: each part is yielded and takes its results. */
export type RequestParts = Generator<
  RequestPart | HostPart,
  readonly DenseArray[],
  readonly DenseArray[]
>;

/** Where and how an evaluation runs, and when it gives way to other tasks. */
export interface ComputeOptions extends DeviceOptions {
  readonly breath: Breath;
  /** Which sums may be made by transforms; none if left out. */
  readonly transforms?: TransformChoice | undefined;
}

/** The results of a program: its jobs run one after another, each on all threads. */
export async function computeAll(
  program: PlannedProgram,
  given: GivenNumbers,
  options: ComputeOptions,
  keeper: Keeper,
): Promise<readonly DenseArray[]> {
  const { onWarning = console.warn } = options;
  const said = new Set<string>();
  const warnOnce = (message: string) => {
    if (!said.has(message)) onWarning(message);
    said.add(message);
  };
  // what an executor has to say it says again in every run: each listener hears it once
  const onRefusals = (sentences: readonly string[]) => tell(onWarning, sentences);
  const own = { ...options, onWarning: warnOnce, onRefusals };
  return await inTurn(runsOf(program, given), own, keeper);
}

/** The results of parts that run one after another. */
async function inTurn(
  parts: RequestParts,
  options: ComputeOptions,
  keeper: Keeper,
): Promise<readonly DenseArray[]> {
  const { onProgress, signal, breath } = options;
  let next = parts.next();
  while (next.done !== true) {
    const { from, to, ...part } = next.value;
    const inPart = onProgress && ((share: number) => onProgress(from + share * (to - from)));
    const results = "work" in part
      ? await onHost(part, inPart, breath)
      : await compute(part, { ...options, onProgress: inPart }, keeper);
    next = parts.next(results);
    if (next.done === true) break;
    signal?.throwIfAborted();
    await breath(onProgress && (() => onProgress(to)));
  }
  return next.value;
}

/** The results of a request: of its plan, or window by window where there are too many draws to be held. */
export async function compute(
  request: ComputeRequest,
  options: ComputeOptions,
  keeper: Keeper,
): Promise<readonly DenseArray[]> {
  const made = request.made ?? await inTurns(planning(request.nodes), options.breath);
  const parts = await partsOf(request, made, options);
  if (parts !== undefined) return await inTurn(parts, options, keeper);
  const sizes = sizesOf(made, request.sizes);
  const run = { made, sizes, arrays: arraysOf(made, request.arrays) };
  return await executeOn(run, options, keeper);
}

/** A request of large work in parts; undefined where it is computed as a whole. */
async function partsOf(
  request: ComputeRequest,
  made: Planned,
  { transforms, device }: ComputeOptions,
): Promise<RequestParts | undefined> {
  const hasMany = manyDraws(request, made).length > 0;
  // who asks for a GPU wants the sweeps there
  const choice = transforms !== undefined && device !== "webgpu" &&
      hasLargeSums(request, made, transforms)
    ? transforms
    : undefined;
  if (!hasMany && choice === undefined) return undefined;
  const code = await largeWork();
  const cut = hasMany ? code?.cutOf(request, made) : undefined;
  if (cut !== undefined) return code?.inWindows(request, cut);
  const sums = code?.transformsOf(request, made, choice);
  return sums && choice && code?.byTransforms(request, sums, choice);
}

/** The results of work on the host. */
async function onHost(
  { work }: Pick<HostPart, "work">,
  onProgress: ((share: number) => void) | undefined,
  breath: Breath,
): Promise<readonly DenseArray[]> {
  let done = 0;
  // what yields such work was loaded with it
  const code = await largeWork() as LargeWork;
  const slices = work(code, (share) => done = share);
  const reporting = (report?: () => void) => breath(report ?? (() => onProgress?.(done)));
  return await inTurns(slices, reporting);
}
