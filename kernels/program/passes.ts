import type { Kernel } from "../ir/kernel.ts";
import { checkProgram } from "./check.ts";
import { withSureExtrema } from "./extrema.ts";
import { withGuardsAlongLanes } from "./guards.ts";
import { withHoistedFactors } from "./hoisted_factors.ts";
import { withInlined } from "./inlining.ts";
import { withOneLogarithm } from "./one_logarithm.ts";
import { withPlainProducts } from "./plain_products.ts";
import type { Layout, Program } from "./program.ts";
import { withReductionOrder } from "./reduction_order.ts";

/** A step from a kernel to the program that is printed. */
export interface Pass {
  readonly name: string;
  readonly run: (program: Program, layout: Layout) => Program;
  /** How many instructions it has decided on; those that it has rewritten if left out. */
  readonly count?: (before: Program, after: Program) => number;
}

/** What is done to a kernel before it is printed as WebAssembly, in this order. */
export const passes: readonly Pass[] = [
  { name: "plain products", run: withPlainProducts },
  { name: "traces by products", run: withGuardsAlongLanes, count: guardsIn },
  { name: "minima of what is never NaN", run: withSureExtrema },
  { name: "reductions that share a loop", run: withReductionOrder, count: sharedIn },
  { name: "factors hoisted", run: withHoistedFactors },
  { name: "sums of logarithms by one", run: withOneLogarithm },
  { name: "inlined", run: withInlined, count: (_before, { inline }) => inline.size },
];

/** What a pass has done to a kernel. */
export interface Change {
  readonly pass: string;
  readonly count: number;
}

/** A kernel before the first pass: in its own order, nothing inline. */
export function programBefore(kernel: Kernel): Program {
  const levels = kernel.levels.map((list) => list.map(({ out }) => [out]));
  return { ...kernel, order: { levels, groupOf: (out) => [out] }, inline: new Set() };
}

/** The program of a kernel. Each pass is checked; `onPass` hears what it did. */
export function programOf(
  kernel: Kernel,
  layout: Layout,
  onPass?: (change: Change) => void,
): Program {
  return passes.reduce((program, { name, run, count = rewrittenIn }) => {
    const next = run(program, layout);
    checkProgram(program, next, name);
    onPass?.({ pass: name, count: count(program, next) });
    return next;
  }, programBefore(kernel));
}

/** What each pass does to a kernel, those that do nothing left out. */
export function changesOf(kernel: Kernel, layout: Layout): readonly Change[] {
  const changes: Change[] = [];
  programOf(kernel, layout, (change) => change.count > 0 && changes.push(change));
  return changes;
}

function rewrittenIn(before: Program, after: Program): number {
  const old = before.levels.flat();
  return after.levels.flat().filter((instruction, t) => instruction !== old[t]).length;
}

function guardsIn(_before: Program, after: Program): number {
  return after.levels.flat().filter(({ kind }) => kind === "guarded").length;
}

function sharedIn(_before: Program, { order }: Program): number {
  return order.levels.flat().reduce((sum, { length }) => sum + (length > 1 ? length : 0), 0);
}
