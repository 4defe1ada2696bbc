import type { Level } from "../ir.ts";
import { arithmetic, type Copies } from "./arithmetic.ts";
import { across, madd, splat } from "./emitter.ts";
import { doubtAt, emitterOf, type Tile } from "./frame.ts";

/** How many factors are multiplied before their exponent is taken off: four numbers of 1e±70 stay in range. */
const together = { f64x2: 4, f32x4: 1 } as const;

/**
 * Σ ln xᵢ of positive numbers by one logarithm: the product of the mantissas, and the sum of the exponents times ln 2.
 * A product that leaves the range of normal numbers leaves doubt.
 */
export function logProduct(tile: Tile, level: Level, xs: readonly Copies[]): Copies {
  const e = emitterOf(tile, level), { code, shape } = e;
  const a = arithmetic(e);
  if (shape === "f32x4" || xs.length === 1) {
    return xs.map((x) => tile.frame.maps.log(e, [x])).reduce((sum, x) => a.add(sum, x));
  }
  let mantissa: Copies | undefined, exponent: Copies | undefined;
  for (let first = 0; first < xs.length; first += together[shape]) {
    const product = xs.slice(first, first + together[shape]).reduce((x, y) => a.mul(x, y));
    checkNormal(tile, level, product);
    const own = across(e, product.length, (t) => {
      // the mantissa bits with the exponent of 1
      code.get(product[t]);
      code.i64x2(0xfffffffffffffn);
      code.op("v128.and");
      code.i64x2(0x3ff0000000000000n);
      code.op("v128.or");
    });
    const shift = across(e, product.length, (t) => {
      code.get(product[t]);
      code.i32(52);
      code.op("i64x2.shr_u");
    });
    mantissa = mantissa === undefined ? own : a.mul(mantissa, own);
    const before = exponent;
    exponent = before === undefined ? shift : across(e, shift.length, (t) => {
      code.get(before[t], shift[t]);
      code.op("i64x2.add");
    });
  }
  const groups = Math.ceil(xs.length / together[shape]);
  const log = tile.frame.maps.log(e, [mantissa as Copies]);
  const number = across(e, log.length, (t) => {
    // an integer below 2⁵² in the mantissa of 2⁵²
    code.get((exponent as Copies)[t]);
    code.i64x2(0x4330000000000000n);
    code.op("v128.or");
    splat(e, 2 ** 52 + 1023 * groups);
    code.op("f64x2.sub");
  });
  return across(
    e,
    log.length,
    (t) => madd(e, () => code.get(number[t]), () => splat(e, Math.LN2), () => code.get(log[t])),
  );
}

/** Leaves doubt unless 1e−290 < x < 1e290: the sign bits of x − 1e−290 and 1e290 − x. */
function checkNormal(tile: Tile, level: Level, product: Copies): void {
  const e = emitterOf(tile, level), { code } = e;
  product.forEach((local, t) => {
    code.get(local);
    splat(e, 1e-290);
    code.op("f64x2.sub");
    splat(e, 1e290);
    code.get(local);
    code.op("f64x2.sub", "v128.or");
    if (level === 2 && tile.masked) {
      code.get(tile.mask[t % tile.vectors]);
      code.op("v128.and");
    }
    code.get(doubtAt(tile, level));
    code.op("v128.or");
    code.set(doubtAt(tile, level));
  });
}
