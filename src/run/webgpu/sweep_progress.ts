import { extentOf, type Plan, type Sizes } from "../../plan/types.ts";

/** Milliseconds between two reports, and between two turns of the event loop. */
export const patience = 30;

/** Reports the share of the points of all steps that is done; it never falls. */
export function progressOf(
  plan: Plan,
  sizes: Sizes,
  onProgress: ((fraction: number) => void) | undefined,
): { readonly at: (step: number, fraction: number) => void } {
  const points = plan.steps.map(({ rows, lane }) =>
    [...rows, ...(lane === null ? [] : [lane])].reduce((n, axis) => n * extentOf(axis, sizes), 1)
  );
  const total = points.reduce((sum, n) => sum + n, 0);
  const shares = new Float64Array(points.length);
  let reported = 0, lastReport = performance.now();
  return {
    at: (s: number, fraction: number) => {
      shares[s] = Math.max(shares[s]!, fraction);
      if (onProgress === undefined || performance.now() - lastReport < patience) return;
      lastReport = performance.now();
      const share = shares.reduce((sum, x, t) => sum + x * points[t]!, 0) / total;
      reported = Math.max(reported, Math.min(1, share));
      onProgress(reported);
    },
  };
}
