import { moduleBytes } from "../bytes/module.ts";
import { convolveCode } from "./convolve_code.ts";
import { gatherCode } from "./gather_code.ts";
import { gatherSlopesCode } from "./gather_slopes_code.ts";
import type { RecordLayout } from "./record.ts";
import { spreadCode } from "./spread_code.ts";

/** The functions of a module over a grid. */
export interface GridFunctions {
  readonly spread: (records: number, count: number, strideA: number, strideB: number) => void;
  readonly gather: GridFunctions["spread"];
  readonly gatherSlopes: GridFunctions["spread"];
  readonly convolve: (
    ...numbers: readonly [number, number, number, number, number, number, number, number]
  ) => void;
}

/** The module that spreads points over a grid, convolves it along an axis and gathers sums, for windows of so many nodes. */
export function gridModule(layout: RecordLayout): Uint8Array<ArrayBuffer> {
  const functions = [
    spreadCode(layout),
    gatherCode(layout),
    gatherSlopesCode(layout),
    convolveCode(),
  ];
  return moduleBytes({ shared: false, imports: [], functions });
}
