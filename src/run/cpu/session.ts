import type { Kernel } from "../../../kernels/ir/kernel.ts";
import type { Plan, Sizes } from "../../plan/types.ts";
import { giveHeap, takeHeap } from "../threads/default_heap.ts";
import type { Heap } from "../memory/heap.ts";
import type { Slices } from "../conduct/slices.ts";
import { bind, type BindOptions } from "./bind.ts";
import type { Bound } from "./bound.ts";
import { requestsOf, type StepRequests } from "./step_requests.ts";
import type { Generator, Native } from "./native.ts";
import { isRefusal, type Refusal } from "./refusal.ts";

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
export interface Setting
  extends Pick<BindOptions, Exclude<keyof BindOptions, "heap" | "generator">> {
  readonly plan: Plan;
  readonly kernels: readonly Kernel[];
  readonly sizes: Sizes;
  /** Generated code, or why it is not to be used. */
  readonly native: Native | Refusal;
}

/** Memory for a plan. */
export function* openSession(setting: Setting): Slices<Session> {
  const { sizes, native } = setting;
  const heap = takeHeap(), generator = generatorOver(heap, native);
  try {
    const bound = yield* bind(setting, sizes, { ...setting, heap, generator });
    const warnings = new Set(bound.steps.flatMap(({ refusal }) => refusal?.warning ?? []));
    const close = () => {
      bound.free();
      giveHeap(heap);
    };
    return {
      bound,
      requests: requestsOf(
        { plan: setting.plan, bound, sizes, skip: setting.skip },
        isRefusal(generator) ? undefined : generator.requestsOver,
      ),
      warnings: [...warnings],
      close,
    };
  } catch (error) {
    giveHeap(heap);
    throw error;
  }
}

/** Generated code over a heap, or why it is not to be used. */
function generatorOver(heap: Heap, native: Native | Refusal): Generator | Refusal {
  if (isRefusal(native)) return native;
  const target = native.targetOver(heap);
  return isRefusal(target) ? target : { ...native, target };
}
