import { planName } from "../../../kernels/ir/notation.ts";
import { kernelText } from "../../../kernels/ir/show_kernel.ts";
import { gpuDigitsOf } from "../digits/gpu_digits.ts";
import { placement } from "./placement.ts";
import { printedSweep } from "./printed.ts";
import { scheduleFor } from "./sweep_schedule.ts";
import { givenData, type Question } from "./eligibility.ts";

/** The shader of each step that is placed on the GPU, and the kernel of each that the CPU runs beside it. */
export function gpuCode(question: Question): string[] {
  const { plan, kernels, sizes } = question, data = givenData(question);
  return placement(plan, kernels, sizes).map(({ device }, s) => {
    const kernel = kernels[s]!;
    const digits = device === "gpu" ? gpuDigitsOf(kernel, data) : { reason: "on the CPU" };
    if ("reason" in digits) return `// ${digits.reason}\n${kernelText(kernel, planName)}`;
    const schedule = scheduleFor(kernel, sizes, digits.exactDifferences);
    return printedSweep(kernel, plan, schedule).code.trimEnd();
  });
}
