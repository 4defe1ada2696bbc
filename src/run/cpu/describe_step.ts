import type { Kernel } from "../../../kernels/ir/kernel.ts";
import { changesOf } from "../../../kernels/program/passes.ts";
import type { BoundStep } from "./bound.ts";
import { type SkipDecision, skipDecision } from "./skipping/skip_step.ts";
import type { KernelUnit } from "./units.ts";

/** How a step runs, as text. */
export function describeStep(step: BoundStep): string {
  const decision = skipDecision(step);
  return `${howItRuns(step)}${decision === undefined ? "" : `; ${decisionText(decision)}`}`;
}

/** What was found of the blocks of pairs of a sweep. */
function decisionText({ share, isSkipped }: SkipDecision): string {
  const percent = `${(100 * share).toPrecision(2)} % of the pairs survive`;
  return isSkipped
    ? `far blocks are skipped by ordered pairs: about ${percent}`
    : `no blocks are skipped: about ${percent}`;
}

function howItRuns({ kernel, plain, pairs, roundedCopies, refusal }: BoundStep): string {
  if (plain === undefined) {
    return refusal === undefined ? "made when it is needed" : `interpreted: ${refusal.reason}`;
  }
  const precision = roundedCopies === undefined ? "f64" : "f32";
  if (pairs === undefined) return `generated code, ${precision}, ${unitText(plain, kernel)}`;
  const rest = pairs.rest === undefined
    ? ""
    : `; what is not symmetric by ordered ones, ${unitText(pairs.rest.plain, pairs.rest.kernel)}`;
  const symmetric = unitText(pairs.symmetric, pairs.kernel);
  return `generated code, ${precision}, by unordered pairs, ${symmetric}${rest}`;
}

function unitText({ compiled, pieces }: KernelUnit, kernel: Kernel): string {
  const { schedule: { rows, vectors, rolled }, shape, bytes } = compiled;
  const form = rolled ? "with loops over short axes" : "written out";
  const parts = pieces.length === 1 ? "1 piece" : `${pieces.length} pieces`;
  const passes = changesOf(kernel, { rolled, single: shape === "f32x4" })
    .map(({ pass, count }) => `${pass} ${count}`);
  return [
    `tiles of ${rows} × ${vectors} vectors ${form}, ${bytes.length} bytes, ${parts}`,
    ...passes.length === 0 ? [] : [`passes: ${passes.join(", ")}`],
  ].join("; ");
}
