import { monoids } from "../../program/monoids.ts";
import type { Accumulator } from "../../ir/kernel.ts";
import { type Address, addressesOf } from "../memory/addresses.ts";
import { type Emitter, madd, type Shape, splat } from "../bytes/emitter.ts";
import { type Cells, type Dependence, emitterOf, parameters, type Tile } from "../frame/frame.ts";
import { emitted } from "./emitted.ts";
import { trusted } from "./log_shift.ts";
import { inScope } from "../frame/sections.ts";
import { needSpread } from "../frame/need.ts";

const everywhere: Dependence = { row: true, lane: true };

/**
 * How many lanes, a power of two, are summed before their sum is added to one of more digits: of floats so few that little is
 * lost.
 */
export const blockLanes: { readonly [S in Shape]: number } = { f64x2: 512, f32x4: 128 };

/** The value of a sum or a maximum of nothing. */
export function identityOf({ op }: Accumulator): number {
  return op === "max" ? -Infinity : 0;
}

/** Adds one step of a tile, at some cells, to the running totals of its rows. */
export function takeIn(
  tile: Tile,
  { op, args }: Accumulator,
  point: Cells,
  totals: readonly number[],
): void {
  const [x, y] = args.map((arg) => needSpread(tile, arg, point, everywhere));
  const e = emitterOf(tile, 2), { code, shape } = e;
  /** Zero in lanes that are cut off. */
  const cut = (t: number) => {
    if (!tile.masked) return;
    code.get(tile.mask[t % tile.vectors]!);
    code.op("v128.and");
  };
  x!.forEach((local, t) => {
    const total = totals[Math.floor(t / tile.vectors)]!;
    if (op === "dot") {
      const factor = y![t]!;
      if (tile.masked) {
        code.get(total, local, factor);
        code.op(`${shape}.mul`);
        cut(t);
        code.op(`${shape}.add`);
      } else madd(e, () => code.get(local), () => code.get(factor), () => code.get(total));
    } else if (op === "max") {
      code.get(total, local);
      if (tile.masked) {
        splat(e, -Infinity);
        code.get(tile.mask[t % tile.vectors]!);
        code.op("v128.bitselect");
      }
      code.op(`${shape}.max`);
    } else {
      code.get(total, local);
      cut(t);
      code.op(`${shape}.add`);
    }
    code.set(total);
  });
}

/** How many pairs of doubles the lanes of a vector fill. */
export function halvesOf({ frame }: Tile): number {
  return frame.shape === "f64x2" ? 1 : 2;
}

/**
 * Adds the total of a block of lanes to a sum in twice the precision: high and low parts, 32 bytes for each half. Floats
 * have little to lose beside doubles, and are added to the high part alone.
 */
export function addBlock(tile: Tile, total: number, { local, offset }: Address): void {
  const e = emitterOf(tile, 1), { code, shape } = e;
  for (let half = 0; half < halvesOf(tile); half++) {
    const at = offset + half * 32;
    if (shape === "f64x2") {
      const a = emitted(e, tile.frame.functions);
      const state = a.inMemory([0, 16].map((by) => ({ local, offset: at + by })));
      monoids.sum.feed(a, state, a.local(total));
      continue;
    }
    code.get(local, local);
    code.access("v128.load", at);
    pushDoubles(e, total, half);
    code.op("f64x2.add");
    code.access("v128.store", at);
  }
}

/** Pushes two of the four floats of a vector as doubles. */
export function pushDoubles({ code }: Emitter, vector: number, half: number): void {
  code.get(vector);
  if (half === 1) {
    code.get(vector);
    code.shuffle([8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15]);
  }
  code.op("f64x2.promote_low_f32x4");
}

/**
 * Writes a sum that was added up in twice the precision, and leaves doubt unless it is finite. Where it `resumes`, the sum of
 * earlier lanes is part of it.
 */
export function writeSum(
  tile: Tile,
  { local, offset }: Address,
  target: Address,
  resumes: boolean,
): void {
  const e = emitterOf(tile, 1), { code, locals } = e;
  const result = locals.fresh("f64", "result");
  const high = locals.fresh("v128", "high"), low = locals.fresh("v128", "low");
  for (let half = 0; half < halvesOf(tile); half++) {
    [high, low].forEach((part, t) => {
      if (half === 1) code.get(part);
      code.get(local);
      code.access("v128.load", offset + half * 32 + t * 16);
      if (half === 1) code.op("f64x2.add");
      code.set(part);
    });
  }
  lanesTogether(e, high, "f64.add");
  lanesTogether(e, low, "f64.add");
  code.op("f64.add");
  code.set(result);
  if (resumes) withEarlier(tile, target, result, "f64.add");
  doubtUnlessFinite(tile, e, result);
  code.get(target.local, result);
  code.access("f64.store", target.offset);
}

/** Writes the largest lane of a maximum; where it `resumes`, the maximum of earlier lanes is one of them. */
export function writeMax(tile: Tile, total: number, target: Address, resumes: boolean): void {
  const e = emitterOf(tile, 1), { code, shape, locals } = e;
  const part = locals.fresh("v128", "part"), result = locals.fresh("f64", "result");
  code.get(total);
  if (shape === "f32x4") {
    code.get(total);
    code.shuffle([8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7]);
    code.op("f32x4.max", "f64x2.promote_low_f32x4");
  }
  code.set(part);
  lanesTogether(e, part, "f64.max");
  code.set(result);
  if (resumes) withEarlier(tile, target, result, "f64.max");
  code.get(target.local, result);
  code.access("f64.store", target.offset);
}

/** Puts the result of earlier lanes of the rows, which stands at `target`, together with that of these lanes. */
function withEarlier(
  tile: Tile,
  target: Address,
  result: number,
  op: "f64.add" | "f64.max",
): void {
  const { code } = emitterOf(tile, 1);
  code.get(tile.resumed);
  code.when(() => {
    code.get(target.local);
    code.access("f64.load", target.offset);
    code.get(result);
    code.op(op);
    code.set(result);
  });
}

/** Emits the start of sums in scratch memory, where no earlier lanes of the rows have begun them. */
export function unlessResumed(tile: Tile, start: () => void): void {
  if (tile.frame.open) return start();
  whereZero(tile, tile.resumed, start);
}

/** Emits the end of sums in scratch memory, where no more lanes of the rows follow. */
export function unlessGoingOn(tile: Tile, finish: () => void): void {
  if (tile.frame.open) return finish();
  whereZero(tile, parameters.goesOn, finish);
}

/**
 * Emits the end of a block of sums in scratch memory, unless the call ends before it does: what the next call goes on with is
 * added to the same block.
 */
export function atBlockEnd(tile: Tile, flush: () => void): void {
  const { frame } = tile, { code } = emitterOf(tile, 1);
  if (frame.open) return flush();
  const isWithin = frame.locals.fresh("i32");
  code.get(parameters.laneFirst, parameters.laneEnd);
  code.op("i32.xor");
  code.i32(blockLanes[frame.shape]);
  code.op("i32.lt_u");
  code.get(parameters.goesOn);
  code.op("i32.and");
  code.set(isWithin);
  whereZero(tile, isWithin, flush);
}

function whereZero(tile: Tile, local: number, body: () => void): void {
  const { code } = emitterOf(tile, 1);
  code.get(local);
  code.op("i32.eqz");
  code.when(() => inScope(tile, 1, body));
}

/** Addresses of the results of an accumulator, which are doubles. */
export function targetOf(tile: Tile, { into }: Accumulator) {
  const pointer = { kind: "pointer", buffer: into, rounding: "f64" } as const;
  const value = { buffer: into, dims: into.dims };
  return addressesOf(tile, { value, pointer, bytes: 8, level: 1, withLane: false });
}

/** Pushes both doubles of a vector, put together by `op`. */
export function lanesTogether({ code }: Emitter, vector: number, op: "f64.add" | "f64.max"): void {
  code.get(vector);
  code.lane("f64x2.extract_lane", 0);
  code.get(vector);
  code.lane("f64x2.extract_lane", 1);
  code.op(op);
}

/** Leaves doubt if a number is infinite or NaN. */
export function doubtUnlessFinite(tile: Tile, { code }: Emitter, number: number): void {
  code.get(number, number);
  code.op("f64.sub");
  code.f64(0);
  code.op("f64.ne");
  code.when(() => {
    code.f64x2(-0);
    code.set(tile.doubt);
  });
}

/** Leaves doubt if a sum under a shift may have lost digits, or terms. */
export function doubtUnlessTrusted(tile: Tile, { code, shape }: Emitter, sum: number): void {
  const { least, most } = trusted[shape];
  code.get(sum);
  code.f64(least);
  code.op("f64.gt");
  code.get(sum);
  code.f64(most);
  code.op("f64.lt", "i32.and", "i32.eqz");
  code.when(() => {
    code.f64x2(-0);
    code.set(tile.doubt);
  });
}
