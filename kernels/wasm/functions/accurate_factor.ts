import { type Code, localsAfter, newCode, type Signature } from "../assembler.ts";
import type { WasmFunction } from "../module.ts";
import type { Emitter } from "../emitter.ts";
import { lanewise } from "./lanes.ts";

/** The parameters of the function: addresses, the number of rows, the number of terms, and the bytes between entries. */
const parameters = { work: 0, terms: 1, coefficients: 2, d: 3, count: 4, step: 5 } as const;

const signature: Signature = {
  params: Object.keys(parameters).map(() => "i32"),
  results: ["v128"],
};

/** The bytes of an entry of the factor: high and low parts of two lanes. */
export const accurateEntryBytes = 32;

/**
 * The function that factors Σₘ cₘ Sₘ in twice the working precision, two lanes at a time, operation by operation what
 * `accurateCholesky` of src/expr/cholesky.ts does. Entry (i, j) of Sₘ is read at `terms` + ((m·d + i)·d + j)·`step`, cₘ at
 * `coefficients` + m·`step`; the factor goes to `work`, row-major. Its result is all ones in lanes whose matrix is
 * singular to working precision.
 */
export function accurateFactorFunction(relaxed: boolean): WasmFunction {
  const locals = localsAfter(signature.params), code = newCode();
  const e: Emitter = { code, locals, shape: "f64x2", relaxed };
  const singular = locals.fresh("v128");
  if (!relaxed) factorize(e, singular, false);
  else {
    // the engine may round a relaxed multiply-add twice: does it keep the 2⁻⁶⁰ of (1 + 2⁻³⁰)²?
    const x = 1 + 2 ** -30;
    code.f64x2(x);
    code.f64x2(x);
    code.f64x2(-(x * x));
    code.op("f64x2.relaxed_madd", "v128.any_true");
    code.when(() => factorize(e, singular, true), () => factorize(e, singular, false));
  }
  code.get(singular);
  return { ...signature, locals, code };
}

/** Emits the factorization; errors of products by one fused multiply-add, or by Dekker's product. */
function factorize(e: Emitter, singular: number, fused: boolean): void {
  const { code, locals } = e;
  const binary = (name: "add" | "sub" | "mul" | "div") => (x: number, y: number) =>
    lanewise(e, name, [x], [y])[0]!;
  const add = binary("add"), sub = binary("sub"), mul = binary("mul"), div = binary("div");
  const sqrt = (x: number) => lanewise(e, "sqrt", [x])[0]!;
  const negative = (x: number) => lanewise(e, "neg", [x])[0]!;
  const { work, terms, coefficients, d, count, step } = parameters;

  const v128 = () => locals.fresh("v128"), i32 = () => locals.fresh("i32");
  const constant = (value: number) => {
    const local = v128();
    code.f64x2(value);
    code.set(local);
    return local;
  };
  const zero = constant(0), splitter = constant(134217729), two = constant(2);
  const high = v128(), low = v128(), diagonal = v128(), least = v128();
  const i = i32(), j = i32(), t = i32();
  const rowBytes = i32(), rowI = i32(), rowJ = i32(), p = i32(), q = i32(), matrixBytes = i32();

  /** a·b − fl(a·b), exactly. */
  const productError = (a: number, b: number, product: number) => {
    if (fused) {
      const minus = negative(product);
      code.get(a, b, minus);
      code.op("f64x2.relaxed_madd");
      code.set(minus);
      return minus;
    }
    const split = (x: number): readonly [number, number] => {
      const c = mul(splitter, x), upper = sub(c, sub(c, x));
      return [upper, sub(x, upper)];
    };
    const [ah, al] = split(a), [bh, bl] = split(b);
    const rest = sub(sub(sub(product, mul(ah, bh)), mul(al, bh)), mul(ah, bl));
    return sub(mul(al, bl), rest);
  };
  /** (high + low) += x + error, renormalised. */
  const addTo = (x: number, error: number) => {
    const sum = add(high, x), part = sub(sum, high);
    const rounded = add(add(add(sub(high, sub(sum, part)), sub(x, part)), low), error);
    const result = add(sum, rounded);
    set(low, sub(rounded, sub(result, sum)));
    set(high, result);
  };
  const set = (local: number, from: number) => {
    code.get(from);
    code.set(local);
  };
  const load = (address: number, offset: number) => {
    const local = v128();
    code.get(address);
    code.access("v128.load", offset);
    code.set(local);
    return local;
  };

  // least = d·2⁻⁵³
  code.get(d);
  code.op("f64.convert_i32_s");
  code.f64(2 ** -53);
  code.op("f64.mul", "f64x2.splat");
  code.set(least);
  product(code, rowBytes, [d], accurateEntryBytes);
  product(code, matrixBytes, [d, d, step], 1);
  set(singular, zero);
  counting(code, i, d, () => {
    address(code, rowI, work, i, rowBytes);
    code.i32(0);
    code.set(j);
    code.loop(() => {
      address(code, rowJ, work, j, rowBytes);
      set(high, zero);
      set(low, zero);
      // p = terms + (i·d + j)·step
      code.get(i, d);
      code.op("i32.mul");
      code.get(j);
      code.op("i32.add");
      code.get(step);
      code.op("i32.mul");
      code.get(terms);
      code.op("i32.add");
      code.set(p);
      code.get(coefficients);
      code.set(q);
      counting(code, t, count, () => {
        const c = load(q, 0), x = load(p, 0), cx = mul(c, x);
        addTo(cx, productError(c, x, cx));
        advance(code, p, matrixBytes);
        advance(code, q, step);
      });
      set(diagonal, high);
      code.get(rowI);
      code.set(p);
      code.get(rowJ);
      code.set(q);
      code.get(j);
      code.when(() =>
        counting(code, t, j, () => {
          const a = load(p, 0), al = load(p, 16), b = load(q, 0), bl = load(q, 16);
          const ab = mul(a, b);
          const error = add(productError(a, b, ab), add(mul(a, bl), mul(al, b)));
          addTo(negative(ab), negative(error));
          for (const pointer of [p, q]) {
            code.get(pointer);
            code.i32(accurateEntryBytes);
            code.op("i32.add");
            code.set(pointer);
          }
        })
      );
      // p and q are now at entries (i, j) and (j, j)
      code.get(i, j);
      code.op("i32.eq");
      code.when(() => {
        const bound = mul(least, diagonal);
        code.get(high, bound);
        code.op("f64x2.gt");
        code.get(high);
        code.f64x2(Infinity);
        code.op("f64x2.lt", "v128.and", "v128.not");
        code.get(singular);
        code.op("v128.or");
        code.set(singular);
        const root = sqrt(high), square = mul(root, root);
        const rest = add(sub(sub(high, square), productError(root, root, square)), low);
        set(low, div(rest, mul(two, root)));
        set(high, root);
      }, () => {
        const b = load(q, 0), bl = load(q, 16);
        const quotient = div(high, b), qb = mul(quotient, b);
        const rest = add(sub(sub(high, qb), productError(quotient, b, qb)), low);
        set(low, div(sub(rest, mul(quotient, bl)), b));
        set(high, quotient);
      });
      code.get(p, high);
      code.access("v128.store", 0);
      code.get(p, low);
      code.access("v128.store", 16);
      code.get(j);
      code.i32(1);
      code.op("i32.add");
      code.tee(j);
      code.get(i);
      code.op("i32.gt_s", "i32.eqz");
      code.brIf(0);
    });
  });
}

/** local = factor · the product of locals */
function product(code: Code, local: number, locals: readonly number[], factor: number): void {
  code.i32(factor);
  for (const other of locals) {
    code.get(other);
    code.op("i32.mul");
  }
  code.set(local);
}

/** local = start + index · bytes */
function address(code: Code, local: number, start: number, index: number, bytes: number): void {
  code.get(start, index, bytes);
  code.op("i32.mul", "i32.add");
  code.set(local);
}

/** local += by */
function advance(code: Code, local: number, by: number): void {
  code.get(local, by);
  code.op("i32.add");
  code.set(local);
}

/** A loop for index = 0 … end − 1, of which there is at least one. */
function counting(code: Code, index: number, end: number, body: () => void): void {
  code.i32(0);
  code.set(index);
  code.loop(() => {
    body();
    code.get(index);
    code.i32(1);
    code.op("i32.add");
    code.tee(index);
    code.get(end);
    code.op("i32.lt_s");
    code.brIf(0);
  });
}
