import type { Instruction, Kernel } from "../ir/kernel.ts";
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
}

/** What is done to a kernel before it is printed as WebAssembly, in this order. */
export const passes: readonly Pass[] = [
  { name: "plain products", run: withPlainProducts },
  { name: "products under sums", run: withGuardsAlongLanes },
  { name: "minima of what is never NaN", run: withSureExtrema },
  { name: "reductions that share a loop", run: withReductionOrder },
  { name: "factors hoisted", run: withHoistedFactors },
  { name: "sums of logarithms by one", run: withOneLogarithm },
  { name: "inlined", run: withInlined },
];

/** What a pass has done to a kernel. */
export interface Change {
  readonly pass: string;
  /** The instructions that it has rewritten, or decided on. */
  readonly count: number;
}

/** The program of a kernel. Each pass is checked; `onPass` hears what it did. */
export function programOf(
  kernel: Kernel,
  layout: Layout,
  onPass?: (change: Change) => void,
): Program {
  const start: Program = {
    ...kernel,
    order: {
      levels: kernel.levels.map((list) => list.map(({ out }) => [out])),
      groupOf: (out) => [out],
    },
    inline: new Set(),
  };
  return passes.reduce((program, { name, run }) => {
    const next = run(program, layout);
    checkProgram(program, next, name);
    onPass?.({ pass: name, count: changesBetween(program, next) });
    return next;
  }, start);
}

/** What each pass does to a kernel, those that do nothing left out. */
export function changesOf(kernel: Kernel, layout: Layout): readonly Change[] {
  const changes: Change[] = [];
  programOf(kernel, layout, (change) => change.count > 0 && changes.push(change));
  return changes;
}

function changesBetween(before: Program, after: Program): number {
  const old = before.levels.flat();
  const isOther = (instruction: Instruction, t: number) => instruction !== old[t];
  const shared = ({ order }: Program) =>
    order.levels.flat().reduce((sum, item) => sum + (item.length > 1 ? item.length : 0), 0);
  return after.levels.flat().filter(isOther).length + after.inline.size - before.inline.size +
    shared(after) - shared(before);
}
