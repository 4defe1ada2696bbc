import { localsAfter, newCode, type ValueType } from "../bytes/assembler.ts";
import type { WasmFunction } from "../bytes/module.ts";
import { advance, countdown } from "./loops.ts";
import { headBytes, recordBytes, type RecordLayout, sumAt } from "./record.ts";

const params: readonly ValueType[] = ["i32", "i32", "i32", "i32"];

/**
 * `gather(records, count, strideA, strideB)`: writes Σ uₐ·vᵦ·w꜀·g(a, b, c) over the window of each record into it. The rows
 * of the window are added up first, lane by lane, and then weighed by w: one product for each node.
 */
export function gatherCode(layout: RecordLayout): WasmFunction {
  const { nodes, outer: [first, second] } = layout, vectors = nodes / 2;
  const [record, count, strideA, strideB] = [0, 1, 2, 3];
  const locals = localsAfter(params), code = newCode();
  const own = (type: ValueType) => locals.fresh(type);
  const row = own("i32"), node = own("i32"), u = own("i32"), v = own("i32");
  const leftA = own("i32"), leftB = own("i32"), weight = own("f64"), factor = own("v128");
  const total = own("v128");
  const sums = Array.from({ length: vectors }, () => own("v128"));
  countdown(code, count, () => {
    for (const sum of sums) {
      code.f64x2(0);
      code.set(sum);
    }
    code.get(record);
    code.access("i32.load");
    code.set(row);
    code.get(record);
    code.set(u);
    code.i32(first);
    code.set(leftA);
    countdown(code, leftA, () => {
      code.get(u);
      code.access("f64.load", headBytes);
      code.set(weight);
      code.get(row);
      code.set(node);
      code.get(record);
      code.set(v);
      code.i32(second);
      code.set(leftB);
      countdown(code, leftB, () => {
        code.get(v);
        code.access("f64.load", headBytes + 8 * first);
        code.get(weight);
        code.op("f64.mul", "f64x2.splat");
        code.set(factor);
        sums.forEach((sum, t) => {
          code.get(sum, node);
          code.access("v128.load", 16 * t);
          code.get(factor);
          code.op("f64x2.mul", "f64x2.add");
          code.set(sum);
        });
        advance(code, node, { local: strideB });
        advance(code, v, 8);
      });
      advance(code, row, { local: strideA });
      advance(code, u, 8);
    });
    code.get(record);
    sums.forEach((sum, t) => {
      code.get(record);
      code.access("v128.load", headBytes + 8 * (first + second) + 16 * t);
      code.get(sum);
      code.op("f64x2.mul");
      if (t > 0) code.op("f64x2.add");
    });
    code.set(total);
    code.get(total);
    code.lane("f64x2.extract_lane", 0);
    code.get(total);
    code.lane("f64x2.extract_lane", 1);
    code.op("f64.add");
    code.access("f64.store", sumAt);
    advance(code, record, recordBytes(layout, 1));
  });
  return { name: "gather", params, results: [], locals, code };
}
