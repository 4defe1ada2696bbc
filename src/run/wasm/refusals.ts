import { onlyAverages, readsLogs } from "../../../kernels/single.ts";
import { readsOf } from "../../../kernels/reads.ts";
import type { BoundStep } from "./bound.ts";

/** What a run has found out about single precision: which sweeps it did in double precision instead, and why. */
export interface Refusals {
  /** Notes that a sweep was done in single precision. */
  readonly keep: (step: BoundStep) => void;
  /** Notes that a sweep is done in double precision. */
  readonly add: (step: BoundStep, reason: string) => void;
  /** Why the log-sum-exps that a sweep reads were done in double precision: then its shares are, too. */
  readonly inherited: (step: BoundStep) => string | undefined;
  /** The sweeps done in single precision whose log-sum-exps a sweep reads. */
  readonly before: (step: BoundStep) => readonly BoundStep[];
  /** What happened, as a sentence; undefined if nothing did. */
  readonly sentence: () => string | undefined;
}

/** The refusals of one run of some steps, of which those with shadows may work in single precision. */
export function newRefusals(steps: readonly BoundStep[]): Refusals {
  const single = steps.filter(({ shadows }) => shadows !== undefined);
  const kept = new Set<BoundStep>();
  const reasons = new Map<BoundStep, string>();
  const above = (step: BoundStep) =>
    single.filter((one) => one !== step && readsLogs(step.kernel, one.kernel));
  return {
    keep: (step) => void kept.add(step),
    add: (step, reason) => {
      kept.delete(step);
      reasons.set(step, reason);
    },
    inherited: (step) =>
      above(step).map((one) => reasons.get(one)).find((reason) => reason !== undefined),
    before: (step) => above(step).filter((one) => kept.has(one)),
    sentence: () => {
      if (reasons.size === 0) return undefined;
      const why = [...new Set(reasons.values())].join("; ");
      const sweeps = single.length === 1
        ? "the sweep"
        : `${reasons.size} of ${single.length} sweeps`;
      return `Precision "f32" was asked for, but ${sweeps} over pairs ran in double precision: ${why}`;
    },
  };
}

/** Whether single results of a sweep count: its sums, and log-sum-exps from which others take more than an average. */
export function countsByRow({ kernel }: BoundStep, steps: readonly BoundStep[]): boolean {
  return kernel.accumulators.some(({ op, into }) =>
    op !== "logSumExp" ||
    steps.some((other) => readsOf(other.kernel).has(into) && !onlyAverages(other.kernel))
  );
}
