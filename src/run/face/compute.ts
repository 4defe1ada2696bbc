import type { DenseArray } from "../conduct/dense_array.ts";
import { planning } from "./cache.ts";
import { type DeviceOptions, executeOn } from "./devices.ts";
import type { Keeper } from "./keeper.ts";
import { arraysOf, sizesOf } from "./numbers.ts";
import { type GivenNumbers, type PlannedProgram, runsOf } from "./program.ts";
import { byTransforms, transformsOf } from "./gauss_transforms.ts";
import { type Breath, inTurns } from "../conduct/slices.ts";
import type { HostPart, TransformChoice, TransformCode } from "./transform_choice.ts";
import { tell } from "../conduct/warnings.ts";
import { type ComputeRequest, cutOf, inWindows, type RequestPart } from "./windows.ts";

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
  const cut = cutOf(request, made);
  if (cut !== undefined) return await inTurn(inWindows(request, cut), options, keeper);
  const { transforms, device } = options;
  // who asks for a GPU wants the sweeps there
  const sums = device === "webgpu" ? undefined : transformsOf(request, made, transforms);
  if (sums !== undefined && transforms !== undefined) {
    return await inTurn(byTransforms(request, sums, transforms), options, keeper);
  }
  const sizes = sizesOf(made, request.sizes);
  const run = { made, sizes, arrays: arraysOf(made, request.arrays) };
  return await executeOn(run, options, keeper);
}

/** The results of work on the host. */
async function onHost(
  { work }: Pick<HostPart, "work">,
  onProgress: ((share: number) => void) | undefined,
  breath: Breath,
): Promise<readonly DenseArray[]> {
  let done = 0;
  const slices = work(await loadTransforms(), (share) => done = share);
  const reporting = (report?: () => void) => breath(report ?? (() => onProgress?.(done)));
  return await inTurns(slices, reporting);
}

/** Imports the transforms: bundlers make a file of their own of them. */
async function loadTransforms(): Promise<TransformCode> {
  return await import("../transform/gauss_sums.ts");
}
