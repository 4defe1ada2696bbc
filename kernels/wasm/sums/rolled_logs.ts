import { axisKeys } from "../../../src/expr/intern.ts";
import type { Accumulator } from "../../ir/kernel.ts";
import { across, splat } from "../bytes/emitter.ts";
import { type Cells, emitterOf, type Stored, type Tile } from "../frame/frame.ts";
import { lowest } from "./log_shift.ts";
import { feedLogs, runningLogSumExp } from "./log_sum_exp.ts";
import { eachPoint } from "../memory/loop.ts";
import { loadFrom, placeFor, storeTo } from "../memory/stored.ts";
import { atBlockEnd, unlessGoingOn, unlessResumed } from "./sums.ts";
import { openStates } from "./open_states.ts";
import { cellOf } from "../frame/cells.ts";
import type { Running } from "./running.ts";

/** A log-sum-exp with cells; for each of them and each row scratch memory holds its shift, its block and its total. */
interface Log {
  readonly accumulator: Accumulator;
  readonly place: Stored;
}

/** Log-sum-exps with cells as loops; those with the same cells share one. */
export function rolledLogs(row: Tile, accumulators: readonly Accumulator[]): Running[] {
  const groups = new Map<string, Log[]>();
  for (const accumulator of accumulators) {
    const { cells, into } = accumulator, key = axisKeys(cells);
    const extents = cells.map(({ set }) => set.extent);
    const place = placeFor(row, `log-sum-exp ${into.id}`, extents, 3 * row.rows);
    groups.set(key, [...groups.get(key) ?? [], { accumulator, place }]);
  }
  return [...groups.values()].map((logs) => runningGroup(row, logs));
}

function runningGroup(row: Tile, logs: readonly Log[]): Running {
  const { cells } = logs[0]!.accumulator, { rows } = row;
  const indicesOf = (point: Cells) => cells.map((axis) => cellOf(point, axis));
  /** What a log-sum-exp goes on from. */
  const opened = (accumulator: Accumulator, point: Cells, zero: number) => {
    const states = openStates(row, accumulator), e = emitterOf(row, 1);
    return [
      ...across(e, rows, (r) => states.pushShift(r, point)),
      ...Array<number>(rows).fill(zero),
      ...across(e, rows, (r) => states.pushTotal(r, point)),
    ];
  };
  unlessResumed(row, () =>
    eachPoint(row, 1, cells, (point) => {
      const e = emitterOf(row, 1);
      const constant = (value: number) => {
        const local = e.locals.fresh("v128");
        splat(e, value);
        e.code.set(local);
        return local;
      };
      const below = constant(lowest[e.shape]), zero = constant(0);
      const start = [below, zero, zero].flatMap((local) => Array<number>(rows).fill(local));
      for (const { accumulator, place } of logs) {
        const held = row.frame.open ? opened(accumulator, point, zero) : start;
        storeTo(row, 1, place, indicesOf(point), held);
      }
    }));
  /** Loads the state of each log-sum-exp at a point, lets `change` work on it, and writes it back. */
  const withStates = (
    tile: Tile,
    level: 1 | 2,
    change: (running: ReturnType<typeof runningLogSumExp>[]) => void,
  ) =>
    eachPoint(tile, level, cells, (point) => {
      const indices = indicesOf(point);
      const loaded = logs.map((log) => ({
        ...log,
        state: loadFrom(tile, level, log.place, indices),
      }));
      change(loaded.map(({ accumulator, state }) => {
        const shift = state.slice(0, rows), partial = state.slice(rows, 2 * rows);
        const total = state.slice(2 * rows);
        return runningLogSumExp(row, accumulator, { point, shift, partial, total });
      }));
      for (const { place, state } of loaded) storeTo(tile, level, place, indices, state);
    });
  return {
    feed: (tile) => withStates(tile, 2, (running) => feedLogs(tile, running)),
    flush: () =>
      atBlockEnd(
        row,
        () => withStates(row, 1, (running) => running.forEach((one) => one.flush())),
      ),
    finish: () =>
      unlessGoingOn(
        row,
        () => withStates(row, 1, (running) => running.forEach((one) => one.finish())),
      ),
  };
}
