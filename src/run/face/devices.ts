import { DeviceError } from "../../expr/errors.ts";
import type { Sizes } from "../../plan/types.ts";
import type { DenseArray } from "../conduct/dense_array.ts";
import type { Planned } from "./cache.ts";
import { tooFewPairs } from "../conduct/few_pairs.ts";
import type { Arrays } from "../conduct/inputs.ts";
import type { Native } from "../cpu/native.ts";
import type { Question } from "../webgpu/eligibility.ts";
import type { ExecuteControl } from "./drive.ts";
import type { Keeper, OwnGpu } from "./keeper.ts";
import { loadGpuRuns } from "./load_gpu_runs.ts";
import { mainThreads } from "../threads/threads.ts";
import { nativeFor } from "./load_native.ts";

/** Where a plan runs, and how. */
export interface DeviceOptions extends ExecuteControl {
  readonly device?: "auto" | "cpu" | "webgpu" | undefined;
  readonly precision?: "f64" | "f32" | undefined;
  /** Whether sweeps leave out blocks of pairs that provably do not count; they do if left out. */
  readonly skip?: boolean | undefined;
  readonly onWarning?: ((message: string) => void) | undefined;
  /** Generated code, where it is at hand; else it is loaded when it is worth it. */
  readonly native?: Native | undefined;
}

/** A plan and the numbers that it runs with. */
export interface PlannedRun {
  readonly made: Planned;
  readonly sizes: Sizes;
  readonly arrays: Arrays;
}

/**
 * Runs a plan where the options say. "auto" takes the GPU only where single precision was asked for, the work is worth it
 * and the numbers keep their digits; if the GPU fails then, the CPU does the work and a warning says why. "webgpu" takes it
 * unless the numbers lose their digits: then the CPU does the work, in generated code, and a warning says why.
 */
export async function executeOn(
  run: PlannedRun,
  options: DeviceOptions,
  keeper: Keeper,
): Promise<DenseArray[]> {
  const { device = "auto", precision, skip } = options;
  const { onWarning: warn = console.warn } = options;
  const { made, sizes, arrays } = run;
  const native = options.native ?? await nativeFor(made, sizes);
  const onCpu = (reason?: string) => {
    if (reason !== undefined) warn(`${reason}. The CPU does the work instead`);
    return keeper.at(made, sizes, { precision, skip, native }).execute(arrays, options);
  };
  const onGpu = ({ gpu, question: { plan, kernels } }: GpuRun) =>
    keeper.at({ plan, kernels }, sizes, { gpu, native }).execute(arrays, { ...options, warn });
  if (device === "cpu" || (device === "auto" && precision !== "f32")) return await onCpu();
  if (device === "webgpu") {
    const { requestGpu, ownGpu, questionOf, keepsDigits } = await loadGpuRuns();
    const gpu = ownGpu(await requestGpu()), question = questionOf(run);
    const eligibility = keepsDigits(question);
    return eligibility?.ok === false
      ? await onCpu(eligibility.reason)
      : await onGpu({ gpu, question });
  }
  try {
    const worthwhile = await worthwhileGpu(run, options.threads ?? mainThreads());
    if (worthwhile !== undefined) return await onGpu(worthwhile);
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error;
    return await onCpu(error.message);
  }
  return await onCpu();
}

/** A GPU, and a plan as it runs there. */
interface GpuRun {
  readonly gpu: OwnGpu;
  readonly question: Question;
}

/** The GPU that "auto" takes for a plan; undefined where it takes none. */
async function worthwhileGpu(run: PlannedRun, threads: number): Promise<GpuRun | undefined> {
  // most plans are known to be small without a look at their shaders
  if (tooFewPairs(run.made.plan, run.sizes, threads) !== undefined) return undefined;
  const { hardwareGpu, openGpu, ownGpu, questionOf, worthIt, keepsDigits } = await loadGpuRuns();
  const question = questionOf(run);
  const rivals = { threads, gpu: openGpu() };
  if ((worthIt(question, rivals) ?? keepsDigits(question)) !== undefined) return undefined;
  const gpu = await hardwareGpu();
  return gpu && { gpu: ownGpu(gpu), question };
}
