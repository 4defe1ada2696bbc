import { planName } from "../../../kernels/notation.ts";
import { kernelText } from "../../../kernels/show.ts";
import { fitnessOf } from "./fitness.ts";
import { placement } from "./placement.ts";
import { printedSweep } from "./printed.ts";
import { scheduleFor } from "./schedule.ts";
import { givenData, type Question } from "./suits.ts";

/** The shader of each step that is placed on the GPU, and the kernel of each that is interpreted beside it. */
export function gpuCode(question: Question): string[] {
  const { plan, kernels, sizes } = question, data = givenData(question);
  return placement(plan, kernels, sizes).map(({ device }, s) => {
    const kernel = kernels[s]!;
    const fitness = device === "gpu" ? fitnessOf(kernel, data) : { reason: "on the CPU" };
    if ("reason" in fitness) return `// interpreted\n${kernelText(kernel, planName)}`;
    const schedule = scheduleFor(kernel, sizes, fitness.exactDifferences);
    return printedSweep(kernel, data.facts, schedule).code.trimEnd();
  });
}
