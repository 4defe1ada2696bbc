import type { Instruction, Level } from "../../ir/kernel.ts";
import { across, madd, splat } from "../bytes/emitter.ts";
import {
  type Cell,
  type Cells,
  emitterOf,
  type Held,
  replicas,
  type Tile,
} from "../frame/frame.ts";
import { unlessEqual } from "../functions/map_functions.ts";
import { eachCell } from "../memory/loop.ts";
import { type Fold, isFold } from "../../program/reduction_order.ts";
import { note } from "../frame/sections.ts";
import { cellOf, registerName, withCell } from "../frame/cells.ts";
import { needSpread } from "../frame/need.ts";

/** How often the body of a loop over cells is repeated. */
const unroll = 2;

/** Reductions over one short axis in one loop, so that what they share is computed once a step. */
export function foldGroup(tile: Tile, wanted: Fold, cells: Cells, level: Level): Held {
  if (wanted.kind === "fold" && wanted.op === "logSumExp") {
    return foldLogSumExp(tile, wanted, cells, level);
  }
  const group = tile.frame.kernel.order.groupOf(wanted.out).map(tile.frame.definition).filter(
    isSum,
  );
  const extent = wanted.over.set.extent;
  const states = group.map((fold) => ({ fold, held: start(tile, fold, level, extent) }));
  eachCell(tile, level, extent, (cell) => {
    for (const state of states) step(tile, state, withCell(cells, state.fold.over, cell), level);
  }, unroll);
  for (const { fold, held } of states) {
    const own = new Map(fold.out.cells.map((axis) => [axis, cellOf(cells, axis)]));
    note(tile, level, registerName(fold.out, own), held);
  }
  return states[group.indexOf(wanted)]!.held;
}

/** Whether a reduction keeps one number: a log-sum-exp has a loop of its own. */
function isSum(instruction: Instruction): instruction is Fold {
  return isFold(instruction) && (instruction.kind === "dot" || instruction.op !== "logSumExp");
}

/** The state of a reduction: empty before a loop that is written out; at its identity in locals before one that stays. */
function start(tile: Tile, fold: Fold, level: Level, extent: number): Held {
  if (!tile.frame.schedule.rolled || extent === 1) return [];
  const e = emitterOf(tile, level);
  const identity = fold.kind === "fold" && fold.op === "max" ? -Infinity : 0;
  const count = replicas(tile, tile.frame.dependence(fold.out));
  return across(e, count, () => splat(e, identity));
}

function step(
  tile: Tile,
  state: { readonly fold: Fold; held: Held },
  cells: Cells,
  level: Level,
): void {
  const { fold, held } = state;
  const to = tile.frame.dependence(fold.out);
  const values = fold.args.map((arg) => needSpread(tile, arg, cells, to));
  const e = emitterOf(tile, level), { code, shape } = e;
  const weighs = fold.kind === "dot" && fold.weighs;
  // 0 where one of them is
  const [x, y] = weighs
    ? [unlessEqual(e, values[1]!, 0, tile.frame.maps.weigh(e, values))]
    : values;
  const isFirst = held.length === 0;
  const next = across(e, x!.length, (t) => {
    if (fold.kind === "dot" && !weighs) {
      if (isFirst) {
        code.get(x![t]!, y![t]!);
        code.op(`${shape}.mul`);
      } else madd(e, () => code.get(x![t]!), () => code.get(y![t]!), () => code.get(held[t]!));
      return;
    }
    code.get(x![t]!);
    if (isFirst) return;
    code.get(held[t]!);
    code.op(fold.kind === "fold" && fold.op === "max" ? `${shape}.max` : `${shape}.add`);
  });
  if (typeof cells.get(fold.over) === "number") {
    state.held = next;
    return;
  }
  next.forEach((local, t) => {
    code.get(local);
    code.set(held[t]!);
  });
}

/** ln Σ w exp a over a short axis: the maximum first, then the sum of w·exp(a − max). */
function foldLogSumExp(
  tile: Tile,
  fold: Fold & { kind: "fold" },
  cells: Cells,
  level: Level,
): Held {
  const { frame } = tile;
  const to = frame.dependence(fold.out), count = replicas(tile, to);
  const extent = fold.over.set.extent;
  const [exponent, weight] = fold.args;
  const termAt = (cell: Cell) => {
    const e = emitterOf(tile, level), { code, shape } = e;
    const at = withCell(cells, fold.over, cell);
    const exponents = needSpread(tile, exponent!, at, to);
    if (weight === undefined) return { exponents, weights: undefined };
    const weights = needSpread(tile, weight, at, to);
    // a weight of 0 drops its term
    const kept = across(e, count, (t) => {
      code.get(exponents[t]!);
      splat(e, -Infinity);
      code.get(weights[t]!);
      splat(e, 0);
      code.op(`${shape}.ne`, "v128.bitselect");
    });
    return { exponents: kept, weights };
  };
  const e = emitterOf(tile, level), { code, shape } = e;
  const highest = across(e, count, () => splat(e, -Infinity));
  eachCell(tile, level, extent, (cell) => {
    const { exponents } = termAt(cell);
    const { code } = emitterOf(tile, level);
    exponents.forEach((local, t) => {
      code.get(highest[t]!, local);
      code.op(`${shape}.max`);
      code.set(highest[t]!);
    });
  });
  // all terms −∞, or one +∞: exp(a − shift) is right without a shift
  const shift = across(e, count, (t) => {
    code.get(highest[t]!);
    splat(e, 0);
    code.get(highest[t]!);
    code.op(`${shape}.abs`);
    splat(e, Infinity);
    code.op(`${shape}.lt`, "v128.bitselect");
  });
  const totals = across(e, count, () => splat(e, 0));
  eachCell(tile, level, extent, (cell) => {
    const { exponents, weights } = termAt(cell);
    const e = emitterOf(tile, level), { code } = e;
    const terms = frame.maps.exp(e, [frame.maps.sub(e, [exponents, shift])]);
    const weighed = weights === undefined ? terms : frame.maps.weigh(e, [weights, terms]);
    weighed.forEach((local, t) => {
      code.get(totals[t]!, local);
      code.op(`${shape}.add`);
      code.set(totals[t]!);
    });
  });
  return frame.maps.add(e, [shift, frame.maps.log(e, [totals])]);
}
