import type { Kernel } from "../../kernels/ir.ts";
import { bindTwice } from "../../kernels/twice/bind.ts";
import { isOverPairs } from "../plan/sweep.ts";
import type { Buffer, Plan, Sizes, Step } from "../plan/types.ts";
import { readsOf, writesOf } from "../../kernels/reads.ts";

/** The part of a run that is done in twice the working precision, because a computed matrix lost its digits in doubles. */
export interface TwiceRun {
  /** Whether a step goes on with what was computed so. */
  readonly follows: (step: number) => boolean;
  /** Computes a step, and before it whatever it comes from that is no sweep over pairs. Yields now and then. */
  readonly recover: (step: number) => Generator<undefined, void, number>;
  /** Computes a step. */
  readonly run: (step: number) => Generator<undefined, void, number>;
}

/** Whether a step stays in doubles: a sweep over pairs, which is too much work, and a scan, which is done on what is stored. */
export function staysDouble(step: Step): boolean {
  return step.kind === "sweep"
    ? isOverPairs(step)
    : step.tasks.some(({ node }) => node.kind === "scan");
}

/** Starts such a part of a run: no number has a low part yet. */
export function twiceRun(
  { plan, kernels }: { readonly plan: Plan; readonly kernels: readonly Kernel[] },
  sizes: Sizes,
  array: (buffer: Buffer) => Float64Array,
): TwiceRun {
  const lows = new WeakMap<Float64Array, Float64Array>();
  const lowOf = (high: Float64Array) => {
    let low = lows.get(high);
    if (low === undefined) lows.set(high, low = new Float64Array(high.length));
    return low;
  };
  const written = new Set<Buffer>();
  function* run(step: number): Generator<undefined, void, number> {
    for (const _ of bindTwice(kernels[step]!, sizes, array, lowOf).turns()) yield undefined;
    writesOf(kernels[step]!).forEach((buffer) => written.add(buffer));
  }
  function* recover(step: number): Generator<undefined, void, number> {
    for (const before of ancestors(step)) yield* run(before);
    yield* run(step);
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
    !staysDouble(plan.steps[step]!) &&
    [...readsOf(kernels[step]!)].some((buffer) => written.has(buffer));
  return { follows, recover, run };
}
