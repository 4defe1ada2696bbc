import type { WasmFunction } from "../bytes/module.ts";
import { clear, pushWeighed } from "./gather_code.ts";
import { type RecordLayout, sumAt } from "./record.ts";
import { overWindows } from "./window_loops.ts";

/** What is written into a record, one number after another. */
const totals = ["sum", "slopeA", "slopeB", "slopeC", "curvature"] as const;

/** The orders of u, v and w whose product goes to each total. */
const products: readonly (readonly [(typeof totals)[number], u: number, v: number, w: number])[] = [
  ["sum", 0, 0, 0],
  ["slopeA", 1, 0, 0],
  ["slopeB", 0, 1, 0],
  ["slopeC", 0, 0, 1],
  ["curvature", 2, 0, 0],
  ["curvature", 0, 2, 0],
  ["curvature", 0, 0, 2],
];

/**
 * `gatherSlopes`: writes Σ uₐ·vᵦ·w꜀·g(a, b, c) over the window of each record into it, then the same with u′, with v′ and with w′ in
 * the place of u, v and w, and the sum of those with u″, v″ and w″. A record has three lists of coefficients. For each a the
 * rows of b are added up by v, v′ and v″, lane by lane, and then weighed.
 */
export function gatherSlopesCode(layout: RecordLayout): WasmFunction {
  return overWindows("gatherSlopes", { layout, orders: 3 }, (frame) => {
    const { code, locals, vectors, record, u, v, node, uAt, vAt } = frame, orders = [0, 1, 2];
    const loaded = locals.fresh("v128"), lanes = locals.fresh("v128");
    const factors = orders.map(() => locals.fresh("v128"));
    const sums = orders.map(() => Array.from({ length: vectors }, () => locals.fresh("v128")));
    const own = new Map(totals.map((total) => [total, locals.fresh("f64")]));
    return {
      begin: () => {
        for (const total of own.values()) {
          code.f64(0);
          code.set(total);
        }
      },
      beforeRows: () => sums.forEach((list) => clear(code, list)),
      row: () => {
        factors.forEach((factor, order) => {
          code.get(v);
          code.access("v128.load64_splat", vAt(order));
          code.set(factor);
        });
        for (let t = 0; t < vectors; t++) {
          code.get(node);
          code.access("v128.load", 16 * t);
          code.set(loaded);
          factors.forEach((factor, order) => {
            code.get(sums[order]![t]!, factor, loaded);
            code.op("f64x2.mul", "f64x2.add");
            code.set(sums[order]![t]!);
          });
        }
      },
      afterRows: () => {
        for (const [name, ofU, ofV, ofW] of products) {
          const total = own.get(name) as number;
          code.get(total, u);
          code.access("f64.load", uAt(ofU));
          pushWeighed(frame, { sums: sums[ofV]!, lanes, order: ofW });
          code.op("f64.mul", "f64.add");
          code.set(total);
        }
      },
      end: () =>
        totals.forEach((total, t) => {
          code.get(record, own.get(total) as number);
          code.access("f64.store", sumAt + 8 * t);
        }),
    };
  });
}
