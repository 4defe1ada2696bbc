import type { Axis } from "../../src/expr/axes.ts";
import type { Accumulator } from "../ir.ts";
import { addressesOf } from "./addresses.ts";
import { across, type Emitter, madd, splat } from "./emitter.ts";
import { type Cell, type Dependence, emitterOf, parameters, type Tile } from "./frame.ts";
import type { Cells } from "./load.ts";
import { needSpread } from "./values.ts";

/** A reduction along the lanes while its loop is written. */
export interface Running {
  /** Takes in the values of one step of a tile: the main one, or the masked one at the end of the lanes. */
  readonly feed: (tile: Tile) => void;
  /** At the end of a block of lanes. */
  readonly flush: () => void;
  /** At the end of a row: writes the result. */
  readonly finish: () => void;
}

const everywhere: Dependence = { row: true, lane: true };

/** All points of short axes, row-major. */
export function pointsOf(axes: readonly Axis[]): Cells[] {
  let points: Map<Axis, Cell>[] = [new Map()];
  for (const axis of axes) {
    points = points.flatMap((point) =>
      Array.from({ length: axis.set.extent }, (_, t) => new Map(point).set(axis, t))
    );
  }
  return points;
}

/** Starts a sum, a sum of products or a maximum, for every cell and row. Emits its start into the code of the row. */
export function runningSum(row: Tile, accumulator: Accumulator): Running {
  const { op, args, cells } = accumulator;
  const { frame, rows } = row;
  const { shape, scratch, locals } = frame;
  const e1 = emitterOf(row, 1);
  const isMax = op === "max";
  const identity = isMax ? -Infinity : 0;
  const points = pointsOf(cells);
  const partial = points.map(() => across(e1, rows, () => splat(e1, identity)));
  // sums in blocks of lanes are added up in twice the precision: high and low parts in f64
  const halves = shape === "f64x2" ? 1 : 2;
  const state = scratch.take(points.length * rows * halves * 32);
  const slot = (c: number, r: number, half: number) =>
    state + ((c * rows + r) * halves + half) * 32;
  if (!isMax) {
    for (let s = state; s < state + points.length * rows * halves * 32; s += 16) {
      e1.code.get(parameters.scratch);
      e1.code.f64x2(0);
      e1.code.access("v128.store", s);
    }
  }
  const feed = (tile: Tile) => {
    const e2 = emitterOf(tile, 2);
    points.forEach((point, c) => {
      const [x, y] = args.map((arg) => needSpread(tile, arg, point, everywhere));
      for (let t = 0; t < x.length; t++) {
        const r = Math.floor(t / tile.vectors), total = partial[c][r];
        const { code } = e2;
        if (op === "dot") {
          if (tile.masked) {
            code.get(total, x[t], y[t]);
            code.op(`${shape}.mul`);
            cut(tile, e2, t);
            code.op(`${shape}.add`);
          } else madd(e2, () => code.get(x[t]), () => code.get(y[t]), () => code.get(total));
        } else if (isMax) {
          code.get(total, x[t]);
          if (tile.masked) {
            splat(e2, -Infinity);
            code.get(tile.mask[t % tile.vectors]);
            code.op("v128.bitselect");
          }
          code.op(`${shape}.max`);
        } else {
          code.get(total, x[t]);
          cut(tile, e2, t);
          code.op(`${shape}.add`);
        }
        code.set(total);
      }
    });
  };
  const flush = () => {
    if (isMax) return;
    points.forEach((_point, c) =>
      partial[c].forEach((total, r) => {
        for (let half = 0; half < halves; half++) {
          addTwice(row, e1, slot(c, r, half), () => {
            e1.code.get(total);
            if (shape === "f64x2") return;
            if (half === 1) {
              e1.code.get(total);
              e1.code.shuffle([8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15]);
            }
            e1.code.op("f64x2.promote_low_f32x4");
          });
        }
        splat(e1, 0);
        e1.code.set(total);
      })
    );
  };
  const result = locals.fresh("f64"), part = locals.fresh("v128"), low = locals.fresh("v128");
  const finish = () => {
    const { code } = e1;
    const address = targetOf(row, accumulator);
    points.forEach((point, c) =>
      partial[c].forEach((total, r) => {
        if (isMax) {
          code.get(total);
          if (shape === "f32x4") {
            code.get(total);
            code.shuffle([8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7]);
            code.op("f32x4.max", "f64x2.promote_low_f32x4");
          }
          code.set(part);
          lanesTogether(e1, part, "f64.max");
          code.set(result);
        } else {
          for (let half = 0; half < halves; half++) {
            for (const [target, offset] of [[part, 0], [low, 16]] as const) {
              if (half === 1) code.get(target);
              code.get(parameters.scratch);
              code.access("v128.load", slot(c, r, half) + offset);
              if (half === 1) code.op("f64x2.add");
              code.set(target);
            }
          }
          lanesTogether(e1, part, "f64.add");
          lanesTogether(e1, low, "f64.add");
          code.op("f64.add");
          code.set(result);
          doubtUnlessFinite(row, e1, result);
        }
        const { local, offset } = address.of(r, [...point]);
        code.get(local, result);
        code.access("f64.store", offset);
      })
    );
  };
  return { feed, flush, finish };

  /** Zero in lanes that are cut off. */
  function cut(tile: Tile, { code }: Emitter, t: number): void {
    if (!tile.masked) return;
    code.get(tile.mask[t % tile.vectors]);
    code.op("v128.and");
  }
}

/** (high, low) += x in twice the precision (Knuth TAOCP 4.2.2), two doubles at `at` of the scratch memory. */
function addTwice({ frame }: Tile, { code }: Emitter, at: number, push: () => void): void {
  const { locals } = frame;
  const [x, high, sum, back] = [0, 1, 2, 3].map(() => locals.fresh("v128"));
  push();
  code.set(x);
  code.get(parameters.scratch);
  code.access("v128.load", at);
  code.tee(high);
  code.get(x);
  code.op("f64x2.add");
  code.tee(sum);
  code.get(high);
  code.op("f64x2.sub");
  code.set(back);
  code.get(parameters.scratch, sum);
  code.access("v128.store", at);
  code.get(parameters.scratch);
  code.get(parameters.scratch);
  code.access("v128.load", at + 16);
  code.get(high, sum, back);
  code.op("f64x2.sub", "f64x2.sub");
  code.get(x, back);
  code.op("f64x2.sub", "f64x2.add", "f64x2.add");
  code.access("v128.store", at + 16);
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

/** Addresses of the results of an accumulator, which are doubles. */
export function targetOf(tile: Tile, { into }: Accumulator) {
  const pointer = { kind: "pointer", buffer: into, shadow: "f64" } as const;
  const value = { buffer: into, dims: into.dims };
  return addressesOf(tile, { value, pointer, bytes: 8, level: 1, withLane: false });
}
