import { boundingKernel } from "../../../kernels/bounding/bounding_kernel.ts";
import type { Kernel } from "../../../kernels/ir/kernel.ts";
import { planName } from "../../../kernels/ir/notation.ts";
import { kernelText } from "../../../kernels/ir/show_kernel.ts";
import type { Target } from "../../../kernels/wasm/tiles/generate.ts";
import { moduleText } from "../../../kernels/wasm/text/module.ts";
import type { Bound, BoundStep } from "./bound.ts";
import { describeStep } from "./describe_step.ts";
import { engine } from "./engine.ts";
import type { Compiled } from "./modules.ts";
import { skipDecision } from "./skipping/skip_step.ts";

/** The code of each step, as text; `all` also has the functions that every module has. */
export function codeOf({ steps, heap }: Pick<Bound, "steps" | "heap">, all: boolean): string[] {
  const { relaxed } = engine(), { shared } = heap;
  const textOf = (kernel: Kernel, { shape, schedule }: Compiled) => {
    const target: Target = { shape, relaxed, shared };
    return moduleText(kernel, target, schedule, { all });
  };
  return steps.map((step) => `${codeOfStep(step, textOf)}${testsOf(step)}`);
}

/** The kernel by which blocks of pairs are tested, where some are skipped. */
function testsOf(step: BoundStep): string {
  const bounding = boundingKernel(step.kernel);
  if (skipDecision(step)?.isSkipped !== true || typeof bounding === "string") return "";
  return `\n\n// 1 where a block of pairs is skipped\n${kernelText(bounding.kernel)}`;
}

/** The modules that a step runs; the kernel alone where it has none. */
function codeOfStep(
  step: BoundStep,
  textOf: (kernel: Kernel, compiled: Compiled) => string,
): string {
  const { kernel, plain, pairs } = step;
  if (plain === undefined) return `// ${describeStep(step)}\n${kernelText(kernel, planName)}`;
  if (pairs === undefined) return textOf(kernel, plain.compiled);
  const { symmetric, rest } = pairs;
  return [
    `// by unordered pairs\n${textOf(pairs.kernel, symmetric.compiled)}`,
    ...rest === undefined
      ? []
      : [`// what is not symmetric\n${textOf(rest.kernel, rest.plain.compiled)}`],
  ].join("\n\n");
}
