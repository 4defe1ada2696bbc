import type { Kernel } from "../ir.ts";
import type { Shape } from "./emitter.ts";
import type { Schedule } from "./frame.ts";

/** Chooses how a kernel is laid out in registers. */
export function scheduleOf(kernel: Kernel, _shape: Shape): Schedule {
  const heavy = kernel.levels[2].some(({ kind }) => kind === "dense" || kind === "inverse");
  const cells = kernel.accumulators.reduce(
    (sum, { cells }) => sum + cells.reduce((product, axis) => product * axis.set.extent, 1),
    0,
  );
  if (heavy || cells > 8) return { rows: 1, vectors: heavy ? 1 : 2, rolled: false };
  if (kernel.rows.length === 0) return { rows: 1, vectors: 2, rolled: false };
  return { rows: 4, vectors: 2, rolled: false };
}
