import { type Code, localsAfter, newCode, type Signature } from "../bytes/assembler.ts";
import type { WasmFunction } from "../bytes/module.ts";
import type { Emitter } from "../bytes/emitter.ts";
import { address, counting, load, product, set, skip, untilAfter } from "./pointers.ts";
import { addTwofold, numbersOf, productErrors } from "./twofold.ts";

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
 * `coefficients` + m·`step`; the factor goes to `work`, row-major, with room for d more entries after it, where the powers
 * of two are kept by which rows are divided. Its result is all ones in lanes whose matrix is singular to working precision.
 */
export function accurateFactorFunction(relaxed: boolean): WasmFunction {
  const locals = localsAfter(signature.params), code = newCode();
  const e: Emitter = { code, locals, shape: "f64x2", relaxed };
  const v128 = () => locals.fresh("v128"), i32 = () => locals.fresh("i32");
  const constant = (value: number) => {
    const local = v128();
    code.f64x2(value);
    code.set(local);
    return local;
  };
  const walk: Walk = {
    ...parameters,
    ...{ i: i32(), j: i32(), t: i32(), p: i32(), q: i32() },
    ...{ rowI: i32(), rowJ: i32(), rootI: i32(), rootJ: i32() },
    ...{ roots: i32(), rowBytes: i32(), matrixBytes: i32() },
    ...{ high: v128(), low: v128(), diagonal: v128(), least: v128() },
    ...{ zero: constant(0), two: constant(2), splitter: constant(134217729) },
    singular: v128(),
  };
  const { d, step, rowBytes, matrixBytes, roots, work, least, singular } = walk;
  // least = d·2⁻⁵³
  code.get(d);
  code.op("f64.convert_i32_s");
  code.f64(2 ** -53);
  code.op("f64.mul", "f64x2.splat");
  code.set(least);
  product(code, rowBytes, [d], accurateEntryBytes);
  product(code, matrixBytes, [d, d, step], 1);
  address(code, roots, work, d, rowBytes);
  rootsOfDiagonal(e, walk);
  if (!relaxed) factorize(e, walk, false);
  else {
    // the engine may round a relaxed multiply-add twice: does it keep the 2⁻⁶⁰ of (1 + 2⁻³⁰)²?
    const x = 1 + 2 ** -30;
    code.f64x2(x);
    code.f64x2(x);
    code.f64x2(-(x * x));
    code.op("f64x2.relaxed_madd", "v128.any_true");
    code.when(() => factorize(e, walk, true), () => factorize(e, walk, false));
  }
  multiplyRows(e, walk);
  code.get(singular);
  return { label: "accurateFactor", ...signature, locals, code };
}

/** The locals of the function: its parameters; indices; addresses of entries, rows and roots; bytes; numbers. */
type Walk = {
  readonly [
    name in
      | keyof typeof parameters
      | ("i" | "j" | "t" | "p" | "q" | "rowI" | "rowJ" | "rootI" | "rootJ" | "roots")
      | ("rowBytes" | "matrixBytes")
      | ("high" | "low" | "diagonal" | "least" | "zero" | "two" | "splitter" | "singular")
  ]: number;
};

/** Stores for each row the power of two near the root of its largest term on the diagonal. */
function rootsOfDiagonal(e: Emitter, walk: Walk): void {
  const { code, locals } = e, { mul } = numbersOf(e);
  const { d, count, i, t, p, q, roots, rootI, zero } = walk;
  const largest = locals.fresh("v128");
  set(code, rootI, roots);
  counting(code, i, d, () => {
    set(code, largest, zero);
    toTerms(code, walk, i);
    counting(code, t, count, () => {
      const cx = mul(load(e, q), load(e, p));
      code.get(largest, cx);
      code.op("f64x2.abs", "f64x2.pmax");
      code.set(largest);
      nextTerm(code, walk);
    });
    // x in [2ᵉ, 2ᵉ⁺¹) → 2^⌊e/2⌋: half of the biased exponent, with half of the bias put back
    code.get(rootI, largest);
    code.i32(53);
    code.op("i64x2.shr_u");
    code.i64x2(512n);
    code.op("i64x2.add");
    code.i32(52);
    code.op("i64x2.shl");
    code.access("v128.store", 0);
    skip(code, rootI, accurateEntryBytes);
  });
}

/** Emits the factorization of the matrix with its rows and columns divided by their roots. */
function factorize(e: Emitter, walk: Walk, fused: boolean): void {
  const { code } = e, { add, sub, mul, div, neg } = numbersOf(e);
  const { work, d, count, i, j, t, p, q, rowI, rowJ, rowBytes } = walk;
  const { roots, rootI, rootJ, high, low, diagonal, zero, splitter, singular } = walk;
  const productError = productErrors(e, fused, splitter), addTo = addTwofold(e, high, low);
  set(code, singular, zero);
  set(code, rootI, roots);
  counting(code, i, d, () => {
    address(code, rowI, work, i, rowBytes);
    const own = load(e, rootI);
    set(code, rootJ, roots);
    code.i32(0);
    code.set(j);
    code.loop(() => {
      address(code, rowJ, work, j, rowBytes);
      set(code, high, zero);
      set(code, low, zero);
      const other = load(e, rootJ);
      toTerms(code, walk, j);
      counting(code, t, count, () => {
        const c = load(e, q), x = div(div(load(e, p), own), other), cx = mul(c, x);
        addTo(cx, productError(c, x, cx));
        nextTerm(code, walk);
      });
      set(code, diagonal, high);
      set(code, p, rowI);
      set(code, q, rowJ);
      code.get(j);
      code.when(() =>
        counting(code, t, j, () => {
          const a = load(e, p), al = load(e, p, 16), b = load(e, q), bl = load(e, q, 16);
          const ab = mul(a, b);
          const error = add(productError(a, b, ab), add(mul(a, bl), mul(al, b)));
          addTo(neg(ab), neg(error));
          skip(code, p, accurateEntryBytes);
          skip(code, q, accurateEntryBytes);
        })
      );
      // p and q are now at entries (i, j) and (j, j)
      code.get(i, j);
      code.op("i32.eq");
      code.when(() => {
        notePivot(code, walk, mul(walk.least, diagonal));
        root(e, walk, productError);
      }, () => {
        const b = load(e, q), bl = load(e, q, 16);
        const quotient = div(high, b), qb = mul(quotient, b);
        const rest = add(sub(sub(high, qb), productError(quotient, b, qb)), low);
        set(code, low, div(sub(rest, mul(quotient, bl)), b));
        set(code, high, quotient);
      });
      code.get(p, high);
      code.access("v128.store", 0);
      code.get(p, low);
      code.access("v128.store", 16);
      skip(code, rootJ, accurateEntryBytes);
      untilAfter(code, j, i);
    });
    skip(code, rootI, accurateEntryBytes);
  });
}

/** Notes lanes whose pivot is not above `bound`, or no finite number. */
function notePivot(code: Code, { high, singular }: Walk, bound: number): void {
  code.get(high, bound);
  code.op("f64x2.gt");
  code.get(high);
  code.f64x2(Infinity);
  code.op("f64x2.lt", "v128.and", "v128.not");
  code.get(singular);
  code.op("v128.or");
  code.set(singular);
}

/** high + low becomes its square root. */
function root(
  e: Emitter,
  { high, low, two }: Walk,
  productError: (a: number, b: number, product: number) => number,
): void {
  const { code } = e, { add, sub, mul, div, sqrt } = numbersOf(e);
  const root = sqrt(high), square = mul(root, root);
  const rest = add(sub(sub(high, square), productError(root, root, square)), low);
  set(code, low, div(rest, mul(two, root)));
  set(code, high, root);
}

/** Multiplies the rows of the factor by their roots: the high parts, which are what is read. */
function multiplyRows(e: Emitter, walk: Walk): void {
  const { code } = e, { mul } = numbersOf(e);
  const { work, d, i, j, p, rowBytes, roots, rootI } = walk;
  set(code, rootI, roots);
  counting(code, i, d, () => {
    const own = load(e, rootI);
    address(code, p, work, i, rowBytes);
    code.i32(0);
    code.set(j);
    code.loop(() => {
      const entry = mul(load(e, p), own);
      code.get(p, entry);
      code.access("v128.store", 0);
      skip(code, p, accurateEntryBytes);
      untilAfter(code, j, i);
    });
    skip(code, rootI, accurateEntryBytes);
  });
}

/** Points p at entry (i, column) of the first term and q at its coefficient. */
function toTerms(code: Code, { i, d, step, terms, coefficients, p, q }: Walk, column: number) {
  code.get(i, d);
  code.op("i32.mul");
  code.get(column);
  code.op("i32.add");
  code.get(step);
  code.op("i32.mul");
  code.get(terms);
  code.op("i32.add");
  code.set(p);
  set(code, q, coefficients);
}

/** Points p at the same entry of the next term and q at its coefficient. */
function nextTerm(code: Code, { p, q, matrixBytes, step }: Walk): void {
  for (const [pointer, bytes] of [[p, matrixBytes], [q, step]] as const) {
    code.get(pointer, bytes);
    code.op("i32.add");
    code.set(pointer);
  }
}
