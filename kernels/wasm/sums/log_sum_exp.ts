import type { Accumulator } from "../../ir/kernel.ts";
import { logUnscaled } from "../../program/monoids.ts";
import { across, splat } from "../bytes/emitter.ts";
import { type Cells, type Dependence, emitterOf, type Tile } from "../frame/frame.ts";
import { addLogs, lowest, pushIsEmpty, pushLane0, ranges } from "./log_shift.ts";
import { dropWeightless, feedSteps, type LogStep, pushShifted, raiseShifts } from "./log_steps.ts";
import { emitted } from "./emitted.ts";
import { doubtUnlessTrusted, lanesTogether, pushDoubles, targetOf } from "./sums.ts";
import { type OpenStates, openStates } from "./open_states.ts";
import { needSpread } from "../frame/need.ts";
import { pointsOf, type Running } from "./running.ts";

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
  const { args: [exponent, weight], cells } = accumulator;
  const { frame, rows } = row;
  const { shape, locals, functions } = frame;
  const e1 = emitterOf(row, 1);
  const open = frame.open ? openStates(row, accumulator) : undefined;
  const states: readonly LogState[] = given !== undefined
    ? [given]
    : pointsOf(cells).map((point) => ({
      point,
      shift: across(e1, rows, (r) => {
        if (open !== undefined) open.pushShift(r, point);
        else if (frame.ranges === undefined) splat(e1, lowest[shape]);
        else pushFound(row, accumulator, r, point);
      }, "shift"),
      partial: across(e1, rows, () => splat(e1, 0), "partial"),
      total: across(e1, rows, (r) => {
        if (open === undefined) splat({ ...e1, shape: "f64x2" }, 0);
        else open.pushTotal(r, point);
      }, "total"),
    }));
  const prepare = (tile: Tile): Prepared => {
    const { vectors } = tile;
    const e2 = emitterOf(tile, 2), { code } = e2;
    let highest: number | undefined;
    const steps = states.map((state): LogStep => ({ ...state, shifted: [], exponents: [] }));
    for (const state of steps) {
      const { point } = state;
      const all = needSpread(tile, exponent!, point, everywhere);
      const exponents = weight !== undefined ? dropWeightless(tile, all, weight, point) : all;
      state.exponents = !tile.masked ? exponents : across(e2, exponents.length, (t) => {
        code.get(exponents[t]!);
        splat(e2, -Infinity);
        code.get(tile.mask[t % vectors]!);
        code.op("v128.bitselect");
      });
      state.shifted = across(
        e2,
        exponents.length,
        (t) => pushShifted(e2, state, t, vectors),
        "shifted",
      );
      for (const local of state.shifted) {
        if (highest === undefined) {
          highest = locals.fresh("v128", "highest");
          code.get(local);
        } else {
          code.get(highest, local);
          code.op(`${shape}.pmax`);
        }
        code.set(highest);
      }
    }
    return {
      highest: highest as number,
      raise: () => raiseShifts(tile, steps),
      feed: () => feedSteps(tile, accumulator, steps),
    };
  };
  const flush = () => {
    const { code } = e1;
    for (const { partial, total } of states) {
      partial.forEach((local, r) => {
        code.get(total[r]!);
        if (shape === "f64x2") code.get(local);
        else {
          pushDoubles(e1, local, 0);
          pushDoubles(e1, local, 1);
          code.op("f64x2.add");
        }
        code.op("f64x2.add");
        code.set(total[r]!);
        splat(e1, 0);
        code.set(local);
      });
    }
  };
  const leave = ({ storeLog }: OpenStates) => {
    for (const { point, shift, total } of states) {
      for (let r = 0; r < rows; r++) {
        storeLog(r, point, { shift: shift[r]!, total: total[r]! });
      }
    }
  };
  const finish = () => {
    if (open !== undefined) return leave(open);
    const { code } = e1;
    const address = targetOf(row, accumulator), doubles = emitted(e1, functions, "f64");
    const sum = locals.fresh("f64", "sum"), result = locals.fresh("f64", "result");
    const shift = locals.fresh("f64", "shift");
    for (const { point, total, shift: shifts } of states) {
      for (let r = 0; r < rows; r++) {
        lanesTogether(e1, total[r]!, "f64.add");
        code.set(sum);
        pushLane0(e1, shifts[r]!);
        code.set(shift);
        logUnscaled(doubles, doubles.local(sum), ranges[shape].scale)();
        code.get(shift);
        code.op("f64.add");
        code.set(result);
        pushIsEmpty(e1, shift, sum);
        code.when(() => {
          code.f64(-Infinity);
          code.set(result);
        }, () => doubtUnlessTrusted(row, e1, sum));
        const target = address.of(r, [...point]);
        if (given === undefined) {
          code.get(row.resumed);
          code.when(() => {
            code.get(target.local);
            code.access("f64.load", target.offset);
            addLogs(row, result);
          });
        }
        code.get(target.local, result);
        code.access("f64.store", target.offset);
      }
    }
  };
  return { prepare, flush, finish };
}

/**
 * Pushes as a shift what a few lanes gave a row before, which stands where its result goes: the largest exponents lie near it, so
 * that their differences round little. What is not finite is none.
 */
function pushFound(row: Tile, accumulator: Accumulator, r: number, point: Cells): void {
  const e = emitterOf(row, 1), { code, locals, shape } = e;
  const found = locals.fresh("v128", "found");
  const { local, offset } = targetOf(row, accumulator).of(r, [...point]);
  code.get(local);
  code.access("f64.load", offset);
  code.op("f64x2.splat");
  code.tee(found);
  splat(e, lowest[shape]);
  code.get(found);
  code.op("f64x2.abs");
  splat(e, Infinity);
  code.op("f64x2.lt", "v128.bitselect");
}
