import type { Kernel } from "../../../kernels/ir/kernel.ts";
import { onlyAverages, readsLogs } from "../../../kernels/program/single.ts";
import { readsOf } from "../../../kernels/ir/reads.ts";
import type { BoundStep } from "./bound.ts";

/** What a run has found out about single precision: which sweeps it did in double precision instead, and why. */
export interface Refusals {
  /** Notes that a sweep was done in single precision. */
  readonly keep: (kernel: Kernel) => void;
  /** Notes that a sweep has to be done in double precision. */
  readonly add: (kernel: Kernel, reason: string) => void;
  /** Notes that it was done so: until then what is stored for it may be half of it. */
  readonly done: (kernel: Kernel) => void;
  /** Why the log-sum-exps that a sweep reads are to be in double precision: then its shares are, too. */
  readonly inherited: (kernel: Kernel) => string | undefined;
  /** The sweeps not yet done in double precision whose log-sum-exps a sweep reads. */
  readonly before: (kernel: Kernel) => readonly Kernel[];
  /** What happened, as a sentence; undefined if nothing did. */
  readonly sentence: () => string | undefined;
}

/** The refusals of one run of some steps, of which those with rounded copies may work in single precision. */
export function newRefusals(
  steps: readonly Pick<BoundStep, "kernel" | "roundedCopies">[],
): Refusals {
  const single = steps.flatMap(({ kernel, roundedCopies }) =>
    roundedCopies === undefined ? [] : [kernel]
  );
  const kept = new Set<Kernel>();
  const reasons = new Map<Kernel, string>();
  const above = (kernel: Kernel) =>
    single.filter((one) => one !== kernel && readsLogs(kernel, one));
  return {
    keep: (kernel) => void kept.add(kernel),
    add: (kernel, reason) => void reasons.set(kernel, reason),
    done: (kernel) => void kept.delete(kernel),
    inherited: (kernel) =>
      above(kernel).map((one) => reasons.get(one)).find((reason) => reason !== undefined),
    before: (kernel) => above(kernel).filter((one) => kept.has(one)),
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
