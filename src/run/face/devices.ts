import { DeviceError } from "../../expr/errors.ts";
import type { Sizes } from "../../plan/types.ts";
import type { DenseArray } from "../conduct/dense_array.ts";
import type { Planned } from "./cache.ts";
import type { Arrays } from "../conduct/inputs.ts";
import { hardwareGpu, requestGpu } from "../webgpu/device.ts";
import type { GpuDevice } from "../webgpu/gpu_device.ts";
import { fittedForGpu } from "../webgpu/fitted.ts";
import {
  type Eligibility,
  keepsDigits,
  type Question,
  tooFewPairs,
  worthIt,
} from "../webgpu/eligibility.ts";
import type { ExecuteControl } from "./drive.ts";
import type { Keeper } from "./keeper.ts";

/** Where a plan runs, and how. */
export interface DeviceOptions extends ExecuteControl {
  readonly device?: "auto" | "cpu" | "webgpu" | undefined;
  readonly precision?: "f64" | "f32" | undefined;
  readonly onWarning?: ((message: string) => void) | undefined;
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
  const { device = "auto", precision } = options;
  const { onWarning: warn = console.warn } = options;
  const { made, sizes, arrays } = run;
  const onCpu = (reason?: string) => {
    if (reason !== undefined) warn(`${reason}. The CPU does the work instead`);
    return keeper.at(made, sizes, { precision }).execute(arrays, options);
  };
  const onGpu = (gpu: GpuDevice, { plan, kernels }: Question) =>
    keeper.at({ plan, kernels }, sizes, { gpu }).execute(arrays, { ...options, warn });
  if (device === "cpu" || (device === "auto" && precision !== "f32")) return await onCpu();
  if (device === "webgpu") {
    const gpu = await requestGpu(), question = questionOf(run);
    const eligibility = keepsDigits(question);
    return eligibility?.ok === false ? await onCpu(eligibility.reason) : await onGpu(gpu, question);
  }
  // most plans are known to be small without a look at their shaders
  if (tooFewPairs(made.plan, sizes) !== undefined) return await onCpu();
  const question = questionOf(run);
  if ((worthIt(question) ?? keepsDigits(question)) !== undefined) return await onCpu();
  const gpu = await hardwareGpu();
  if (gpu === undefined) return await onCpu();
  try {
    return await onGpu(gpu, question);
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error;
    return await onCpu(error.message);
  }
}

function questionOf({ made, sizes, arrays }: PlannedRun): Question {
  return { ...fittedForGpu(made), sizes, arrays };
}

/** Why "auto" would not take a GPU for a plan, whatever GPU there is; undefined where it would. */
export function reasonAgainstGpu(
  asked: () => Question,
  precision: "f64" | "f32",
): string | undefined {
  if (precision === "f64") return `A GPU computes in single precision: ask for precision "f32"`;
  const question = asked();
  const eligibility: Eligibility | undefined = worthIt(question) ?? keepsDigits(question);
  return eligibility?.ok === false ? eligibility.reason : undefined;
}
