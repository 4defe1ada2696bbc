import { explainPlan } from "../../plan/explain_plan.ts";
import type { Plan, Sizes } from "../../plan/types.ts";
import { type Planned, planned } from "./cache.ts";
import { reasonAgainstGpu } from "./devices.ts";
import { checkOptions, type EvaluateOptions } from "./options.ts";
import { type Expressions, flatten } from "./structure.ts";
import { arraysOf, sizesOf } from "./numbers.ts";
import { type PlannedJob, type Program, programOf } from "./program.ts";
import { executorFor } from "./executor.ts";
import { fittedForGpu } from "../webgpu/fitted.ts";
import { placement } from "../webgpu/placement.ts";
import { cutOf, type WindowCut } from "./windows.ts";
import { keepsDigits } from "../webgpu/eligibility.ts";

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
  return explainProgram(program, (job) => explainJob(job, options));
}

/** The plans of a program, each once, as `explainOne` explains the first job that has it. */
export function explainProgram(
  { jobs }: Program,
  explainOne: (job: PlannedJob) => string,
): string {
  if (jobs.length === 1) return explainOne(jobs[0]!);
  const byPlan = new Map<Plan, PlannedJob[]>();
  for (const job of jobs) {
    const own = byPlan.get(job.made.plan);
    if (own === undefined) byPlan.set(job.made.plan, [job]);
    else own.push(job);
  }
  const texts = [...byPlan.values()].map((own, p) => {
    const first = own[0]!, { goals, level } = first;
    const each = own.length === 1 ? "one part" : `each of ${own.length} parts`;
    const reads = level === 0 ? "" : ", over what parts before them have computed";
    const head = `plan ${p + 1}, for ${each} of ${plural(goals.length, "value")}${reads}:`;
    return `${head}\n${explainOne(first)}`;
  });
  const head = `${jobs.length} parts, one after another, by ${plural(texts.length, "plan")}: ` +
    `parts that differ in their data and numbers only have one`;
  return [head, ...texts].join("\n\n");
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** A plan, and how each of its steps runs. */
function explainJob(
  { nodes, made }: PlannedJob,
  { device = "auto", precision }: EvaluateOptions,
): string {
  const cut = cutOf({ nodes, arrays: new Map(), sizes: new Map() }, made);
  if (cut !== undefined) return explainWindows(cut, precision);
  const sizes = sizesOf(made);
  const lines = [explainPlan(made.plan, sizes), "", `execution on ${device}:`];
  const gpu = () => ({ ...fittedForGpu(made), sizes, arrays: arraysOf(made) });
  if (device === "webgpu") {
    const question = gpu(), { plan, kernels } = question;
    lines[0] = explainPlan(plan, sizes);
    placement(plan, kernels, sizes).forEach((place, t) =>
      lines.push(`  ${t + 1}. ${place.device}: ${place.reason}`)
    );
    const eligibility = keepsDigits(question);
    if (eligibility?.ok === false) lines.push(`  all on the CPU instead: ${eligibility.reason}`);
    return lines.join("\n");
  }
  lines.push(...executionOf(made, sizes, precision));
  if (device === "auto") {
    const reason = reasonAgainstGpu(gpu, precision ?? "f64");
    lines.push(reason === undefined ? "  a GPU is taken if there is one" : `  no GPU: ${reason}`);
  }
  return lines.join("\n");
}

/** How the draws of a run that is cut into windows are gone through, and the plan of one window. */
function explainWindows(
  { windows: { set, sums }, draws, size }: WindowCut,
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
