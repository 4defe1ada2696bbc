import { type Axis, axisName, isLong } from "../../src/expr/axes.ts";
import type { Kernel } from "../ir/kernel.ts";
import { constantTerm, type Term } from "./reals.ts";
import { Inexpressible } from "./slots.ts";

/** The running index along an axis. */
export function indexTerms(axis: Axis, kernel: Kernel): readonly Term[] {
  if (!isLong(axis)) {
    return Array.from({ length: axis.set.extent }, (_, t) => constantTerm(t));
  }
  const fact = { exact: true, nonNegative: true };
  if (axis === kernel.lane) return [{ text: "laneIndex", wide: false, ...fact }];
  if (axis === kernel.rows.at(-1)) return [{ text: "rowIndex", wide: true, ...fact }];
  if (kernel.rows.length === 2) return [{ text: "outerIndex", wide: false, ...fact }];
  throw new Inexpressible(`it needs the index along ${axisName(axis)}`);
}
