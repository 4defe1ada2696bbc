import type { Op } from "../../../src/expr/ops.ts";
import type { Kernel } from "../../ir/kernel.ts";
import { type CalledOp, calledOps } from "../functions/map_functions.ts";

/** Those that all modules import, whether they call them or not. */
const alwaysImported = calledOps.length - 1;

/** What the module of a kernel imports, in the order of the indices. */
export function importedOps({ levels }: Kernel): readonly CalledOp[] {
  const isRare = levels.flat().some((one) =>
    one.kind === "map" && (calledOps.slice(alwaysImported) as readonly Op[]).includes(one.op)
  );
  return isRare ? calledOps : calledOps.slice(0, alwaysImported);
}
