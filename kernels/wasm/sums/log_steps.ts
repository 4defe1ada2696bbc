import type { Accumulator, Value } from "../../ir/kernel.ts";
import { across, type Emitter, madd, splat } from "../bytes/emitter.ts";
import {
  type Cells,
  type Dependence,
  emitterOf,
  type Held,
  replicas,
  spread,
  type Tile,
} from "../frame/frame.ts";
import { emitBoundedExp } from "../functions/exp.ts";
import { ranges } from "./log_shift.ts";
import { rememberedCopies } from "../frame/sections.ts";
import { levelOf, valueName } from "../frame/cells.ts";
import { need, needSpread } from "../frame/need.ts";

const everywhere: Dependence = { row: true, lane: true };

/** The locals of one cell in a step. */
export interface LogStep {
  readonly point: Cells;
  readonly shift: readonly number[];
  readonly partial: readonly number[];
  /** The sum of the blocks so far, two doubles. */
  readonly total: readonly number[];
  shifted: number[];
  exponents: number[];
}

/** Emits what raises the shifts that are too low to the largest exponent of the tile, and shifts again. */
export function raiseShifts(tile: Tile, steps: readonly LogStep[]): void {
  const { rows, vectors, frame: { shape, locals, functions } } = tile;
  const e2 = emitterOf(tile, 2), { code } = e2;
  const top = locals.fresh("v128", "top"), raised = locals.fresh("v128", "raised");
  const factor = locals.fresh("v128", "factor");
  for (const state of steps) {
    for (let r = 0; r < rows; r++) {
      const own = state.exponents.slice(r * vectors, (r + 1) * vectors);
      const shift = state.shift[r]!, partial = state.partial[r]!, total = state.total[r]!;
      code.get(own[0]!);
      code.set(top);
      const higher = (push: () => void) => {
        code.get(top);
        push();
        code.op(`${shape}.pmax`);
        code.set(top);
      };
      for (const local of own.slice(1)) higher(() => code.get(local));
      for (const turn of shape === "f64x2" ? [8] : [8, 4]) {
        higher(() => {
          code.get(top, top);
          code.shuffle(Array.from({ length: 16 }, (_, b) => (b + turn) % 16));
        });
      }
      // raised = m + above < top < ∞ ? top : m
      code.get(top, shift, top, shift);
      code.op(`${shape}.sub`);
      splat(e2, ranges[shape].above);
      code.op(`${shape}.gt`);
      code.get(top);
      splat(e2, Infinity);
      code.op(`${shape}.lt`, "v128.and", "v128.bitselect");
      code.tee(raised);
      code.get(shift);
      code.get(raised);
      code.op(`${shape}.sub`);
      code.set(factor);
      code.set(shift);
      code.get(factor);
      code.call(functions.exp);
      code.set(factor);
      code.get(partial, factor);
      code.op(`${shape}.mul`);
      code.set(partial);
      code.get(total, factor);
      if (shape === "f32x4") code.op("f64x2.promote_low_f32x4");
      code.op("f64x2.mul");
      code.set(total);
    }
    state.shifted.forEach((local, t) => {
      pushShifted(e2, state, t, vectors);
      code.set(local);
    });
  }
}

/** Emits the exponentials of a step and their sums. */
export function feedSteps(tile: Tile, { args }: Accumulator, steps: readonly LogStep[]): void {
  const { vectors, frame: { shape } } = tile;
  const e2 = emitterOf(tile, 2), { code } = e2;
  const [, factor] = args;
  steps.forEach(({ point, shifted, partial }) => {
    const terms = emitBoundedExp(e2, shifted, ranges[shape].scale);
    const weights = factor && needSpread(tile, factor, point, everywhere);
    terms.forEach((term, t) => {
      const sum = partial[Math.floor(t / vectors)]!;
      const cut = () => {
        if (!tile.masked) return;
        code.get(tile.mask[t % vectors]!);
        code.op("v128.and");
      };
      if (weights === undefined) {
        code.get(sum, term);
        cut();
        code.op(`${shape}.add`);
      } else {
        const weight = () => {
          code.get(weights[t]!);
          cut();
        };
        madd(e2, () => code.get(term), weight, () => code.get(sum));
      }
      code.set(sum);
    });
  });
}

/** −∞ for terms whose weight is 0, so that they do not raise the shift. */
export function dropWeightless(tile: Tile, exponents: Held, weight: Value, point: Cells): number[] {
  const e = emitterOf(tile, 2), { code, shape } = e;
  const from = tile.frame.dependence(weight);
  const level = levelOf(tile, weight.level, weight.cells, point);
  const limits = rememberedCopies(tile, level, `limit ${valueName(weight, point)}`, () => {
    const own = emitterOf(tile, level);
    return across(own, replicas(tile, from), (t) => {
      splat(own, -Infinity);
      splat(own, Infinity);
      own.code.get(need(tile, weight, point)[t]!);
      splat(own, 0);
      own.code.op(`${shape}.eq`, "v128.bitselect");
    });
  });
  const spreadLimits = spread(tile, limits, from, everywhere);
  return across(e, exponents.length, (t) => {
    code.get(exponents[t]!, spreadLimits[t]!);
    code.op(`${shape}.pmin`);
  });
}

/** Pushes a − m for copy `t` of a tile. */
export function pushShifted(
  { code, shape }: Emitter,
  state: LogStep,
  t: number,
  vectors: number,
): void {
  code.get(state.exponents[t]!, state.shift[Math.floor(t / vectors)]!);
  code.op(`${shape}.sub`);
}
