import { draftStep } from "./drafts.ts";
import { engine } from "./engine.ts";
import type { Native } from "./native.ts";
import { withoutMemory, withoutVectors } from "./refusal.ts";
import { requestsOver } from "./requests.ts";
import { runAlone, runUnit } from "./unit_runs.ts";

/** Steps by generated code. */
export const nativeSteps: Native = {
  targetOver: (heap) => {
    const { simd, relaxed } = engine();
    if (!simd) return withoutVectors;
    if (heap.native === undefined) return withoutMemory;
    return { shape: "f64x2", relaxed, shared: heap.shared };
  },
  draftStep,
  requestsOver,
  runUnit,
  runAlone,
};
