import type { Kernel } from "../../../kernels/ir/kernel.ts";
import { mostStatements } from "../../../kernels/wgsl/body.ts";
import { factsOf } from "../../../kernels/wgsl/facts.ts";
import type { Source } from "../../expr/node.ts";
import { isOverPairs } from "../../plan/sweep.ts";
import {
  type Buffer,
  cellCount,
  extentOf,
  type Plan,
  type Sizes,
  type Step,
} from "../../plan/types.ts";
import type { Arrays } from "../conduct/inputs.ts";
import type { DeviceInfo } from "./adapter.ts";
import { type Data, gpuDigitsOf } from "../digits/gpu_digits.ts";
import { copyIn } from "../conduct/layouts.ts";
import { placement } from "./placement.ts";

/** Whether a plan should run on a GPU. */
export type Eligibility = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/**
 * Statements over all pairs below which a CPU is done before a GPU has answered: an answer takes about 12 ms in Deno, in which two
 * threads of WASM do about 3e8.
 */
const leastWork = 4e8;
/** Statements that two threads of WASM do while the interpreter does one: about 1e8 a second, against 2.5e10. */
const interpreted = 250;

/** A plan and the numbers that it is to run with. */
export interface Question {
  readonly plan: Plan;
  readonly kernels: readonly Kernel[];
  readonly sizes: Sizes;
  readonly arrays: Arrays;
}

/**
 * Whether a plan is worth running on a GPU and its numbers keep their digits in single precision; if not, why, as a sentence.
 * What only the run computes is looked at then: such a sweep runs on the CPU.
 */
export function gpuSuits(question: Question, info: DeviceInfo): Eligibility {
  const no = (reason: string): Eligibility => ({ ok: false, reason });
  if (!info.available) return no(info.reason ?? "There is no WebGPU device");
  if (info.isFallback) {
    return no(`The WebGPU device (${info.description}) is a program on the CPU, and no faster`);
  }
  return worthIt(question) ?? keepsDigits(question) ?? { ok: true };
}

/** Why the work is too little or of the wrong kind. */
export function worthIt({ plan, kernels, sizes }: Question): Eligibility | undefined {
  const pointsOf = ({ rows, lane }: Step) =>
    [...rows, ...lane === null ? [] : [lane]].reduce((n, axis) => n * extentOf(axis, sizes), 1);
  const sweeps = plan.steps.filter((step) => isOverPairs(step) && !isSure(step));
  const pairs = sweeps.reduce((sum, step) => sum + pointsOf(step), 0);
  // no sweep need be printed to know this
  if (pairs > 0 && pairs * mostStatements < leastWork) {
    return tooSmall(`at most ${(pairs * mostStatements).toExponential(0)}`);
  }
  const places = placement(plan, kernels, sizes);
  let work = 0, left = 0, why = "";
  for (const [s, step] of plan.steps.entries()) {
    if (isSure(step)) continue;
    const { device, statements, reason } = places[s]!;
    if (device === "gpu") work += statements * pointsOf(step);
    else if (isOverPairs(step)) {
      left += pointsOf(step) * statementsOf(kernels[s]!);
      why = reason;
    }
  }
  if (work === 0) return { ok: false, reason: "No step of the plan is a sweep for a GPU" };
  if (interpreted * left > work + left) {
    return { ok: false, reason: `A GPU would leave a sweep over pairs to the CPU: ${why}` };
  }
  return work >= leastWork ? undefined : tooSmall(`${work.toExponential(0)} operations over pairs`);
}

/** Whether a step is the surer of two ways: it runs where the fast one does not do, which is seldom. */
function isSure({ when }: Step): boolean {
  return when?.isNot0 === false;
}

function tooSmall(amount: string): Eligibility {
  return {
    ok: false,
    reason: `The work is small (${amount} operations over pairs): ` +
      `the CPU is done before a GPU has answered`,
  };
}

/** Scalar statements of a kernel for each lane. */
function statementsOf({ levels }: Kernel): number {
  const cells = ({ out }: Kernel["levels"][number][number]) =>
    out.cells.reduce((n, axis) => n * axis.set.extent, 1);
  return levels[2].reduce((n, instruction) => n + cells(instruction), 1);
}

/** What the inputs say of the digits that a sweep needs. */
export function givenData({ plan, sizes, arrays }: Question): Data {
  const inputs = new Map<Buffer, Float64Array>();
  const arrayOf = (buffer: Buffer) => {
    let array = inputs.get(buffer);
    if (array === undefined) {
      const own = buffer.source as Source;
      array = new Float64Array(cellCount(buffer.dims, sizes));
      copyIn(buffer, sizes, arrays.get(own)?.data ?? own.data, array);
      inputs.set(buffer, array);
    }
    return array;
  };
  const known = ({ source }: Buffer) => source !== undefined;
  return { plan, sizes, arrayOf, known, facts: factsOf(plan) };
}

/** Why the inputs lose too many digits in single precision. */
export function keepsDigits(question: Question): Eligibility | undefined {
  const { plan, kernels, sizes } = question;
  const places = placement(plan, kernels, sizes), data = givenData(question);
  for (const [s, kernel] of kernels.entries()) {
    if (places[s]!.device === "cpu" || isSure(plan.steps[s]!)) continue;
    const digits = gpuDigitsOf(kernel, data);
    if ("reason" in digits) {
      const { reason } = digits;
      return { ok: false, reason: reason.charAt(0).toUpperCase() + reason.slice(1) };
    }
  }
  return undefined;
}
