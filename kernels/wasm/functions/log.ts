/**
 * ln x = k·ln 2 + ln(1 + f) with x = 2ᵏ(1 + f), √½ ≤ 1 + f < √2. With s = f/(2 + f) and z = s²,
 * ln(1 + f) = 2s + s·R(z) = f − (f²/2 − s·(f²/2 + R(z))), in which f keeps its last digit near x = 1; that
 * arrangement is that of fdlibm (Sun Microsystems 1993, e_log.c).
 */
import { across, type Emitter, madd, type Shape, splat } from "../bytes/emitter.ts";
import { horner, integersOf, lanewise } from "./lanes.ts";

interface Precision {
  /** The least normal number; a smaller one is multiplied by 2^lift first. */
  readonly leastNormal: number;
  readonly lift: number;
  readonly mantissa: number;
  /** A power of two whose last mantissa bit counts 1: an integer in its mantissa bits is a number once it is subtracted. */
  readonly integers: number;
  /** The exponent bits of √½. */
  readonly bias: number;
  /** √½, and the subnormal number that has its mantissa bits and no others. */
  readonly rootHalf: number;
  readonly rootHalfMantissa: number;
  /** ln 2 in two terms: k·ln2High is exact for every k. */
  readonly ln2High: number;
  readonly ln2Low: number;
  /** R(z)/z */
  readonly coefficients: readonly number[];
}

/** R has the least largest error on 0 ≤ z ≤ (√2 − 1)⁴: Remez's exchange algorithm in 50 digits, then rounded. */
const precisions: { readonly [S in Shape]: Precision } = {
  // degree 7, error 2.5e−18 before rounding
  f64x2: {
    leastNormal: 2 ** -1022,
    lift: 54,
    mantissa: 52,
    integers: 2 ** 52,
    bias: 1022,
    rootHalf: Math.SQRT1_2,
    rootHalfMantissa: 0x6a09e667f3bcd * 2 ** -1074,
    // 32 bits
    ln2High: 0.6931471803691238,
    ln2Low: 1.9082149292705877e-10,
    // deno-fmt-ignore
    coefficients: [0.6666666666666734, 0.39999999999414676, 0.2857142874238792, 0.2222219857314859,
      0.18183564328090263, 0.15314050501014687, 0.14795950209667716],
  },
  // degree 4, error 9.6e−12 before rounding
  f32x4: {
    leastNormal: 2 ** -126,
    lift: 25,
    mantissa: 23,
    integers: 2 ** 23,
    bias: 126,
    rootHalf: Math.fround(Math.SQRT1_2),
    rootHalfMantissa: 0x3504f3 * 2 ** -149,
    // 15 bits
    ln2High: 0.693145751953125,
    ln2Low: 1.428606765330187e-06,
    coefficients: [
      0.6666666564545597,
      0.40000335191037534,
      0.28537308531472416,
      0.23582151500862122,
    ],
  },
};

/** ln x within 2 units in the last place; −∞ at 0, NaN below and for NaN, ∞ for ∞. */
export function emitLog(e: Emitter, xs: readonly number[]): number[] {
  const { code, shape } = e, integers = integersOf(e);
  const { leastNormal, lift, mantissa, integers: unit, bias, rootHalf, rootHalfMantissa } =
    precisions[shape];
  const each = (body: (t: number) => void) => across(e, xs.length, body);
  const small = lanewise(e, "lt", xs, leastNormal);
  const normal = each((t) => {
    code.get(xs[t]!);
    splat(e, 2 ** lift);
    code.op(`${shape}.mul`);
    code.get(xs[t]!, small[t]!);
    code.op("v128.bitselect");
  });
  // the bits of x less the mantissa of √½: what is left in the exponent is k + bias, and in the mantissa that of 1 + f, less √½'s
  const split = each((t) => {
    code.get(normal[t]!);
    splat(e, rootHalfMantissa);
    code.op(`${integers}.sub`);
  });
  const k = each((t) => {
    code.get(split[t]!);
    code.i32(mantissa);
    code.op(`${integers}.shr_u`);
    splat(e, unit);
    code.op("v128.or");
    splat(e, unit + bias);
    code.op(`${shape}.sub`);
    splat(e, lift);
    code.get(small[t]!);
    code.op("v128.and", `${shape}.sub`);
  });
  const f = each((t) => {
    code.get(split[t]!);
    // the bits of −∞ are the others
    splat(e, -Infinity);
    code.op("v128.andnot");
    splat(e, rootHalf);
    code.op(`${integers}.add`);
    splat(e, 1);
    code.op(`${shape}.sub`);
  });
  return atTheEdges(e, xs, finiteLog(e, k, f));
}

/** k·ln 2 + ln(1 + f) */
function finiteLog(e: Emitter, k: readonly number[], f: readonly number[]): number[] {
  const { code } = e, { ln2High, ln2Low, coefficients } = precisions[e.shape];
  const each = (body: (t: number) => void) => across(e, f.length, body);
  const s = lanewise(e, "div", f, lanewise(e, "add", f, 2));
  const z = lanewise(e, "mul", s, s);
  const slopes = horner(e, z, coefficients);
  const halfSquare = lanewise(e, "mul", lanewise(e, "mul", f, 0.5), f);
  const sum = each((t) =>
    madd(e, () => code.get(z[t]!), () => code.get(slopes[t]!), () => code.get(halfSquare[t]!))
  );
  const low = lanewise(e, "mul", k, ln2Low);
  const correction = each((t) =>
    madd(e, () => code.get(s[t]!), () => code.get(sum[t]!), () => code.get(low[t]!))
  );
  const fraction = lanewise(e, "sub", f, lanewise(e, "sub", halfSquare, correction));
  return each((t) =>
    madd(e, () => code.get(k[t]!), () => splat(e, ln2High), () => code.get(fraction[t]!))
  );
}

/** The logarithms `values` of `xs`, with the right ones where the formula does not hold. */
function atTheEdges(
  e: Emitter,
  xs: readonly number[],
  values: readonly number[],
): number[] {
  const { code, shape } = e;
  const each = (body: (t: number) => void) => across(e, xs.length, body);
  const zeros = each((t) => {
    splat(e, -Infinity);
    code.get(values[t]!, xs[t]!);
    splat(e, 0);
    code.op(`${shape}.eq`, "v128.bitselect");
  });
  const huge = each((t) => {
    code.get(zeros[t]!, xs[t]!, xs[t]!);
    splat(e, Infinity);
    code.op(`${shape}.lt`, "v128.bitselect");
  });
  return each((t) => {
    code.get(huge[t]!, xs[t]!);
    splat(e, 0);
    // all bits set are a NaN
    code.op(`${shape}.lt`, "v128.or");
  });
}
