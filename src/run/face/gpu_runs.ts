/** What an evaluation asks a GPU for: half of what there is, so it is loaded where one is asked for. */
import type { Sizes } from "../../plan/types.ts";
import type { Eligibility } from "../conduct/few_pairs.ts";
import type { Arrays } from "../conduct/inputs.ts";
import { keepsDigits, type Question, worthIt } from "../webgpu/eligibility.ts";
import { openGpu } from "../webgpu/device.ts";
import { fittedForGpu } from "../webgpu/fitted.ts";
import type { GpuDevice } from "../webgpu/gpu_device.ts";
import { gpuSideOf } from "../webgpu/gpu_side.ts";
import type { Planned } from "./cache.ts";
import type { OwnGpu } from "./keeper.ts";

export { gpuInfo, hardwareGpu, openGpu, requestGpu } from "../webgpu/device.ts";
export { keepsDigits, worthIt } from "../webgpu/eligibility.ts";

/** A GPU as an executor takes it. */
export function ownGpu(gpu: GpuDevice): OwnGpu {
  return { device: gpu, sideOf: (lowered, sizes) => gpuSideOf(lowered, sizes, gpu) };
}

/** A plan as a GPU would run it, and its numbers. */
export function questionOf(
  { made, sizes, arrays }: {
    readonly made: Planned;
    readonly sizes: Sizes;
    readonly arrays: Arrays;
  },
): Question {
  return { ...fittedForGpu(made), sizes, arrays };
}

/** Why "auto" would not take a GPU for a plan, whatever GPU there is; undefined where it would. */
export function reasonAgainstGpu(
  asked: () => Question,
  precision: "f64" | "f32",
  threads: number,
): string | undefined {
  if (precision === "f64") return `A GPU computes in single precision: ask for precision "f32"`;
  const question = asked();
  const eligibility: Eligibility | undefined = worthIt(question, { threads, gpu: openGpu() }) ??
    keepsDigits(question);
  return eligibility?.ok === false ? eligibility.reason : undefined;
}
