/**
 * How much rounding errors grow in a factor, and the doubt about it: what `errorGrowth` of src/expr/cholesky.ts does, as code.
 * Ly = ±s is solved by the substitution of kernels/spd (factor_code.ts).
 */
import { trustedGrowth } from "../../../src/expr/cholesky.ts";
import type { Level } from "../../ir/kernel.ts";
import { arithmetic, type Copies } from "../frame/vector_arithmetic.ts";
import { across, type Emitter, type Shape, splat } from "../bytes/emitter.ts";
import { doubtAt, emitterOf, type Tile } from "../frame/frame.ts";
import { withFreshScope } from "../frame/sections.ts";

/** How much rounding errors may grow. */
const trusted: { readonly [S in Shape]: number } = { f64x2: trustedGrowth, f32x4: 2 ** 6 };

/** Locals for the product Π sᵢ²/lᵢᵢ² of each copy. */
export function noLoss(tile: Tile, level: Level, copies: number): number[] {
  const e = emitterOf(tile, level);
  return across(e, copies, () => splat(e, 1));
}

/** Multiplies the products by sᵢ²/lᵢᵢ². */
export function addLoss(e: Emitter, losses: Copies, diagonal: Copies, inverse: Copies): void {
  const { code, shape } = e;
  losses.forEach((loss, t) => {
    code.get(diagonal[t]!, inverse[t]!);
    code.op(`${shape}.mul`);
    code.get(inverse[t]!);
    code.op(`${shape}.mul`);
    code.get(loss);
    code.op(`${shape}.mul`);
    code.set(loss);
  });
}

/** yᵢ = (sum ± sᵢ)/lᵢᵢ with the sign of the sum, sᵢ² = `diagonal`. */
export function growthStep(e: Emitter, sum: Copies, diagonal: Copies, inverse: Copies): number[] {
  const a = arithmetic(e), { code } = e;
  const roots = a.sqrt(diagonal);
  const signed = across(e, roots.length, (t) => {
    code.get(sum[t]!, roots[t]!);
    splat(e, -0);
    code.op("v128.bitselect");
  });
  return a.mul(a.add(sum, signed), inverse);
}

/**
 * Leaves doubt where rounding errors grow beyond trust. Only where some product of losses is too large, or no number, does the
 * code of `solve` run, which emits the yᵢ, hands each on and returns the last, where what is no number ends up. The doubt goes
 * to `doubts`, a local for each copy, or to the row.
 */
export function doubtGrowth(
  tile: Tile,
  level: Level,
  { losses, doubts }: { readonly losses: Copies; readonly doubts: Copies | undefined },
  solve: (noteRow: (y: Copies) => void) => Copies,
): void {
  const { code, shape } = emitterOf(tile, level), most = Math.sqrt(trusted[shape]);
  losses.forEach((loss, t) => {
    code.get(loss);
    splat(emitterOf(tile, level), trusted[shape]);
    code.op(`${shape}.le`);
    if (t > 0) code.op("v128.and");
  });
  code.op("v128.not", "v128.any_true");
  const suspect = () => {
    const e = emitterOf(tile, level);
    const largest = across(e, losses.length, () => splat(e, 0));
    const last = solve((y) =>
      y.forEach((local, t) => {
        const { code } = emitterOf(tile, level);
        code.get(largest[t]!, local);
        code.op(`${shape}.abs`, `${shape}.pmax`);
        code.set(largest[t]!);
      })
    );
    last.forEach((local, t) => {
      const doubt = doubts?.[t] ?? doubtAt(tile, level);
      // pmax keeps its first operand beside what is no number
      for (const number of [local, largest[t]!]) {
        code.get(number);
        code.op(`${shape}.abs`);
        splat(e, most);
        code.op(`${shape}.le`);
      }
      code.op("v128.and", "v128.not");
      if (level === 2 && tile.masked) {
        code.get(tile.mask[t % tile.vectors]!);
        code.op("v128.and");
      }
      code.get(doubt);
      code.op("v128.or");
      code.set(doubt);
    });
  };
  code.when(() => withFreshScope(tile, level, suspect));
}
