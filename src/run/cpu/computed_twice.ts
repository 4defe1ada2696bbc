import type { Kernel } from "../../../kernels/ir/kernel.ts";
import { bindTwice } from "../../../kernels/script/twice/rerun.ts";
import { isOverPairs } from "../../plan/sweep.ts";
import type { Buffer, Plan, Sizes, Step } from "../../plan/types.ts";
import { readsOf, writesOf } from "../../../kernels/ir/reads.ts";
import type { ArrayOf } from "../digits/ranges.ts";
import { additionsAtOnce, type Slices } from "../conduct/slices.ts";

/** How many times as long an operation takes in twice the precision, about. */
const costOfTwice = 16;

/** The part of a run that is done in twice the working precision, because a computed matrix lost its digits in doubles. */
export interface TwiceRun {
  /** Whether a step goes on with what was computed so. */
  readonly follows: (step: number) => boolean;
  /** Computes a step, and before it whatever it comes from that is no sweep over pairs. In slices. */
  readonly recover: (step: number, numbers: ArrayOf) => Slices;
  /** Computes a step. In slices. */
  readonly run: (step: number, numbers: ArrayOf) => Slices;
}

/** Whether a step stays in doubles: a sweep over pairs, which is too much work, and a scan, which is done on what is stored. */
export function staysDouble(step: Step): boolean {
  return step.kind === "sweep"
    ? isOverPairs(step)
    : step.tasks.some(({ node }) => node.kind === "scan");
}

/** Starts such a part of a run: no number has a low part yet. Low parts stay where the numbers move to other memory. */
export function twiceRun(
  { plan, kernels }: { readonly plan: Plan; readonly kernels: readonly Kernel[] },
  sizes: Sizes,
): TwiceRun {
  const lows = new Map<Buffer, Float64Array>();
  const written = new Set<Buffer>();
  function* run(step: number, numbers: ArrayOf): Slices {
    const owners = new Map<Float64Array, Buffer>(), own = new Map<Float64Array, Float64Array>();
    const arrayOf = (buffer: Buffer) => {
      const array = numbers(buffer);
      owners.set(array, buffer);
      return array;
    };
    const lowOf = (high: Float64Array) => {
      const owner = owners.get(high);
      const low = (owner === undefined ? own.get(high) : lows.get(owner)) ??
        new Float64Array(high.length);
      if (owner === undefined) own.set(high, low);
      else lows.set(owner, low);
      return low;
    };
    const bound = bindTwice(kernels[step]!, sizes, arrayOf, lowOf);
    yield* bound.runInSlices({ first: 0, end: bound.rows }, additionsAtOnce / costOfTwice);
    writesOf(kernels[step]!).forEach((buffer) => written.add(buffer));
  }
  function* recover(step: number, numbers: ArrayOf): Slices {
    for (const before of ancestors(step)) yield* run(before, numbers);
    yield* run(step, numbers);
  }
  const ancestors = (step: number): number[] => {
    const needed = new Set(readsOf(kernels[step]!)), found: number[] = [];
    for (let s = step - 1; s >= 0; s--) {
      const isNeeded = writesOf(kernels[s]!).some((buffer) => needed.has(buffer));
      if (!isNeeded || staysDouble(plan.steps[s]!)) continue;
      found.unshift(s);
      for (const buffer of readsOf(kernels[s]!)) needed.add(buffer);
    }
    return found;
  };
  const follows = (step: number) =>
    written.size > 0 && !staysDouble(plan.steps[step]!) &&
    [...readsOf(kernels[step]!)].some((buffer) => written.has(buffer));
  return { follows, recover, run };
}
