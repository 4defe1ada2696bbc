import { across, type Emitter, madd, splat } from "../bytes/emitter.ts";

/** The integer lanes as wide as the floating-point lanes of `e`, for opcodes such as `${integersOf(e)}.add`. */
export function integersOf(e: Emitter): "i64x2" | "i32x4" {
  return e.shape === "f64x2" ? "i64x2" : "i32x4";
}

/** Pushes a vector of two equal 64-bit words, from a local if constants are kept there. */
export function splatWord(e: Emitter, bits: bigint): void {
  const { code, constants } = e;
  if (constants === undefined) return code.i64x2(bits);
  const key = `word ${bits}`;
  let local = constants.locals.get(key);
  if (local === undefined) {
    local = e.locals.fresh("v128");
    constants.code.i64x2(bits);
    constants.code.set(local);
    constants.locals.set(key, local);
  }
  code.get(local);
}

/** Instructions that take vectors of a shape to one of that shape, or to a mask. */
type Lanewise =
  | ("neg" | "abs" | "floor" | "sqrt")
  | ("add" | "sub" | "mul" | "div" | "min" | "max" | "pmin" | "pmax")
  | ("eq" | "ne" | "lt" | "le" | "gt");

/** One instruction for each t, on entry t of lists of locals and on constants. */
export function lanewise(
  e: Emitter,
  name: Lanewise,
  first: readonly number[],
  ...others: readonly (readonly number[] | number)[]
): number[] {
  return across(e, first.length, (t) => {
    e.code.get(first[t]!);
    for (const other of others) {
      if (typeof other === "number") splat(e, other);
      else e.code.get(other[t]!);
    }
    e.code.op(`${e.shape}.${name}`);
  });
}

/** Horner's rule at each of `xs`, coefficients from the constant term up. */
export function horner(
  e: Emitter,
  xs: readonly number[],
  coefficients: readonly number[],
): number[] {
  const { code } = e;
  let values: number[] = [];
  for (let i = coefficients.length - 2; i >= 0; i--) {
    const above = values;
    values = across(e, xs.length, (t) =>
      madd(
        e,
        () => above.length === 0 ? splat(e, coefficients[i + 1]!) : code.get(above[t]!),
        () => code.get(xs[t]!),
        () => splat(e, coefficients[i]!),
      ));
  }
  return values;
}
