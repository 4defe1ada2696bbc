import { axisKeys } from "../../../src/expr/intern.ts";
import type { Accumulator } from "../../ir/kernel.ts";
import { across, splat } from "../bytes/emitter.ts";
import { type Cells, emitterOf, type Stored, type Tile } from "../frame/frame.ts";
import { eachPoint } from "../memory/loop.ts";
import { loadFrom, placeFor, storedAddress, storeTo } from "../memory/stored.ts";
import {
  addBlock,
  atBlockEnd,
  halvesOf,
  identityOf,
  takeIn,
  targetOf,
  unlessGoingOn,
  unlessResumed,
  writeMax,
  writeSum,
} from "./sums.ts";
import { openStates } from "./open_states.ts";
import { cellOf } from "../frame/cells.ts";
import type { Running } from "./running.ts";

/** A sum with cells, its running totals in scratch memory. */
interface Sum {
  readonly accumulator: Accumulator;
  /** The totals of a block of lanes, one vector for each cell and row. */
  readonly partial: Stored;
  /** The totals of all blocks in twice the precision; there is none for a maximum. */
  readonly total: Stored | undefined;
}

/** Sums and maxima with cells as loops; those with the same cells share one. */
export function rolledSums(row: Tile, accumulators: readonly Accumulator[]): Running[] {
  const groups = new Map<string, Sum[]>();
  accumulators.forEach((accumulator) => {
    const { cells, op, into } = accumulator, key = axisKeys(cells);
    const extents = cells.map(({ set }) => set.extent);
    const room = (name: string, copies: number) =>
      placeFor(row, `${name} ${into.id}`, extents, copies * row.rows);
    const sum: Sum = {
      accumulator,
      partial: room("partial", 1),
      total: op === "max" ? undefined : room("total", 2 * halvesOf(row)),
    };
    groups.set(key, [...groups.get(key) ?? [], sum]);
  });
  return [...groups.values()].map((sums) => runningGroup(row, sums));
}

function runningGroup(row: Tile, sums: readonly Sum[]): Running {
  const { cells } = sums[0]!.accumulator;
  const rows = Array.from({ length: row.rows }, (_, r) => r);
  const constants = (value: number, count: number) => {
    const e = emitterOf(row, 1);
    const local = e.locals.fresh("v128");
    splat(e, value);
    e.code.set(local);
    return Array<number>(count).fill(local);
  };
  const { open } = row.frame;
  /** Where row `r` of a total lies. */
  const slotOf = (total: Stored, point: Cells, r: number) => {
    const at = cells.map((axis) => cellOf(point, axis));
    const { local, offset } = storedAddress(row, 1, total, at);
    return { local, offset: offset + 32 * halvesOf(row) * r };
  };
  const loadOpen = (one: Accumulator, point: Cells, partial: Stored, total: Stored | undefined) => {
    const at = cells.map((axis) => cellOf(point, axis)), states = openStates(row, one);
    const e = emitterOf(row, 1);
    const start = total !== undefined
      ? constants(0, partial.copies)
      : across(e, row.rows, (r) => states.pushTop(r, point));
    storeTo(row, 1, partial, at, start);
    if (total === undefined) return;
    for (const r of rows) states.loadSum(r, point, slotOf(total, point, r));
  };
  const storeOpen = (
    one: Accumulator,
    point: Cells,
    partial: Stored,
    total: Stored | undefined,
  ) => {
    const at = cells.map((axis) => cellOf(point, axis)), states = openStates(row, one);
    if (total !== undefined) {
      for (const r of rows) states.storeSum(r, point, slotOf(total, point, r));
    } else loadFrom(row, 1, partial, at).forEach((top, r) => states.storeTop(r, point, top));
  };
  unlessResumed(row, () =>
    eachPoint(row, 1, cells, (point) => {
      const at = cells.map((axis) => cellOf(point, axis));
      for (const { accumulator, partial, total } of sums) {
        if (open) {
          loadOpen(accumulator, point, partial, total);
          continue;
        }
        storeTo(row, 1, partial, at, constants(identityOf(accumulator), partial.copies));
        if (total !== undefined) storeTo(row, 1, total, at, constants(0, total.copies));
      }
    }));
  const feed = (tile: Tile) =>
    eachPoint(tile, 2, cells, (point) => {
      const at = cells.map((axis) => cellOf(point, axis));
      for (const { accumulator, partial } of sums) {
        const totals = loadFrom(tile, 2, partial, at);
        takeIn(tile, accumulator, point, totals);
        storeTo(tile, 2, partial, at, totals);
      }
    });
  const flush = () => {
    if (sums.every(({ total }) => total === undefined)) return;
    atBlockEnd(row, () =>
      eachPoint(row, 1, cells, (point) => {
        const at = cells.map((axis) => cellOf(point, axis));
        for (const { partial, total } of sums) {
          if (total === undefined) continue;
          const totals = loadFrom(row, 1, partial, at);
          const { local, offset } = storedAddress(row, 1, total, at);
          totals.forEach((sum, r) => {
            addBlock(row, sum, { local, offset: offset + 32 * halvesOf(row) * r });
          });
          storeTo(row, 1, partial, at, constants(0, partial.copies));
        }
      }));
  };
  const finish = () =>
    unlessGoingOn(row, () =>
      eachPoint(row, 1, cells, (point) => {
        const at = cells.map((axis) => cellOf(point, axis));
        for (const { accumulator, partial, total } of sums) {
          if (open) {
            storeOpen(accumulator, point, partial, total);
            continue;
          }
          const target = targetOf(row, accumulator);
          if (total === undefined) {
            const totals = loadFrom(row, 1, partial, at);
            totals.forEach((most, r) => writeMax(row, most, target.of(r, [...point]), false));
            continue;
          }
          const { local, offset } = storedAddress(row, 1, total, at);
          for (const r of rows) {
            const slot = { local, offset: offset + 32 * halvesOf(row) * r };
            writeSum(row, slot, target.of(r, [...point]), false);
          }
        }
      }));
  return { feed, flush, finish };
}
