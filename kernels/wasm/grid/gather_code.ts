import type { Code } from "../bytes/assembler.ts";
import type { WasmFunction } from "../bytes/module.ts";
import { type RecordLayout, sumAt } from "./record.ts";
import { overWindows, rowFactor, type WindowFrame } from "./window_loops.ts";

/**
 * `gather`: writes Σ uₐ·vᵦ·w꜀·g(a, b, c) over the window of each record into it. The rows of the window are added up first, lane by
 * lane, and then weighed by w: one product for each node.
 */
export function gatherCode(layout: RecordLayout): WasmFunction {
  return overWindows("gather", { layout, orders: 1 }, (frame) => {
    const { code, locals, vectors, record, node } = frame;
    const { factor, loadU, loadFactor } = rowFactor(frame);
    const lanes = locals.fresh("v128");
    const sums = Array.from({ length: vectors }, () => locals.fresh("v128"));
    return {
      begin: () => clear(code, sums),
      beforeRows: loadU,
      row: () => {
        loadFactor();
        sums.forEach((sum, t) => {
          code.get(sum, node);
          code.access("v128.load", 16 * t);
          code.get(factor);
          code.op("f64x2.mul", "f64x2.add");
          code.set(sum);
        });
      },
      end: () => {
        code.get(record);
        pushWeighed(frame, { sums, lanes, order: 0 });
        code.access("f64.store", sumAt);
      },
    };
  });
}

/** Sets vectors to 0. */
export function clear(code: Code, vectors: readonly number[]): void {
  for (const vector of vectors) {
    code.f64x2(0);
    code.set(vector);
  }
}

/** Pushes Σ꜀ w꜀·sums꜀, w being the coefficients of an order along the last axis. */
export function pushWeighed(
  { code, record, wAt }: WindowFrame,
  { sums, lanes, order }: {
    readonly sums: readonly number[];
    /** A vector to work in. */
    readonly lanes: number;
    readonly order: number;
  },
): void {
  sums.forEach((sum, t) => {
    code.get(record);
    code.access("v128.load", wAt(order) + 16 * t);
    code.get(sum);
    code.op("f64x2.mul");
    if (t > 0) code.op("f64x2.add");
  });
  code.set(lanes);
  for (const lane of [0, 1]) {
    code.get(lanes);
    code.lane("f64x2.extract_lane", lane);
  }
  code.op("f64.add");
}
