import type { Accumulator, Value } from "../../ir/kernel.ts";
import { across, madd, splat } from "../bytes/emitter.ts";
import { type Dependence, emitterOf, parameters, type Tile } from "../frame/frame.ts";
import { emitBoundedExp } from "../functions/exp.ts";
import { ranges } from "./log_shift.ts";
import { addBlock, halvesOf, targetOf, writeSum } from "./sums.ts";
import { addColumns } from "./columns.ts";
import { word } from "../frame/byte_strides.ts";
import { needSpread } from "../frame/need.ts";

const everywhere: Dependence = { row: true, lane: true };

/** A log-sum-exp over unordered pairs. */
export interface PairLogSumExp {
  /** Takes in one step; without `columns` only what it means for the rows. */
  readonly feed: (tile: Tile, columns: boolean) => void;
  readonly flush: () => void;
  readonly finish: () => void;
}

/**
 * Both sides of a pair share its exponential, so all rows have one shift, which is given. What is written is the sum of
 * 2^scale · w · exp(a − shift) over the pairs of each row; the logarithm follows once the sums by columns are added. An
 * exponent far above the shift leaves doubt: then all is done again by ordered pairs.
 */
export function pairLogSumExp(
  row: Tile,
  accumulator: Accumulator,
  { index, first, mirror }: {
    /** Which of the shifts. */
    readonly index: number;
    readonly first: number;
    readonly mirror: readonly Value[];
  },
): PairLogSumExp {
  if (accumulator.cells.length > 0) throw new Error("A log-sum-exp over pairs has no cells");
  const { args: [exponent, factor] } = accumulator;
  const { frame, rows } = row;
  const { shape, scratch, locals } = frame;
  const e1 = emitterOf(row, 1);
  const shift = locals.fresh("v128", "shift");
  e1.code.get(word(frame, { kind: "shifts" }));
  e1.code.access(shape === "f64x2" ? "v128.load64_splat" : "f64.load", 8 * index);
  if (shape === "f32x4") e1.code.op("f32.demote_f64", "f32x4.splat");
  e1.code.set(shift);
  const partial = across(e1, rows, () => splat(e1, 0), "partial");
  const bytes = 32 * halvesOf(row);
  const state = scratch.take(rows * bytes);
  const slot = (r: number) => ({ local: parameters.scratch, offset: state + r * bytes });
  for (let s = state; s < state + rows * bytes; s += 16) {
    e1.code.get(parameters.scratch);
    e1.code.f64x2(0);
    e1.code.access("v128.store", s);
  }
  const none = new Map();
  const feed = (tile: Tile, columns: boolean) => {
    const e = emitterOf(tile, 2), { code } = e;
    const exponents = needSpread(tile, exponent!, none, everywhere);
    const shifted = across(e, exponents.length, (t) => {
      code.get(exponents[t]!);
      if (tile.masked) {
        splat(e, -Infinity);
        code.get(tile.mask[t % tile.vectors]!);
        code.op("v128.bitselect");
      }
      code.get(shift);
      code.op(`${shape}.sub`);
    });
    shifted.forEach((local, t) => {
      code.get(local);
      if (t > 0) code.op(`${shape}.pmax`);
    });
    splat(e, ranges[shape].above);
    code.op(`${shape}.gt`);
    code.get(tile.doubt);
    code.op("v128.or");
    code.set(tile.doubt);
    const terms = emitBoundedExp(e, shifted, ranges[shape].scale);
    const weights = factor && needSpread(tile, factor, none, everywhere);
    terms.forEach((term, t) => {
      const sum = partial[Math.floor(t / tile.vectors)]!;
      const push = (local: number) => {
        code.get(local);
        if (!tile.masked) return;
        code.get(tile.mask[t % tile.vectors]!);
        code.op("v128.and");
      };
      if (weights === undefined) {
        code.get(sum);
        push(term);
        code.op(`${shape}.add`);
      } else madd(e, () => code.get(term), () => push(weights[t]!), () => code.get(sum));
      code.set(sum);
    });
    if (columns) addColumns(tile, accumulator, { first, mirror, terms: () => terms });
  };
  const flush = () =>
    partial.forEach((total, r) => {
      addBlock(row, total, slot(r));
      splat(e1, 0);
      e1.code.set(total);
    });
  const finish = () => {
    const target = targetOf(row, accumulator);
    partial.forEach((_total, r) => writeSum(row, slot(r), target.of(r, []), true));
  };
  return { feed, flush, finish };
}
