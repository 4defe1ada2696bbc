/**
 * The quantile function of the standard normal distribution, Φ⁻¹(u): Algorithm AS 241 (Wichura 1988, "The percentage
 * points of the normal distribution", PPND16), the formulas and coefficients of src/expr/normal.ts. With q = u − ½ and
 * t = min(u, 1 − u), r = √(−ln t):
 *
 *     q·A(0.180625 − q²)/B(0.180625 − q²)   where |q| ≤ 0.425
 *     ±C(r − 1.6)/D(r − 1.6)                where r ≤ 5
 *     ±E(r − 5)/F(r − 5)                    beyond
 */
import {
  centre,
  centreBelow,
  far,
  farBelow,
  shoulder,
  shoulderBelow,
} from "../../../src/expr/normal.ts";
import { across, type Emitter, nmadd, splat } from "../bytes/emitter.ts";
import { horner, lanewise } from "./lanes.ts";
import { emitLog } from "./log.ts";

/** Φ⁻¹(u), relative error below 1e−15 in doubles: ±∞ at 0 and 1, NaN outside. The tails are computed if a lane is there. */
export function emitNormalQuantile(e: Emitter, us: readonly number[]): number[] {
  const { code, shape } = e;
  const each = (body: (t: number) => void) => across(e, us.length, body);
  const q = lanewise(e, "sub", us, 0.5);
  const squared = each((t) =>
    nmadd(e, () => code.get(q[t]!), () => code.get(q[t]!), () => splat(e, 0.180625))
  );
  const ratio = rational(e, squared, centre, centreBelow);
  const results = lanewise(e, "mul", q, ratio);
  const outside = each((t) => {
    code.get(q[t]!);
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
    code.get(us[t]!);
    splat(e, 1);
    code.get(us[t]!);
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
    code.get(r[t]!, sizes[t]!, r[t]!);
    splat(e, Infinity);
    code.op(`${shape}.eq`, "v128.bitselect");
  });
  return each((t) => {
    code.get(infinite[t]!, q[t]!);
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
    e.code.get(others[t]!, value, masks[t]!);
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
