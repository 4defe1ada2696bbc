import type { Emitter } from "../bytes/emitter.ts";
import { lanewise } from "./lanes.ts";

/** Instructions on numbers in locals; each result is a new local. */
export interface Numbers {
  readonly add: (x: number, y: number) => number;
  readonly sub: (x: number, y: number) => number;
  readonly mul: (x: number, y: number) => number;
  readonly div: (x: number, y: number) => number;
  readonly sqrt: (x: number) => number;
  readonly neg: (x: number) => number;
}

/** The instructions of an emitter, written in the order of the calls. */
export function numbersOf(e: Emitter): Numbers {
  const binary = (name: "add" | "sub" | "mul" | "div") => (x: number, y: number) =>
    lanewise(e, name, [x], [y])[0]!;
  return {
    add: binary("add"),
    sub: binary("sub"),
    mul: binary("mul"),
    div: binary("div"),
    sqrt: (x) => lanewise(e, "sqrt", [x])[0]!,
    neg: (x) => lanewise(e, "neg", [x])[0]!,
  };
}

/**
 * a·b − fl(a·b), exactly: by one fused multiply-add, or by Dekker's product with Veltkamp's split (both exact for numbers
 * far from the ends of the range). `splitter` is a local with 2²⁷ + 1.
 */
export function productErrors(
  e: Emitter,
  fused: boolean,
  splitter: number,
): (a: number, b: number, product: number) => number {
  const { code } = e, { sub, mul, neg } = numbersOf(e);
  const split = (x: number): readonly [number, number] => {
    const c = mul(splitter, x), upper = sub(c, sub(c, x));
    return [upper, sub(x, upper)];
  };
  return (a, b, product) => {
    if (fused) {
      const minus = neg(product);
      code.get(a, b, minus);
      code.op("f64x2.relaxed_madd");
      code.set(minus);
      return minus;
    }
    const [ah, al] = split(a), [bh, bl] = split(b);
    const rest = sub(sub(sub(product, mul(ah, bh)), mul(al, bh)), mul(ah, bl));
    return sub(mul(al, bl), rest);
  };
}

/** Emits (high + low) += x + error, renormalised: an unevaluated sum of two locals. */
export function addTwofold(
  e: Emitter,
  high: number,
  low: number,
): (x: number, error: number) => void {
  const { code } = e, { add, sub } = numbersOf(e);
  const set = (local: number, from: number) => {
    code.get(from);
    code.set(local);
  };
  return (x, error) => {
    const sum = add(high, x), part = sub(sum, high);
    const rounded = add(add(add(sub(high, sub(sum, part)), sub(x, part)), low), error);
    const result = add(sum, rounded);
    set(low, sub(rounded, sub(result, sum)));
    set(high, result);
  };
}
