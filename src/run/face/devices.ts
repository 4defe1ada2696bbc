import { LostDigitsError } from "../../../kernels/script/lost.ts";
import { DeviceError } from "../../expr/errors.ts";
import type { Sizes } from "../../plan/types.ts";
import type { Result } from "../conduct/buffers.ts";
import type { Planned } from "./cache.ts";
import type { Arrays } from "../conduct/inputs.ts";
import { type GpuDevice, hardwareGpu, requestGpu } from "../webgpu/device.ts";
import { Undecided } from "../webgpu/undecided.ts";
import { webgpuExecutor } from "../webgpu/webgpu_executor.ts";
import { fittedForGpu } from "../webgpu/fitted.ts";
import { type Eligibility, keepsDigits, type Question, worthIt } from "../webgpu/eligibility.ts";
import type { Control, Executor } from "../cpu/cpu_executor.ts";

/** Where a plan runs, and how. */
export interface DeviceOptions extends Control {
  readonly device?: "auto" | "cpu" | "webgpu" | undefined;
  readonly precision?: "f64" | "f32" | undefined;
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** A plan and the numbers that it runs with. */
export interface Run {
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
  run: Run,
  options: DeviceOptions,
  cpu: () => Executor,
): Promise<Result[]> {
  const { device = "auto", precision, signal, onProgress, breath } = options;
  const { onWarning: warn = console.warn } = options;
  const { made, sizes, arrays } = run;
  const onCpu = (reason?: string) => {
    if (reason !== undefined) warn(`${reason}. The CPU does the work instead`);
    return cpu().execute(arrays, options);
  };
  if (device === "cpu" || (device === "auto" && precision !== "f32")) return await onCpu();
  const { plan, kernels } = fittedForGpu(made);
  const question: Question = { plan, kernels, sizes, arrays };
  const onGpu = async (gpu: GpuDevice) => {
    try {
      const executor = webgpuExecutor(plan, kernels, sizes, gpu);
      return await executor.execute(arrays, { signal, onProgress, warn, breath });
    } catch (error) {
      // what doubles cannot hold is done in twice their precision there
      if (error instanceof LostDigitsError) return await onCpu();
      throw error;
    }
  };
  if (device === "webgpu") {
    const gpu = await requestGpu();
    const eligibility = keepsDigits(question);
    if (eligibility?.ok === false) return await onCpu(eligibility.reason);
    try {
      return await onGpu(gpu);
    } catch (error) {
      if (!(error instanceof Undecided)) throw error;
      return await onCpu(error.message);
    }
  }
  if ((worthIt(question) ?? keepsDigits(question)) !== undefined) return await onCpu();
  const gpu = await hardwareGpu();
  if (gpu === undefined) return await onCpu();
  try {
    return await onGpu(gpu);
  } catch (error) {
    if (!(error instanceof DeviceError || error instanceof Undecided)) throw error;
    return await onCpu(error.message);
  }
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
