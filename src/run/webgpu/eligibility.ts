import type { Kernel } from "../../../kernels/ir/kernel.ts";
import type { Source } from "../../expr/node.ts";
import { isOverPairs } from "../../plan/sweep.ts";
import { type Buffer, cellCount, type Plan, type Sizes } from "../../plan/types.ts";
import type { Arrays } from "../conduct/inputs.ts";
import { gpuDigitsOf, type GpuNumbers } from "../digits/gpu_digits.ts";
import { looksOf } from "../digits/looks.ts";
import { type Eligibility, isSure, pointsOf, tooFewPairs, tooSmall } from "../conduct/few_pairs.ts";
import { copyIn } from "../conduct/layouts.ts";
import { factsFor } from "./printed.ts";
import { sweepTimes } from "./costs.ts";
import type { GpuDevice } from "./gpu_device.ts";
import { placement } from "./placement.ts";

/** Statements that two threads of WASM do while the interpreter does one: about 1e8 a second, against 2.5e10. */
const interpreted = 250;

/** A plan and the numbers that it is to run with. */
export interface Question {
  readonly plan: Plan;
  readonly kernels: readonly Kernel[];
  readonly sizes: Sizes;
  readonly arrays: Arrays;
}

/** What a GPU would compete with, and the GPU itself where it is open: it has seen how fast its shaders are. */
export interface Rivals {
  readonly threads: number;
  readonly gpu?: Pick<GpuDevice, "rates"> | undefined;
}

/** Why the work is too little or of the wrong kind for a GPU beside so many threads. */
export function worthIt(
  question: Question,
  { threads, gpu }: Rivals,
): Eligibility | undefined {
  const { plan, kernels, sizes } = question;
  const small = tooFewPairs(plan, sizes, threads, () => 1);
  if (small !== undefined) return small;
  const places = placement(plan, kernels, sizes);
  const done = new Map<number, number>();
  let left = 0, why = "";
  for (const [s, step] of plan.steps.entries()) {
    if (isSure(step)) continue;
    const { device, statements, reason } = places[s]!;
    if (device === "gpu") done.set(s, statements * pointsOf(step, sizes));
    else if (isOverPairs(step)) {
      left += pointsOf(step, sizes) * statementsOf(kernels[s]!);
      why = reason;
    }
  }
  const work = [...done.values()].reduce((sum, own) => sum + own, 0);
  if (work === 0) return { ok: false, reason: "No step of the plan is a sweep for a GPU" };
  if (interpreted * left > work + left) {
    return { ok: false, reason: `A GPU would leave a sweep over pairs to the CPU: ${why}` };
  }
  const times = sweepTimes(question, sizes, { statements: done, threads, gpu });
  return times.gpu < times.cpu
    ? undefined
    : tooSmall(`${work.toExponential(0)} operations over pairs`);
}

/** Scalar statements of a kernel for each lane. */
function statementsOf({ levels }: Kernel): number {
  const cells = ({ out }: Kernel["levels"][number][number]) =>
    out.cells.reduce((n, axis) => n * axis.set.extent, 1);
  return levels[2].reduce((n, instruction) => n + cells(instruction), 1);
}

/** What the inputs say of the digits that a sweep needs. */
export function givenData({ plan, sizes, arrays }: Question): GpuNumbers {
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
  return { plan, sizes, looks: looksOf(sizes, arrayOf), known, facts: factsFor(plan) };
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
