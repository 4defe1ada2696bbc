import type { WasmFunction } from "../bytes/module.ts";
import type { RecordLayout } from "./record.ts";
import { overWindows, rowFactor } from "./window_loops.ts";

/** `spread`: adds uₐ·vᵦ·w꜀ of each record to the nodes (a, b, c) of its window; w stays in vectors. */
export function spreadCode(layout: RecordLayout): WasmFunction {
  return overWindows("spread", { layout, orders: 1 }, (frame) => {
    const { code, locals, vectors, record, node, wAt } = frame;
    const { factor, loadU, loadFactor } = rowFactor(frame);
    const w = Array.from({ length: vectors }, () => locals.fresh("v128"));
    return {
      begin: () =>
        w.forEach((vector, t) => {
          code.get(record);
          code.access("v128.load", wAt() + 16 * t);
          code.set(vector);
        }),
      beforeRows: loadU,
      row: () => {
        loadFactor();
        w.forEach((vector, t) => {
          code.get(node, node);
          code.access("v128.load", 16 * t);
          code.get(factor, vector);
          code.op("f64x2.mul", "f64x2.add");
          code.access("v128.store", 16 * t);
        });
      },
    };
  });
}
