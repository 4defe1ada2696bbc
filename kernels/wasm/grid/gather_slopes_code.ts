import { type Code, localsAfter, newCode, type ValueType } from "../bytes/assembler.ts";
import type { WasmFunction } from "../bytes/module.ts";
import { advance, countdown } from "./loops.ts";
import { coefficientCount, headBytes, recordBytes, type RecordLayout, sumAt } from "./record.ts";

const params: readonly ValueType[] = ["i32", "i32", "i32", "i32"];

/**
 * `gatherSlopes(records, count, strideA, strideB)`: writes Σ uₐ·vᵦ·w꜀·g(a, b, c) over the window of each record into it, then the
 * same with u′, with v′ and with w′ in the place of u, v and w, and the sum of those with u″, v″ and w″. A record has three
 * lists of coefficients. For each a the rows of b are added up by v, v′ and v″, lane by lane, and then weighed.
 */
export function gatherSlopesCode(layout: RecordLayout): WasmFunction {
  const { nodes, outer: [first, second] } = layout, vectors = nodes / 2;
  const [record, count, strideA, strideB] = [0, 1, 2, 3];
  const locals = localsAfter(params), code = newCode();
  const own = (type: ValueType) => locals.fresh(type);
  const row = own("i32"), node = own("i32"), u = own("i32"), v = own("i32");
  const leftA = own("i32"), leftB = own("i32"), loaded = own("v128"), lanes = own("v128");
  const factors = [0, 1, 2].map(() => own("v128"));
  const sums = [0, 1, 2].map(() => Array.from({ length: vectors }, () => own("v128")));
  const [sum, slopeA, slopeB, slopeC, curvature] = [0, 1, 2, 3, 4].map(() => own("f64")) as [
    ...[number, number, number, number, number],
  ];
  const totals = [sum, slopeA, slopeB, slopeC, curvature];
  const listAt = (order: number) => headBytes + 8 * order * coefficientCount(layout);
  const adding: Adding = { code, u, record, lanes, listAt, wAt: 8 * (first + second) };
  countdown(code, count, () => {
    for (const total of totals) {
      code.f64(0);
      code.set(total);
    }
    code.get(record);
    code.access("i32.load");
    code.set(row);
    code.get(record);
    code.set(u);
    code.i32(first);
    code.set(leftA);
    countdown(code, leftA, () => {
      for (const vector of sums.flat()) {
        code.f64x2(0);
        code.set(vector);
      }
      code.get(row);
      code.set(node);
      code.get(record);
      code.set(v);
      code.i32(second);
      code.set(leftB);
      countdown(code, leftB, () => {
        factors.forEach((factor, order) => {
          code.get(v);
          code.access("v128.load64_splat", listAt(order) + 8 * first);
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
        advance(code, node, { local: strideB });
        advance(code, v, 8);
      });
      // the orders of u, v and w whose product goes to each total
      const products: readonly (readonly [total: number, u: number, v: number, w: number])[] = [
        [sum, 0, 0, 0],
        [slopeA, 1, 0, 0],
        [slopeB, 0, 1, 0],
        [slopeC, 0, 0, 1],
        [curvature, 2, 0, 0],
        [curvature, 0, 2, 0],
        [curvature, 0, 0, 2],
      ];
      for (const [total, ofU, ofV, ofW] of products) {
        addProduct(adding, { total, ofU, ofW, sums: sums[ofV]! });
      }
      advance(code, row, { local: strideA });
      advance(code, u, 8);
    });
    totals.forEach((total, t) => {
      code.get(record, total);
      code.access("f64.store", sumAt + 8 * t);
    });
    advance(code, record, recordBytes(layout, 3));
  });
  return { name: "gatherSlopes", params, results: [], locals, code };
}

/** Where the coefficients of a record lie while its sums are put together. */
interface Adding {
  readonly code: Code;
  readonly u: number;
  readonly record: number;
  /** A vector to put products in. */
  readonly lanes: number;
  /** The offset of the coefficients of an order, and of those along the last axis among them. */
  readonly listAt: (order: number) => number;
  readonly wAt: number;
}

/** Adds u·Σₜ wₜ·sumsₜ to a total, with the derivatives of u and w of these orders. */
function addProduct(
  { code, u, record, lanes, listAt, wAt }: Adding,
  { total, ofU, ofW, sums }: {
    readonly total: number;
    readonly ofU: number;
    readonly ofW: number;
    readonly sums: readonly number[];
  },
): void {
  sums.forEach((vector, t) => {
    code.get(record);
    code.access("v128.load", listAt(ofW) + wAt + 16 * t);
    code.get(vector);
    code.op("f64x2.mul");
    if (t > 0) code.op("f64x2.add");
  });
  code.set(lanes);
  code.get(total, u);
  code.access("f64.load", listAt(ofU));
  code.get(lanes);
  code.lane("f64x2.extract_lane", 0);
  code.get(lanes);
  code.lane("f64x2.extract_lane", 1);
  code.op("f64.add", "f64.mul", "f64.add");
  code.set(total);
}
