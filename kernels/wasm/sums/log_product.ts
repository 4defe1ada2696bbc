import type { Level } from "../../ir/kernel.ts";
import { arithmetic, type Copies } from "../frame/vector_arithmetic.ts";
import { across, madd, splat } from "../bytes/emitter.ts";
import { doubtAt, emitterOf, type Tile } from "../frame/frame.ts";
import { integersOf } from "../functions/lanes.ts";

/** How many factors are multiplied before their exponent is taken off: four doubles of 1e±70 stay in range, two floats of 1e±18. */
export const together = { f64x2: 4, f32x4: 2 } as const;

/** Mantissa bits, the exponent of 1, and the range in which a product keeps all its digits. */
const formats = {
  f64x2: { mantissaBits: 52, bias: 1023, least: 1e-290, most: 1e290 },
  f32x4: { mantissaBits: 23, bias: 127, least: 1e-37, most: 1e37 },
} as const;

/** More groups than this are not put together: their mantissas may leave the range. */
export const mostGroups = { f64x2: 1000, f32x4: 120 } as const;

/**
 * Σ ln xᵢ of positive numbers by one logarithm: the product of the mantissas, and the sum of the exponents times ln 2.
 * A product that leaves the range of normal numbers leaves doubt.
 */
export function logProduct(tile: Tile, level: Level, xs: readonly Copies[]): Copies {
  const e = emitterOf(tile, level), { code, shape } = e;
  const a = arithmetic(e);
  const groups = Math.ceil(xs.length / together[shape]);
  if (xs.length === 1 || groups > mostGroups[shape]) {
    return xs.map((x) => tile.frame.maps.log(e, [x])).reduce((sum, x) => a.add(sum, x));
  }
  let all: Parts | undefined;
  for (let first = 0; first < xs.length; first += together[shape]) {
    const own = groupParts(tile, level, xs.slice(first, first + together[shape]));
    const before = all;
    all = before === undefined ? own : {
      mantissa: a.mul(before.mantissa, own.mantissa),
      exponent: across(e, own.exponent.length, (t) => {
        code.get(before.exponent[t]!, own.exponent[t]!);
        code.op(`${integersOf(e)}.add`);
      }),
    };
  }
  return joinedLog(tile, level, { ...all as Parts, groups });
}

/**
 * Σ ln xᵢ of any numbers: −∞ where one is 0. A factor below 0, or a product out of range, leaves doubt; where a factor is 0
 * the product tells nothing.
 */
export function sumOfLogs(tile: Tile, level: Level, xs: readonly Copies[]): Copies {
  const e = emitterOf(tile, level), { code, shape } = e;
  const least = xs.reduce((x, y) =>
    across(e, x.length, (t) => {
      code.get(x[t]!, y[t]!);
      code.op(`${shape}.pmin`);
    })
  );
  const isZero = across(e, least.length, (t) => {
    code.get(least[t]!);
    splat(e, 0);
    code.op(`${shape}.eq`);
  });
  leaveDoubt(tile, level, least.length, (t) => {
    code.get(least[t]!, isZero[t]!);
    code.op("v128.andnot");
  });
  const one = across(e, least.length, (t) => {
    splat(e, 1);
    code.get(isZero[t]!);
    code.op("v128.and");
  });
  // 1 in place of every factor where one is 0, and at least of each factor 0
  const kept = xs.map((x) =>
    across(e, x.length, (t) => {
      code.get(x[t]!, isZero[t]!);
      code.op("v128.andnot");
      code.get(one[t]!);
      code.op("v128.or");
    })
  );
  const log = logProduct(tile, level, kept);
  return across(e, log.length, (t) => {
    splat(e, -Infinity);
    code.get(log[t]!, isZero[t]!);
    code.op("v128.bitselect");
  });
}

/** Numbers taken apart: mantissas from 1 to 2, and exponents as integers. */
interface Parts {
  readonly mantissa: Copies;
  readonly exponent: Copies;
}

/** The parts of a product of a few numbers. */
export function groupParts(tile: Tile, level: Level, xs: readonly Copies[]): Parts {
  const e = emitterOf(tile, level), { code, shape } = e, a = arithmetic(e);
  const { mantissaBits, bias } = formats[shape];
  const product = xs.reduce((x, y) => a.mul(x, y));
  checkNormal(tile, level, product);
  const mantissa = across(e, product.length, (t) => {
    // the mantissa bits, which alone are a subnormal number, with the exponent of 1
    code.get(product[t]!);
    splat(e, (2 ** mantissaBits - 1) * 2 ** (1 - bias - mantissaBits));
    code.op("v128.and");
    splat(e, 1);
    code.op("v128.or");
  });
  const exponent = across(e, product.length, (t) => {
    code.get(product[t]!);
    code.i32(mantissaBits);
    code.op(`${integersOf(e)}.shr_u`);
  });
  return { mantissa, exponent };
}

/** ln of a product of mantissas, and the sum of the exponents of its groups times ln 2. */
export function joinedLog(
  tile: Tile,
  level: Level,
  { mantissa, exponent, groups }: Parts & { readonly groups: number },
): Copies {
  const e = emitterOf(tile, level), { code, shape } = e;
  const { mantissaBits, bias } = formats[shape];
  const log = tile.frame.maps.log(e, [mantissa]);
  const number = across(e, log.length, (t) => {
    // an integer below 2⁵² in the mantissa of 2⁵²
    code.get(exponent[t]!);
    splat(e, 2 ** mantissaBits);
    code.op("v128.or");
    splat(e, 2 ** mantissaBits + bias * groups);
    code.op(`${shape}.sub`);
  });
  return across(
    e,
    log.length,
    (t) => madd(e, () => code.get(number[t]!), () => splat(e, Math.LN2), () => code.get(log[t]!)),
  );
}

/** Leaves doubt unless least < x < most: the sign bits of x − least and most − x. */
function checkNormal(tile: Tile, level: Level, product: Copies): void {
  const e = emitterOf(tile, level), { code, shape } = e;
  const { least, most } = formats[shape];
  leaveDoubt(tile, level, product.length, (t) => {
    code.get(product[t]!);
    splat(e, least);
    code.op(`${shape}.sub`);
    splat(e, most);
    code.get(product[t]!);
    code.op(`${shape}.sub`, "v128.or");
  });
}

/** Leaves doubt in the lanes whose sign bit is set in what `push` pushes for each copy. */
function leaveDoubt(tile: Tile, level: Level, count: number, push: (t: number) => void): void {
  const { code } = emitterOf(tile, level);
  for (let t = 0; t < count; t++) {
    push(t);
    if (level === 2 && tile.masked) {
      code.get(tile.mask[t % tile.vectors]!);
      code.op("v128.and");
    }
    code.get(doubtAt(tile, level));
    code.op("v128.or");
    code.set(doubtAt(tile, level));
  }
}
