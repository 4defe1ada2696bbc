import type { Sizes } from "../plan/types.ts";
import type { Planned } from "./cache.ts";
import { reasonAgainstGpu } from "./devices.ts";
import { checkOptions, type EvaluateOptions, type Expressions, flatten } from "./evaluate.ts";
import { explainProgram } from "./explain_program.ts";
import { arraysOf } from "./numbers.ts";
import { programOf } from "./program.ts";
import { executorFor } from "./wasm/executor.ts";
import { placement } from "./webgpu/placement.ts";
import { keepsDigits } from "./webgpu/suits.ts";

/**
 * How expressions would be evaluated, as text: the graph after each pass, the steps (which of them run over pairs of
 * components), the buffers and their bytes; then how each step runs on the device that is asked for, and why "auto" would
 * not take a GPU. Nothing is computed.
 *
 * Throws what `evaluate` throws for its options.
 *
 * @example
 * ```ts
 * import { explain, gaussianMixture, pairwiseEntropy } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [2]], variance: 1 });
 * console.log(explain(pairwiseEntropy(p, { distance: "kl" })));
 * ```
 */
export function explain(expressions: Expressions, options: EvaluateOptions = {}): string {
  checkOptions(options);
  const program = programOf(flatten(expressions).map(({ node }) => node));
  return explainProgram(program, (made, sizes) => ["", ...execution(made, sizes, options)]);
}

/** How each step of a plan runs. */
function execution(
  made: Planned,
  sizes: Sizes,
  { device = "auto", precision }: EvaluateOptions,
): string[] {
  const lines = [`execution on ${device}:`];
  const { plan, kernels } = made;
  const question = { plan, kernels, sizes, arrays: arraysOf(made) };
  if (device === "webgpu") {
    placement(plan, kernels, sizes).forEach((place, t) =>
      lines.push(`  ${t + 1}. ${place.device}: ${place.reason}`)
    );
    const suits = keepsDigits(question);
    if (suits?.ok === false) lines.push(`  all on the CPU instead: ${suits.reason}`);
    return lines;
  }
  const executor = executorFor(made, sizes, { precision });
  try {
    executor.describe().forEach((text, t) => lines.push(`  ${t + 1}. ${text}`));
  } finally {
    executor.dispose();
  }
  if (device === "auto") {
    const reason = reasonAgainstGpu(question, precision ?? "f64");
    lines.push(reason === undefined ? "  a GPU is taken if there is one" : `  no GPU: ${reason}`);
  }
  return lines;
}
