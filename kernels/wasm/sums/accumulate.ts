import type { Accumulator } from "../../ir/kernel.ts";
import { across, splat } from "../bytes/emitter.ts";
import { emitterOf, parameters, type Tile } from "../frame/frame.ts";
import { rolledSums } from "./rolled_sums.ts";
import { addBlock, halvesOf, identityOf, takeIn, targetOf, writeMax, writeSum } from "./sums.ts";
import { openStates } from "./open_states.ts";
import { pointsOf, type Running } from "./running.ts";

/** Starts sums, sums of products and maxima. Emits their start into the code of the row. */
export function runningSums(row: Tile, accumulators: readonly Accumulator[]): Running[] {
  if (!row.frame.schedule.rolled) return accumulators.map((one) => runningSum(row, one));
  const withCells = accumulators.filter(({ cells }) => cells.length > 0);
  const others = accumulators.filter(({ cells }) => cells.length === 0);
  return [...others.map((one) => runningSum(row, one)), ...rolledSums(row, withCells)];
}

/** Starts a sum, a sum of products or a maximum, in a local for every cell and row. */
function runningSum(row: Tile, accumulator: Accumulator): Running {
  const { op, cells } = accumulator;
  const { frame, rows } = row;
  const e1 = emitterOf(row, 1);
  const identity = identityOf(accumulator);
  const open = frame.open ? openStates(row, accumulator) : undefined;
  const running = pointsOf(cells).map((point) => ({
    point,
    totals: across(e1, rows, (r) => {
      if (op === "max" && open !== undefined) open.pushTop(r, point);
      else splat(e1, identity);
    }, "total"),
  }));
  // blocks of lanes are added up in twice the precision
  const bytes = 32 * halvesOf(row);
  const state = op === "max" ? 0 : frame.scratch.take(running.length * rows * bytes);
  const slot = (c: number, r: number) => ({
    local: parameters.scratch,
    offset: state + (c * rows + r) * bytes,
  });
  if (op !== "max" && open !== undefined) {
    running.forEach(({ point }, c) => {
      for (let r = 0; r < rows; r++) open.loadSum(r, point, slot(c, r));
    });
  } else if (op !== "max") {
    for (let s = state; s < state + running.length * rows * bytes; s += 16) {
      e1.code.get(parameters.scratch);
      e1.code.f64x2(0);
      e1.code.access("v128.store", s);
    }
  }
  const feed = (tile: Tile) =>
    running.forEach(({ point, totals }) => takeIn(tile, accumulator, point, totals));
  const flush = () => {
    if (op === "max") return;
    running.forEach(({ totals }, c) =>
      totals.forEach((total, r) => {
        addBlock(row, total, slot(c, r));
        splat(e1, 0);
        e1.code.set(total);
      })
    );
  };
  const finish = () => {
    if (open !== undefined) {
      running.forEach(({ point, totals }, c) =>
        totals.forEach((total, r) => {
          if (op === "max") open.storeTop(r, point, total);
          else open.storeSum(r, point, slot(c, r));
        })
      );
      return;
    }
    const target = targetOf(row, accumulator);
    running.forEach(({ point, totals }, c) =>
      totals.forEach((total, r) => {
        const address = target.of(r, [...point]);
        if (op === "max") writeMax(row, total, address, true);
        else writeSum(row, slot(c, r), address, true);
      })
    );
  };
  return { feed, flush, finish };
}
