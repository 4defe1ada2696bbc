import type { Kernel } from "../../../kernels/ir/kernel.ts";
import type { Target } from "../../../kernels/wasm/tiles/generate.ts";
import type { Plan, Sizes } from "../../plan/types.ts";
import { giveHeap, takeHeap } from "../threads/default_heap.ts";
import type { Heap } from "../memory/heap.ts";
import type { Slices } from "../conduct/slices.ts";
import { bind, type BindOptions } from "./bind.ts";
import type { Bound } from "./bound.ts";
import { requestsOf, type StepRequests } from "./step_requests.ts";
import { engine } from "./engine.ts";
import { type Refusal, unasked, withoutMemory, withoutVectors } from "./refusal.ts";

/** A plan over memory, and how its steps run there. */
export interface Session {
  readonly bound: Bound;
  readonly requests: StepRequests;
  /** Sentences on what does not run as it should. */
  readonly warnings: readonly string[];
  /** Gives the memory back. */
  readonly close: () => void;
}

/** A plan, its sizes, and how its steps are to run. */
export interface Setting extends Pick<BindOptions, Exclude<keyof BindOptions, "heap" | "target">> {
  readonly plan: Plan;
  readonly kernels: readonly Kernel[];
  readonly sizes: Sizes;
  /** Whether vectors may be used, if the engine has them. */
  readonly native: boolean;
}

/** Memory for a plan. */
export function* openSession(setting: Setting): Slices<Session> {
  const { sizes, native } = setting;
  const heap = takeHeap(), target = targetOver(heap, native);
  try {
    const bound = yield* bind(setting, sizes, { ...setting, heap, target });
    const warnings = new Set(bound.steps.flatMap(({ refusal }) => refusal?.warning ?? []));
    const close = () => {
      bound.free();
      giveHeap(heap);
    };
    return {
      bound,
      requests: requestsOf(setting.plan, bound, sizes),
      warnings: [...warnings],
      close,
    };
  } catch (error) {
    giveHeap(heap);
    throw error;
  }
}

/** The engine's vectors over a heap, or why generated code is not to be used. */
function targetOver(heap: Heap, native: boolean): Target | Refusal {
  const { simd, relaxed } = engine();
  if (!native) return unasked;
  if (!simd) return withoutVectors;
  if (heap.native === undefined) return withoutMemory;
  return { shape: "f64x2", relaxed, shared: heap.shared };
}
