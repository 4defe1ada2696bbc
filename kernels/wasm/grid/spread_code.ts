import { localsAfter, newCode, type ValueType } from "../bytes/assembler.ts";
import type { WasmFunction } from "../bytes/module.ts";
import { advance, countdown } from "./loops.ts";
import { headBytes, recordBytes, type RecordLayout } from "./record.ts";

const params: readonly ValueType[] = ["i32", "i32", "i32", "i32"];

/**
 * `spread(records, count, strideA, strideB)`: adds uₐ·vᵦ·w꜀ of each record to the nodes (a, b, c) of its window. Strides are
 * in bytes; the nodes of the last axis are contiguous, so w stays in vectors.
 */
export function spreadCode(layout: RecordLayout): WasmFunction {
  const { nodes, outer: [first, second] } = layout, vectors = nodes / 2;
  const [record, count, strideA, strideB] = [0, 1, 2, 3];
  const locals = localsAfter(params), code = newCode();
  const own = (type: ValueType) => locals.fresh(type);
  const row = own("i32"), node = own("i32"), u = own("i32"), v = own("i32");
  const leftA = own("i32"), leftB = own("i32"), weight = own("f64"), factor = own("v128");
  const w = Array.from({ length: vectors }, () => own("v128"));
  countdown(code, count, () => {
    w.forEach((vector, t) => {
      code.get(record);
      code.access("v128.load", headBytes + 8 * (first + second) + 16 * t);
      code.set(vector);
    });
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
        w.forEach((vector, t) => {
          code.get(node, node);
          code.access("v128.load", 16 * t);
          code.get(factor, vector);
          code.op("f64x2.mul", "f64x2.add");
          code.access("v128.store", 16 * t);
        });
        advance(code, node, { local: strideB });
        advance(code, v, 8);
      });
      advance(code, row, { local: strideA });
      advance(code, u, 8);
    });
    advance(code, record, recordBytes(layout, 1));
  });
  return { name: "spread", params, results: [], locals, code };
}
