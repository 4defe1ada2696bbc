import { explainPlan } from "../plan/explain.ts";
import type { Sizes } from "../plan/types.ts";
import { type Planned, planned } from "./cache.ts";
import { reasonAgainstGpu } from "./devices.ts";
import { checkOptions, type EvaluateOptions, type Expressions, flatten } from "./evaluate.ts";
import { arraysOf, sizesOf } from "./numbers.ts";
import { executorFor } from "./wasm/executor.ts";
import { placement } from "./webgpu/placement.ts";
import { type Cut, cutOf } from "./windows.ts";
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
  const { device = "auto", precision } = options;
  const nodes = flatten(expressions).map(({ node }) => node);
  const made = planned(nodes);
  const cut = cutOf({ nodes, arrays: new Map(), sizes: new Map() }, made);
  if (cut !== undefined) return explainWindows(cut, precision);
  const sizes = sizesOf(made);
  const lines = [explainPlan(made.plan, sizes), "", `execution on ${device}:`];
  const { plan, kernels } = made;
  const question = { plan, kernels, sizes, arrays: arraysOf(made) };
  if (device === "webgpu") {
    placement(plan, kernels, sizes).forEach((place, t) =>
      lines.push(`  ${t + 1}. ${place.device}: ${place.reason}`)
    );
    const suits = keepsDigits(question);
    if (suits?.ok === false) lines.push(`  all on the CPU instead: ${suits.reason}`);
    return lines.join("\n");
  }
  lines.push(...executionOf(made, sizes, precision));
  if (device === "auto") {
    const reason = reasonAgainstGpu(question, precision ?? "f64");
    lines.push(reason === undefined ? "  a GPU is taken if there is one" : `  no GPU: ${reason}`);
  }
  return lines.join("\n");
}

/** How the draws of a run that is cut into windows are gone through, and the plan of one window. */
function explainWindows(
  { windows: { set, sums }, draws, size }: Cut,
  precision: EvaluateOptions["precision"],
): string {
  const made = planned(sums.map(({ node }) => node));
  const sizes = sizesOf(made, new Map([[set, size]]));
  return [
    `${draws} draws in ${Math.floor(draws / size)} windows of ${size}, the last with the rest: ` +
    `what they add up to is kept, and no draw. The plan of a window:`,
    "",
    explainPlan(made.plan, sizes),
    "",
    "execution of a window on cpu:",
    ...executionOf(made, sizes, precision),
  ].join("\n");
}

/** A line on how each step runs on the CPU. */
function executionOf(
  made: Planned,
  sizes: Sizes,
  precision: EvaluateOptions["precision"],
): string[] {
  const executor = executorFor(made, sizes, { precision });
  try {
    return executor.describe().map((text, t) => `  ${t + 1}. ${text}`);
  } finally {
    executor.dispose();
  }
}
