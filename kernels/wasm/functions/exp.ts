/**
 * exp x = 2ⁿ·exp r with n = ⌊x/ln 2⌉ and r = x − n·ln 2, |r| ≤ ½ ln 2. Adding a large constant rounds x/ln 2 to n and
 * leaves n in the last bits of the sum, from where a shift moves it to the exponent of a number: 2ⁿ.
 */
import { across, type Emitter, madd, nmadd, type Shape, splat } from "../bytes/emitter.ts";
import { horner, integersOf, lanewise } from "./lanes.ts";

interface Precision {
  /** 1.5 times the power of two at which numbers are integers: a sum with it rounds, and its last bits count. */
  readonly rounder: number;
  /** How many bits lie right of the exponent, and the exponent of 1. */
  readonly mantissa: number;
  readonly bias: number;
  /** ln 2 in two terms: n·ln2High is exact for every n. */
  readonly ln2High: number;
  readonly ln2Low: number;
  readonly coefficients: readonly number[];
  /** Beyond these exp is 0 and ∞. */
  readonly lowest: number;
  readonly highest: number;
  /** Below this `emitBoundedExp` stays at the value here. */
  readonly floor: number;
}

/**
 * The polynomials 1 + r + r²·Q(r) have the least largest relative error on |r| ≤ 0.3466 (a little beyond ½ ln 2, for n
 * that was rounded the other way): Q by Remez's exchange algorithm in 50 digits (f32: by linear programming on 3001
 * Chebyshev points), then each coefficient rounded. Largest errors found in units in the last place, with fused
 * multiply-adds and without: f64 1.0 and 1.1, f32 0.9 and 1.2.
 */
const precisions: { readonly [S in Shape]: Precision } = {
  // degree 11, error 3.6e−18 before rounding; degree 10 has 3.0e−16, more than an ulp
  f64x2: {
    rounder: 1.5 * 2 ** 52,
    mantissa: 52,
    bias: 1023,
    // 42 bits
    ln2High: 0.6931471805598903,
    ln2Low: 5.497923018708371e-14,
    // deno-fmt-ignore
    coefficients: [1, 1, 0.5000000000000011, 0.16666666666666413, 0.041666666666530155, 0.008333333333494466,
      0.0013888888943630372, 0.0001984126950657235, 2.4801493098632217e-5, 2.7557586378063306e-6,
      2.763024847658922e-7, 2.5000060571192997e-8],
    lowest: -746,
    highest: 710,
    floor: -708,
  },
  // degree 6, error 3.1e−9 before rounding; with degree 5, 9.2e−8, results are off by up to 2.3 ulp
  f32x4: {
    rounder: 1.5 * 2 ** 23,
    mantissa: 23,
    bias: 127,
    // 15 bits
    ln2High: 0.693145751953125,
    ln2Low: 1.428606765330187e-06,
    // deno-fmt-ignore
    coefficients: [1, 1, 0.4999999343997313, 0.16666520515463182, 0.04166838941597453, 0.008368730989874958,
      0.0013814569220929921],
    lowest: -104.5,
    highest: 89,
    floor: -87,
  },
};

/**
 * 2^scale · exp x, for a result below the largest number: within 2 units in the last place down to the least normal
 * number, and there or a little above it for all that is less. NaN for NaN.
 */
export function emitBoundedExp(e: Emitter, xs: readonly number[], scale = 0): number[] {
  const { code, shape } = e, { floor, mantissa, bias } = precisions[shape];
  // pmax and pmin, unlike max and min, are one instruction; both keep a NaN that comes first
  const bounded = lanewise(e, "pmax", xs, Math.ceil(floor - scale * Math.LN2));
  const { shifted, values } = reduced(e, bounded, bias + scale);
  return across(e, xs.length, (t) => {
    code.get(values[t]!, shifted[t]!);
    code.i32(mantissa);
    code.op(`${integersOf(e)}.shl`, `${shape}.mul`);
  });
}

/** exp x within 2 units in the last place: 0 where it underflows, ∞ where it overflows, NaN for NaN. */
export function emitExp(e: Emitter, xs: readonly number[]): number[] {
  const { code, shape } = e, { lowest, highest, mantissa, bias } = precisions[shape];
  const integers = integersOf(e);
  const bounded = lanewise(e, "pmin", lanewise(e, "pmax", xs, lowest), highest);
  // 2ⁿ may be no number where 2ⁿ·exp r is one; so 2ⁿ = 2ᵃ·2ᵇ with a = ⌊n/2⌋, b = n − a, which only the last product rounds
  const { shifted, values } = reduced(e, bounded, 2 * bias);
  const halves = across(e, xs.length, (t) => {
    code.get(shifted[t]!);
    code.i32(1);
    code.op(`${integers}.shr_u`);
  });
  const scaled = across(e, xs.length, (t) => {
    code.get(values[t]!, halves[t]!);
    code.i32(mantissa);
    code.op(`${integers}.shl`, `${shape}.mul`);
  });
  return across(e, xs.length, (t) => {
    code.get(scaled[t]!, shifted[t]!, halves[t]!);
    code.op(`${integers}.sub`);
    code.i32(mantissa);
    code.op(`${integers}.shl`, `${shape}.mul`);
  });
}

/** exp r for each x, and a number whose last bits are n + bias. */
function reduced(e: Emitter, xs: readonly number[], bias: number) {
  const { code, shape } = e, { rounder, ln2High, ln2Low, coefficients } = precisions[shape];
  const shifted = across(e, xs.length, (t) =>
    madd(
      e,
      () => code.get(xs[t]!),
      () => splat(e, Math.LOG2E),
      () => splat(e, rounder + bias),
    ));
  const n = lanewise(e, "sub", shifted, rounder + bias);
  const minus = (from: readonly number[], part: number) =>
    across(
      e,
      xs.length,
      (t) => nmadd(e, () => code.get(n[t]!), () => splat(e, part), () => code.get(from[t]!)),
    );
  const r = minus(minus(xs, ln2High), ln2Low);
  return { shifted, values: horner(e, r, coefficients) };
}
