/**
 * The quantile function of the standard normal distribution, Φ⁻¹(u): Algorithm AS 241 (Wichura 1988, "The percentage
 * points of the normal distribution", PPND16), the formulas and coefficients of src/expr/normal.ts. With q = u − ½ and
 * t = min(u, 1 − u), r = √(−ln t):
 *
 *     q·A(0.180625 − q²)/B(0.180625 − q²)   where |q| ≤ 0.425
 *     ±C(r − 1.6)/D(r − 1.6)                where r ≤ 5
 *     ±E(r − 5)/F(r − 5)                    beyond
 */
import { across, type Emitter, nmadd, splat } from "../emitter.ts";
import { horner, lanewise } from "./lanes.ts";
import { emitLog } from "./log.ts";

/** Φ⁻¹(u), relative error below 1e−15 in doubles: ±∞ at 0 and 1, NaN outside. The tails are computed if a lane is there. */
export function emitNormalQuantile(e: Emitter, us: readonly number[]): number[] {
  const { code, shape } = e;
  const each = (body: (t: number) => void) => across(e, us.length, body);
  const q = lanewise(e, "sub", us, 0.5);
  const squared = each((t) =>
    nmadd(e, () => code.get(q[t]), () => code.get(q[t]), () => splat(e, 0.180625))
  );
  const ratio = rational(e, squared, centre, centreBelow);
  const results = lanewise(e, "mul", q, ratio);
  const outside = each((t) => {
    code.get(q[t]);
    code.op(`${shape}.abs`);
    splat(e, 0.425);
    // NaN is outside too
    code.op(`${shape}.le`, "v128.not");
  });
  whenAny(e, outside, () => blend(e, results, tails(e, us, q), outside));
  return results;
}

/** Φ⁻¹(u) in the tails. */
function tails(e: Emitter, us: readonly number[], q: readonly number[]): number[] {
  const { code, shape } = e;
  const each = (body: (t: number) => void) => across(e, us.length, body);
  const tail = each((t) => {
    code.get(us[t]);
    splat(e, 1);
    code.get(us[t]);
    code.op(`${shape}.sub`, `${shape}.min`);
  });
  const logs = emitLog(e, tail);
  const r = lanewise(e, "sqrt", lanewise(e, "neg", logs));
  const less = (by: number) => lanewise(e, "sub", r, by);
  const sizes = rational(e, less(1.6), shoulder, shoulderBelow);
  const beyond = lanewise(e, "gt", r, 5);
  whenAny(e, beyond, () => blend(e, sizes, rational(e, less(5), far, farBelow), beyond));
  // the quotient is NaN where r is ∞
  const infinite = each((t) => {
    code.get(r[t], sizes[t], r[t]);
    splat(e, Infinity);
    code.op(`${shape}.eq`, "v128.bitselect");
  });
  return each((t) => {
    code.get(infinite[t], q[t]);
    splat(e, -0);
    code.op("v128.and", "v128.xor");
  });
}

/** Runs what `body` emits if any lane of `masks` is set. */
function whenAny(e: Emitter, masks: readonly number[], body: () => void): void {
  masks.forEach((mask, t) => {
    e.code.get(mask);
    if (t > 0) e.code.op("v128.or");
  });
  e.code.op("v128.any_true");
  e.code.when(body);
}

/** Puts `others` into `values` where `masks` are set. */
function blend(
  e: Emitter,
  values: readonly number[],
  others: readonly number[],
  masks: readonly number[],
): void {
  values.forEach((value, t) => {
    e.code.get(others[t], value, masks[t]);
    e.code.op("v128.bitselect");
    e.code.set(value);
  });
}

/** The quotient of two polynomials. */
function rational(
  e: Emitter,
  xs: readonly number[],
  above: readonly number[],
  below: readonly number[],
): number[] {
  const numerators = horner(e, xs, above), denominators = horner(e, xs, below);
  return lanewise(e, "div", numerators, denominators);
}

// |u − ½| ≤ 0.425
// deno-fmt-ignore
const centre = [3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
  4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3];
// deno-fmt-ignore
const centreBelow = [1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
  2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3];
// √(−ln tail) ≤ 5
// deno-fmt-ignore
const shoulder = [1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
  1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4];
// deno-fmt-ignore
const shoulderBelow = [1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
  1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9];
// beyond
// deno-fmt-ignore
const far = [6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
  2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7];
// deno-fmt-ignore
const farBelow = [1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
  7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15];
