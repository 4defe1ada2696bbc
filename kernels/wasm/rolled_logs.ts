import { axisKeys } from "../../src/expr/intern.ts";
import type { Accumulator } from "../ir.ts";
import type { Running } from "./accumulate.ts";
import { splat } from "./emitter.ts";
import { emitterOf, type Stored, type Tile } from "./frame.ts";
import type { Cells } from "./load.ts";
import { lowest } from "./log_shift.ts";
import { feedLogs, runningLogSumExp } from "./log_sum_exp.ts";
import { eachPoint } from "./loop.ts";
import { loadFrom, placeFor, storeTo } from "./stored.ts";
import { cellOf } from "./values.ts";

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
  const { cells } = logs[0].accumulator, { rows } = row;
  const indicesOf = (point: Cells) => cells.map((axis) => cellOf(point, axis));
  eachPoint(row, 1, cells, (point) => {
    const e = emitterOf(row, 1);
    const [below, zero] = [lowest[e.shape], 0].map((value) => {
      const local = e.locals.fresh("v128");
      splat(e, value);
      e.code.set(local);
      return local;
    });
    const start = [below, zero, zero].flatMap((local) => Array<number>(rows).fill(local));
    for (const { place } of logs) storeTo(row, 1, place, indicesOf(point), start);
  });
  /** Loads the state of each log-sum-exp at a point, lets `change` work on it, and writes it back. */
  const withStates = (
    tile: Tile,
    level: 1 | 2,
    change: (running: ReturnType<typeof runningLogSumExp>[]) => void,
  ) =>
    eachPoint(tile, level, cells, (point) => {
      const states = logs.map(({ place }) => loadFrom(tile, level, place, indicesOf(point)));
      change(logs.map(({ accumulator }, t) => {
        const [shift, partial, total] = [0, 1, 2].map((part) =>
          states[t].slice(part * rows, (part + 1) * rows)
        );
        return runningLogSumExp(row, accumulator, { point, shift, partial, total });
      }));
      logs.forEach(({ place }, t) => storeTo(tile, level, place, indicesOf(point), states[t]));
    });
  return {
    feed: (tile) => withStates(tile, 2, (running) => feedLogs(tile, running)),
    flush: () => withStates(row, 1, (running) => running.forEach((one) => one.flush())),
    finish: () => withStates(row, 1, (running) => running.forEach((one) => one.finish())),
  };
}
