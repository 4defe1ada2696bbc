import {
  type Code,
  type Locals,
  localsAfter,
  newCode,
  type ValueType,
} from "../bytes/assembler.ts";
import type { WasmFunction } from "../bytes/module.ts";
import { coefficientCount, headBytes, recordBytes, type RecordLayout } from "./record.ts";

/** A function over windows while it is written: its locals, and where the coefficients of a record lie. */
export interface WindowFrame {
  readonly code: Code;
  readonly locals: Locals;
  /** Vectors of nodes along the last axis. */
  readonly vectors: number;
  /** Pointers to the record, and as far into it as loops have come along the first and the second axis. */
  readonly record: number;
  readonly u: number;
  readonly v: number;
  /** The pointer to the first node of a row of the window. */
  readonly node: number;
  /** From these pointers to the coefficients along the three axes, or their derivatives of an order. */
  readonly uAt: (order?: number) => number;
  readonly vAt: (order?: number) => number;
  readonly wAt: (order?: number) => number;
}

/** What a function does at each record, before the rows of each first index, at each row, and after these. */
export interface WindowParts {
  readonly begin: () => void;
  readonly beforeRows?: () => void;
  readonly row: () => void;
  readonly afterRows?: () => void;
  readonly end?: () => void;
}

/** The products uₐ·vᵦ of the coefficients of a row: uₐ once for all rows of an a, and the product in both lanes of `factor`. */
export function rowFactor(
  { code, locals, u, v, uAt, vAt }: WindowFrame,
): { readonly factor: number; readonly loadU: () => void; readonly loadFactor: () => void } {
  const weight = locals.fresh("f64"), factor = locals.fresh("v128");
  return {
    factor,
    loadU: () => {
      code.get(u);
      code.access("f64.load", uAt());
      code.set(weight);
    },
    loadFactor: () => {
      code.get(v);
      code.access("f64.load", vAt());
      code.get(weight);
      code.op("f64.mul", "f64x2.splat");
      code.set(factor);
    },
  };
}

const params: readonly ValueType[] = ["i32", "i32", "i32", "i32"];

/**
 * A function `name(records, count, strideA, strideB)` over the windows of records: for each a and b the row of nodes (a, b, c),
 * which are contiguous. Strides are in bytes.
 */
export function overWindows(
  name: string,
  { layout, orders }: { readonly layout: RecordLayout; readonly orders: 1 | 3 },
  partsOf: (frame: WindowFrame) => WindowParts,
): WasmFunction {
  const { nodes, outer: [first, second] } = layout;
  const [record, count, strideA, strideB] = [0, 1, 2, 3];
  const locals = localsAfter(params), code = newCode();
  const [u, v, slab, node, leftA, leftB] = Array.from({ length: 6 }, () => locals.fresh("i32")) as [
    ...[number, number, number, number, number, number],
  ];
  const listAt = (order: number) => headBytes + 8 * order * coefficientCount(layout);
  const parts = partsOf({
    ...{ code, locals, record, u, v, node },
    vectors: nodes / 2,
    uAt: (order = 0) => listAt(order),
    vAt: (order = 0) => listAt(order) + 8 * first,
    wAt: (order = 0) => listAt(order) + 8 * (first + second),
  });
  countdown(code, count, () => {
    parts.begin();
    code.get(record);
    code.access("i32.load");
    code.set(slab);
    code.get(record);
    code.set(u);
    code.i32(first);
    code.set(leftA);
    countdown(code, leftA, () => {
      parts.beforeRows?.();
      code.get(slab);
      code.set(node);
      code.get(record);
      code.set(v);
      code.i32(second);
      code.set(leftB);
      countdown(code, leftB, () => {
        parts.row();
        advance(code, node, { local: strideB });
        advance(code, v, 8);
      });
      parts.afterRows?.();
      advance(code, slab, { local: strideA });
      advance(code, u, 8);
    });
    parts.end?.();
    advance(code, record, recordBytes(layout, orders));
  });
  return { name, params, results: [], locals, code };
}

/** Adds `bytes`, a number or a local, to a pointer. */
export function advance(
  code: Code,
  pointer: number,
  bytes: number | { readonly local: number },
): void {
  code.get(pointer);
  if (typeof bytes === "number") code.i32(bytes);
  else code.get(bytes.local);
  code.op("i32.add");
  code.set(pointer);
}

/** Runs `body` as many times as the local `left` says, once at least; it counts down to 0. */
export function countdown(code: Code, left: number, body: () => void): void {
  code.loop(() => {
    body();
    code.get(left);
    code.i32(1);
    code.op("i32.sub");
    code.tee(left);
    code.brIf(0);
  });
}
