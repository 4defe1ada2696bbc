import { describe } from "../../expr/describe.ts";
import { explainPlan } from "../../plan/explain_plan.ts";
import type { Sizes } from "../../plan/types.ts";
import { type Planned, planned } from "./cache.ts";
import { checkOptions, type EvaluateOptions } from "./options.ts";
import { explainTransforms } from "./explain_transforms.ts";
import { type Expressions, flatten } from "./structure.ts";
import { arraysOf, sizesOf } from "./numbers.ts";
import { type PlannedJob, programOf } from "./program.ts";
import { explainProgram } from "./explain_program.ts";
import { codeOf } from "../cpu/code.ts";
import { executorFor } from "./executor.ts";
import { mainThreads } from "../threads/threads.ts";
import { questionOf, reasonAgainstGpu } from "./gpu_runs.ts";
import { placement } from "../webgpu/placement.ts";
import { gpuCode } from "../webgpu/code.ts";
import { cutOf, type WindowCut } from "./windows.ts";
import { keepsDigits } from "../webgpu/eligibility.ts";

/** What is explained: an evaluation with these options, and how much of it. */
export interface ExplainOptions extends EvaluateOptions {
  /**
   * Whether the code of each step is shown: its kernel, and the WebAssembly that is generated from it, with operands where
   * they are used and names for locals; on device "webgpu" the shaders. Functions that every module has (exp, ln) are calls;
   * "all" shows them too. Steps of little work are interpreted and have a kernel only.
   */
  readonly code?: boolean | "all" | undefined;
}

/**
 * How expressions would be evaluated, as text: the graph after each pass, the steps (which of them run over pairs of
 * components), the buffers and their bytes; then how each step runs on the device that is asked for, and why "auto" would
 * not take a GPU; the code, if it is asked for. Nothing is computed but, where sums may be made by Gauss transforms, the points of these, to
 * say on which grids; and, where the first sweep over pairs is large enough for far blocks to be skipped, which of them would be:
 * that takes a second for a million components.
 *
 * Throws what `evaluate` throws for its options, `TypeError` for other values of `code`.
 *
 * @example
 * ```ts
 * import { explain, gaussianMixture, pairwiseEntropy } from "@mixtropy/mixtropy";
 * const p = gaussianMixture({ means: [[0], [2]], variance: 1 });
 * console.log(explain(pairwiseEntropy(p, { distance: "kl" })));
 * ```
 */
export function explain(expressions: Expressions, options: ExplainOptions = {}): string {
  checkOptions(options, ["code"]);
  const { code } = options;
  if (code !== undefined && typeof code !== "boolean" && code !== "all") {
    throw new TypeError(`Expected code to be true, false or "all", got ${describe(code)}`);
  }
  const program = programOf(flatten(expressions).map(({ node }) => node));
  return explainProgram(program, (job) => explainJob(job, options));
}

/** A plan, and how each of its steps runs. */
function explainJob(
  { nodes, made }: PlannedJob,
  { device = "auto", precision, accuracy, code = false, skip }: ExplainOptions,
): string {
  const cut = cutOf({ nodes, arrays: new Map(), sizes: new Map() }, made);
  if (cut !== undefined) return explainWindows(cut, { precision, code });
  const sums = device === "webgpu" ? undefined : explainTransforms(nodes, made, accuracy);
  if (sums?.rest !== undefined) {
    const rest = { nodes: sums.rest, made: planned(sums.rest), goals: [], level: 0 };
    // its inputs are sums that are not there yet: nothing can be found out with them
    const then = explainJob(rest, { device, precision, accuracy: "exact", code, skip: false });
    return [...sums.lines, "", "what is left, over these:", "", then].join("\n");
  }
  const sizes = sizesOf(made);
  const lines = [
    ...sums === undefined ? [] : [...sums.lines, ""],
    explainPlan(made.plan, sizes),
    "",
    `execution on ${device}:`,
  ];
  const gpu = () => questionOf({ made, sizes, arrays: arraysOf(made) });
  if (device === "webgpu") {
    const question = gpu(), { plan, kernels } = question;
    lines[0] = explainPlan(plan, sizes);
    placement(plan, kernels, sizes).forEach((place, t) =>
      lines.push(`  ${t + 1}. ${place.device}: ${place.reason}`)
    );
    const eligibility = keepsDigits(question);
    if (eligibility?.ok === false) {
      lines.push(`  all on the CPU instead: ${eligibility.reason}`);
      return [...lines, ...executionOf(made, sizes, { precision, code }).code].join("\n");
    }
    return [...lines, ...code === false ? [] : codeLines(gpuCode(question))].join("\n");
  }
  const execution = executionOf(made, sizes, { precision, code, skip });
  lines.push(...execution.steps);
  if (device === "auto") {
    const reason = reasonAgainstGpu(gpu, precision ?? "f64", mainThreads());
    lines.push(reason === undefined ? "  a GPU is taken if there is one" : `  no GPU: ${reason}`);
  }
  return [...lines, ...execution.code].join("\n");
}

/** How the draws of a run that is cut into windows are gone through, and the plan of one window. */
function explainWindows(
  { windows: { set, sums }, draws, size }: WindowCut,
  options: Pick<ExplainOptions, "precision" | "code">,
): string {
  const made = planned(sums.map(({ node }) => node));
  const sizes = sizesOf(made, new Map([[set, size]]));
  const execution = executionOf(made, sizes, { ...options, skip: false });
  return [
    `${draws} draws in ${Math.floor(draws / size)} windows of ${size}, the last with the rest: ` +
    `what they add up to is kept, and no draw. The plan of a window:`,
    "",
    explainPlan(made.plan, sizes),
    "",
    "execution of a window on cpu:",
    ...execution.steps,
    ...execution.code,
  ].join("\n");
}

/** A line on how each step runs on the CPU, and its code if that is asked for. */
function executionOf(
  made: Planned,
  sizes: Sizes,
  { precision, code = false, skip = true }: Pick<ExplainOptions, "precision" | "code" | "skip">,
): { readonly steps: readonly string[]; readonly code: readonly string[] } {
  const executor = executorFor(made, sizes, { precision, skip: skip && "look" });
  try {
    if (skip) executor.look(arraysOf(made));
    return {
      steps: executor.describe().map((text, t) => `  ${t + 1}. ${text}`),
      code: code === false ? [] : codeLines(codeOf(executor.bound(), code === "all")),
    };
  } finally {
    executor.dispose();
  }
}

/** The code of each step under its number. */
function codeLines(texts: readonly string[]): string[] {
  return texts.flatMap((text, t) => ["", `code of step ${t + 1}:`, text]);
}
