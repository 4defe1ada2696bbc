import type { Kernel } from "../../../kernels/ir/kernel.ts";
import type { BoundKernel } from "../../../kernels/script/bind.ts";
import type { Target } from "../../../kernels/wasm/tiles/generate.ts";
import type { Plan, Sizes } from "../../plan/types.ts";
import type { RowRange } from "../conduct/needed.ts";
import type { Requests } from "../conduct/runners.ts";
import type { Slices } from "../conduct/slices.ts";
import type { Heap } from "../memory/heap.ts";
import type { Bound, BoundStep } from "./bound.ts";
import type { StepOptions } from "./drafts.ts";
import type { Refusal } from "./refusal.ts";
import type { StepDraft } from "./settled.ts";
import type { Refusals } from "./trial_verdicts.ts";
import type { runAlone, runUnit } from "./unit_runs.ts";
import type { Extent, Unit } from "./units.ts";

/** A plan over memory, and the scripts of its steps. */
export interface Scripted {
  readonly plan: Plan;
  readonly bound: Bound;
  readonly sizes: Sizes;
  readonly scriptOf: (step: BoundStep) => BoundKernel;
  /** Whether pairs are left out that provably do not count; "look" finds out which would be, and ends there. */
  readonly skip: boolean | "look";
}

/** How steps run that have generated code. */
export interface NativeRequests {
  /** The whole of a step. Until it is done, what it computes may be half there; begun again it computes all of it anew. */
  readonly whole: (step: BoundStep, refusals: Refusals) => Requests<Unit>;
  /** Some rows of a step, in double precision. */
  readonly rows: (
    step: BoundStep & { readonly plain: NonNullable<BoundStep["plain"]> },
    ranges: readonly RowRange[],
  ) => Requests<Unit>;
}

/**
 * All that generated code takes: half of the library. What is too small for it runs without, so `evaluate` loads it when a
 * step is worth it; what has to answer at once (`runSync`, `explain`) has it from the start.
 */
export interface Native {
  /** The engine's vectors over a heap, or why there are none. */
  readonly targetOver: (heap: Heap) => Target | Refusal;
  /** A step by generated code: its modules and their memory; or why it is interpreted. */
  readonly draftStep: (kernel: Kernel, extent: Extent, options: StepOptions) => Slices<StepDraft>;
  readonly requestsOver: (scripted: Scripted) => NativeRequests;
  /** Runs a unit of a step, on several threads if that is faster, or on this thread at once; gives the statuses of its calls, ORed. */
  readonly runUnit: typeof runUnit;
  readonly runAlone: typeof runAlone;
}

/** Generated code over a heap. */
export interface Generator extends Pick<Native, "draftStep" | "requestsOver"> {
  readonly target: Target;
}
