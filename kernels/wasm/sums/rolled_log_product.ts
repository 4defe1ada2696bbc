import type { Level } from "../../ir/kernel.ts";
import { arithmetic, type Copies } from "../frame/vector_arithmetic.ts";
import { across, splat } from "../bytes/emitter.ts";
import { type Cell, emitterOf, type Tile } from "../frame/frame.ts";
import { eachCell } from "../memory/loop.ts";
import { integersOf } from "../functions/lanes.ts";
import { groupParts, joinedLog, mostGroups, together } from "./log_product.ts";

/** Σ ln xᵢ for i = 0 … d − 1 by one logarithm, as `logProduct` has it, in a loop. */
export function rolledLogProduct(
  tile: Tile,
  level: Level,
  d: number,
  copies: number,
  x: (i: Cell) => Copies,
): Copies {
  const start = (value: number) => {
    const e = emitterOf(tile, level);
    return across(e, copies, () => splat(e, value));
  };
  const put = (from: Copies, to: Copies) => {
    const { code } = emitterOf(tile, level);
    from.forEach((local, t) => {
      code.get(local);
      code.set(to[t]!);
    });
  };
  const { shape } = tile.frame;
  const groups = Math.ceil(d / together[shape]);
  if (groups > mostGroups[shape]) {
    const sum = start(0);
    eachCell(tile, level, d, (i) => {
      const held = x(i), e = emitterOf(tile, level);
      put(arithmetic(e).add(sum, tile.frame.maps.log(e, [held])), sum);
    });
    return sum;
  }
  const mantissa = start(1), exponent = start(0);
  const whole = d - d % together[shape];
  const take = (xs: readonly Copies[]) => {
    const own = groupParts(tile, level, xs);
    const e = emitterOf(tile, level);
    put(arithmetic(e).mul(mantissa, own.mantissa), mantissa);
    put(
      across(e, copies, (t) => {
        e.code.get(exponent[t]!, own.exponent[t]!);
        e.code.op(`${integersOf(e)}.add`);
      }),
      exponent,
    );
  };
  let group: Copies[] = [];
  if (whole > 0) {
    eachCell(tile, level, whole, (i) => {
      group.push(x(i));
      if (group.length < together[shape]) return;
      take(group);
      group = [];
    }, together[shape]);
  }
  if (whole < d) take(Array.from({ length: d - whole }, (_, t) => x(whole + t)));
  return joinedLog(tile, level, { mantissa, exponent, groups });
}
