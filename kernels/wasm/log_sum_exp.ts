import type { Accumulator } from "../ir.ts";
import { pointsOf, type Running } from "./accumulate.ts";
import { across, type Emitter, madd, type Shape, splat } from "./emitter.ts";
import type { Value } from "../ir.ts";
import { type Dependence, emitterOf, replicas, spread, type Tile } from "./frame.ts";
import { emitBoundedExp } from "./functions/exp.ts";
import type { Cells } from "./load.ts";
import { rememberedCopies } from "./sections.ts";
import { lanesTogether, pushDoubles, targetOf } from "./sums.ts";
import { type Held, levelOf, need, needSpread, valueName } from "./values.ts";

/**
 * ln Σ w exp a is held as a shift m and the sum of w·exp(a − m). Any m will do as long as no term overflows and the largest
 * does not underflow, so m need not follow the maximum: it is raised to the largest exponent so far when one lies more
 * than `above` over it. That costs one maximum and one branch a tile. The terms carry a factor 2^scale = exp(above), so that
 * the range of the numbers is used on both sides.
 */
export const ranges: { readonly [S in Shape]: { readonly above: number; readonly scale: number } } =
  {
    f64x2: { above: 299, scale: 431 },
    f32x4: { above: 29, scale: 41 },
  };

/** The shift before any term: every exponent lies above it. */
export const lowest: { readonly [S in Shape]: number } = {
  f64x2: -1.7e308,
  f32x4: Math.fround(-3.4e38),
};

/** A sum outside this range has lost digits, or terms, and is computed again. */
export const trusted: {
  readonly [S in Shape]: { readonly least: number; readonly most: number };
} = {
  f64x2: { least: 1e-250, most: 1e300 },
  // terms below 1e−38 are no longer told apart
  f32x4: { least: 1e-26, most: 1e38 },
};

const everywhere: Dependence = { row: true, lane: true };

/** A log-sum-exp, whose steps have stages, so that those of a kernel can share one branch. */
export interface RunningLogSumExp extends Omit<Running, "feed"> {
  /** Computes the shifted exponents of a step. */
  readonly prepare: (tile: Tile) => Prepared;
}

/** A step of a log-sum-exp whose exponents are there. */
export interface Prepared {
  /** The local with their maximum over the tile. */
  readonly highest: number;
  /** Emits what raises the shift where it is too low, and shifts again. */
  readonly raise: () => void;
  /** Emits the exponentials and their sums. */
  readonly feed: () => void;
}

/** The locals of one cell in a step. */
interface Step {
  readonly shift: readonly number[];
  readonly partial: readonly number[];
  /** The sum of the blocks so far, two doubles. */
  readonly total: readonly number[];
  shifted: number[];
  exponents: number[];
}

/** The locals of a log-sum-exp at one cell, for each row. */
export interface LogState {
  readonly point: Cells;
  readonly shift: readonly number[];
  readonly partial: readonly number[];
  readonly total: readonly number[];
}

/** One step of some log-sum-exps; one branch sees whether any needs a higher shift. */
export function feedLogs(tile: Tile, logs: readonly RunningLogSumExp[]): void {
  if (logs.length === 0) return;
  const steps = logs.map((log) => log.prepare(tile));
  const e = emitterOf(tile, 2), { code, shape } = e;
  steps.forEach(({ highest }, t) => {
    code.get(highest);
    if (t > 0) code.op(`${shape}.pmax`);
  });
  splat(e, ranges[shape].above);
  code.op(`${shape}.gt`, "v128.any_true");
  code.when(() => steps.forEach(({ raise }) => raise()));
  steps.forEach(({ feed }) => feed());
}

/**
 * Starts a log-sum-exp for every cell and row. Emits its start into the code of the row; with `given`, it is one cell
 * whose state is already there.
 */
export function runningLogSumExp(
  row: Tile,
  accumulator: Accumulator,
  given?: LogState,
): RunningLogSumExp {
  const { args, cells } = accumulator;
  const { frame, rows } = row;
  const { shape, locals, functions } = frame;
  const e1 = emitterOf(row, 1);
  const points = given === undefined ? pointsOf(cells) : [given.point];
  const perPoint = given !== undefined ? [given] : points.map(() => ({
    shift: across(e1, rows, () => splat(e1, lowest[shape])),
    partial: across(e1, rows, () => splat(e1, 0)),
    total: across(e1, rows, () => splat({ ...e1, shape: "f64x2" }, 0)),
  }));
  const prepare = (tile: Tile): Prepared => {
    const { vectors } = tile;
    const e2 = emitterOf(tile, 2), { code } = e2;
    let highest: number | undefined;
    const steps = perPoint.map((state) => ({
      ...state,
      shifted: [] as number[],
      exponents: [] as number[],
    }));
    points.forEach((point, c) => {
      const state = steps[c];
      const all = needSpread(tile, args[0], point, everywhere);
      const exponents = args.length > 1 ? dropWeightless(tile, all, args[1], point) : all;
      state.exponents = !tile.masked ? exponents : across(e2, exponents.length, (t) => {
        code.get(exponents[t]);
        splat(e2, -Infinity);
        code.get(tile.mask[t % vectors]);
        code.op("v128.bitselect");
      });
      state.shifted = across(e2, exponents.length, (t) => pushShifted(e2, state, t, vectors));
      for (const local of state.shifted) {
        if (highest === undefined) {
          highest = locals.fresh("v128");
          code.get(local);
        } else {
          code.get(highest, local);
          code.op(`${shape}.pmax`);
        }
        code.set(highest);
      }
    });
    return {
      highest: highest as number,
      raise: () => raise(tile, steps),
      feed: () => feed(tile, steps),
    };
  };
  const raise = ({ vectors, ...tile }: Tile, steps: readonly Step[]) => {
    const e2 = emitterOf({ vectors, ...tile }, 2), { code } = e2;
    const top = locals.fresh("v128"), raised = locals.fresh("v128"), factor = locals.fresh("v128");
    for (const state of steps) {
      for (let r = 0; r < rows; r++) {
        const own = state.exponents.slice(r * vectors, (r + 1) * vectors);
        code.get(own[0]);
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
        code.get(top, state.shift[r], top, state.shift[r]);
        code.op(`${shape}.sub`);
        splat(e2, ranges[shape].above);
        code.op(`${shape}.gt`);
        code.get(top);
        splat(e2, Infinity);
        code.op(`${shape}.lt`, "v128.and", "v128.bitselect");
        code.tee(raised);
        code.get(state.shift[r]);
        code.get(raised);
        code.op(`${shape}.sub`);
        code.set(factor);
        code.set(state.shift[r]);
        code.get(factor);
        code.call(functions.exp);
        code.set(factor);
        code.get(state.partial[r], factor);
        code.op(`${shape}.mul`);
        code.set(state.partial[r]);
        code.get(state.total[r], factor);
        if (shape === "f32x4") code.op("f64x2.promote_low_f32x4");
        code.op("f64x2.mul");
        code.set(state.total[r]);
      }
      state.shifted.forEach((local, t) => {
        pushShifted(e2, state, t, vectors);
        code.set(local);
      });
    }
  };
  const feed = (tile: Tile, steps: readonly Step[]) => {
    const { vectors } = tile;
    const e2 = emitterOf(tile, 2), { code } = e2;
    points.forEach((point, c) => {
      const { shifted, partial } = steps[c];
      const terms = emitBoundedExp(e2, shifted, ranges[shape].scale);
      const weights = args.length > 1 ? needSpread(tile, args[1], point, everywhere) : undefined;
      terms.forEach((term, t) => {
        const sum = partial[Math.floor(t / vectors)];
        const cut = () => {
          if (!tile.masked) return;
          code.get(tile.mask[t % vectors]);
          code.op("v128.and");
        };
        if (weights === undefined) {
          code.get(sum, term);
          cut();
          code.op(`${shape}.add`);
        } else {
          const weight = () => {
            code.get(weights[t]);
            cut();
          };
          madd(e2, () => code.get(term), weight, () => code.get(sum));
        }
        code.set(sum);
      });
    });
  };
  const flush = () => {
    const { code } = e1;
    for (const { partial, total } of perPoint) {
      partial.forEach((local, r) => {
        code.get(total[r]);
        if (shape === "f64x2") code.get(local);
        else {
          pushDoubles(e1, local, 0);
          pushDoubles(e1, local, 1);
          code.op("f64x2.add");
        }
        code.op("f64x2.add");
        code.set(total[r]);
        splat(e1, 0);
        code.set(local);
      });
    }
  };
  const finish = () => {
    const { code } = e1;
    const address = targetOf(row, accumulator);
    const sum = locals.fresh("f64"), result = locals.fresh("f64"), shift = locals.fresh("f64");
    points.forEach((point, c) => {
      const { total, shift: shifts } = perPoint[c];
      for (let r = 0; r < rows; r++) {
        lanesTogether(e1, total[r], "f64.add");
        code.set(sum);
        pushLane0(e1, shifts[r]);
        code.set(shift);
        pushLogUnscaled(e1, sum, ranges[shape].scale, functions.log);
        code.get(shift);
        code.op("f64.add");
        code.set(result);
        code.get(shift);
        code.f64(lowest[shape]);
        code.op("f64.eq");
        code.get(sum);
        code.f64(1);
        code.op("f64.lt", "i32.and");
        // no term was above −∞
        code.when(() => {
          code.f64(-Infinity);
          code.set(result);
        }, () => {
          const { least, most } = trusted[shape];
          code.get(sum);
          code.f64(least);
          code.op("f64.gt");
          code.get(sum);
          code.f64(most);
          code.op("f64.lt", "i32.and", "i32.eqz");
          code.when(() => {
            code.f64x2(-0);
            code.set(row.doubt);
          });
        });
        const { local, offset } = address.of(r, [...point]);
        code.get(local, result);
        code.access("f64.store", offset);
      }
    });
  };
  return { prepare, flush, finish };
}

/** −∞ for terms whose weight is 0, so that they do not raise the shift. */
function dropWeightless(tile: Tile, exponents: Held, weight: Value, point: Cells): number[] {
  const e = emitterOf(tile, 2), { code, shape } = e;
  const from = tile.frame.dependence(weight);
  const level = levelOf(tile, weight.level, weight.cells, point);
  const limits = rememberedCopies(tile, level, `limit ${valueName(weight, point)}`, () => {
    const own = emitterOf(tile, level);
    return across(own, replicas(tile, from), (t) => {
      splat(own, -Infinity);
      splat(own, Infinity);
      own.code.get(need(tile, weight, point)[t]);
      splat(own, 0);
      own.code.op(`${shape}.eq`, "v128.bitselect");
    });
  });
  const spreadLimits = spread(tile, limits, from, everywhere);
  return across(e, exponents.length, (t) => {
    code.get(exponents[t], spreadLimits[t]);
    code.op(`${shape}.pmin`);
  });
}

/** Pushes a − m for copy `t` of a tile. */
function pushShifted({ code, shape }: Emitter, state: Step, t: number, vectors: number): void {
  code.get(state.exponents[t], state.shift[Math.floor(t / vectors)]);
  code.op(`${shape}.sub`);
}

/** Pushes ln(2^−scale · x) of a double. A factor inside the logarithm costs no digits, but a small x leaves no room for it. */
function pushLogUnscaled({ code }: Emitter, x: number, scale: number, log: number): void {
  const isLarge = () => {
    code.get(x);
    code.f64(2 ** -500);
    code.op("f64.gt");
  };
  code.get(x);
  code.f64(2 ** -scale);
  code.f64(1);
  isLarge();
  code.op("select", "f64.mul", "f64x2.splat");
  code.call(log);
  code.lane("f64x2.extract_lane", 0);
  code.f64(0);
  code.f64(scale * Math.LN2);
  isLarge();
  code.op("select", "f64.sub");
}

function pushLane0({ code, shape }: Emitter, vector: number): void {
  code.get(vector);
  code.lane(`${shape}.extract_lane`, 0);
  if (shape === "f32x4") code.op("f64.promote_f32");
}
