import { monoids } from "../../program/monoids.ts";
import type { Accumulator } from "../../ir/kernel.ts";
import { type Address, addressesOf } from "../memory/addresses.ts";
import { type Cells, emitterOf, type Tile } from "../frame/frame.ts";
import { emitted } from "./emitted.ts";
import { lowest, pushIsEmpty, pushLane0, ranges } from "./log_shift.ts";
import { doubtUnlessFinite, doubtUnlessTrusted, lanesTogether } from "./sums.ts";

/**
 * The states of an accumulator in memory, from which rows go on and where they are left: two doubles a cell, as
 * `kernels/program/monoids.ts` has them. In a module each lane of a vector has a state of its own; what comes from memory
 * goes into the first lane.
 */
export interface OpenStates {
  /** Pushes the maximum so far, in both lanes. */
  readonly pushTop: (r: number, point: Cells) => void;
  readonly storeTop: (r: number, point: Cells, top: number) => void;
  /** Writes a sum in twice the precision to where its blocks are added. */
  readonly loadSum: (r: number, point: Cells, to: Address) => void;
  /** Leaves doubt unless the sum is finite. */
  readonly storeSum: (r: number, point: Cells, from: Address) => void;
  /** Pushes the shift so far, in both lanes; above all exponents there is none. */
  readonly pushShift: (r: number, point: Cells) => void;
  /** Pushes the sum under the shift. */
  readonly pushTotal: (r: number, point: Cells) => void;
  /** Leaves doubt where the sum may have lost terms. */
  readonly storeLog: (r: number, point: Cells, log: { shift: number; total: number }) => void;
}

/** The states of an accumulator at the rows of a tile. */
export function openStates(row: Tile, { into }: Accumulator): OpenStates {
  const { frame } = row, { locals, shape } = frame;
  const value = { buffer: into, dims: into.dims };
  const planes = ([0, 1] as const).map((number) =>
    addressesOf(row, {
      value,
      pointer: { kind: "state", buffer: into, number },
      bytes: 8,
      level: 1,
      withLane: false,
    })
  );
  const at = (r: number, point: Cells) => planes.map((plane) => plane.of(r, [...point]));
  const e = () => emitterOf(row, 1);
  const doubles = () => emitted(e(), frame.functions, "f64");
  return {
    pushTop: (r, point) => {
      const [top] = at(r, point), { code } = e();
      code.get(top!.local);
      code.access("v128.load64_splat", top!.offset);
    },
    storeTop: (r, point, top) => {
      const [to] = at(r, point), { code } = e();
      code.get(to!.local);
      lanesTogether(e(), top, "f64.max");
      code.access("f64.store", to!.offset);
    },
    loadSum: (r, point, to) => {
      const from = at(r, point), { code } = e();
      from.forEach(({ local, offset }, t) => {
        code.get(to.local, local);
        code.access("v128.load64_zero", offset);
        code.access("v128.store", to.offset + 16 * t);
      });
    },
    storeSum: (r, point, from) => {
      const to = at(r, point), a = doubles();
      const lane = (v: number) =>
        a.inMemory([0, 16].map((by) => ({ local: from.local, offset: from.offset + by + 8 * v })));
      const both = a.inMemory(to), [first, second] = [lane(0), lane(1)];
      for (const t of [0, 1]) both.set(t, first.get(t));
      monoids.sum.merge(a, both, second);
      const value = locals.fresh("f64", "value");
      monoids.sum.finish(a, both)();
      e().code.set(value);
      doubtUnlessFinite(row, e(), value);
    },
    pushShift: (r, point) => {
      const [shift] = at(r, point), { code } = e();
      code.get(shift!.local);
      code.access("f64.load", shift!.offset);
      code.f64(lowest[shape]);
      code.op("f64.max", "f64x2.splat");
    },
    pushTotal: (r, point) => {
      const [, total] = at(r, point), { code } = e();
      code.f64x2(0);
      code.get(total!.local);
      code.access("f64.load", total!.offset);
      code.f64(2 ** ranges[shape].scale);
      code.op("f64.mul");
      code.lane("f64x2.replace_lane", 0);
    },
    storeLog: (r, point, log) => {
      const [toShift, toTotal] = at(r, point), { code } = e();
      const sum = locals.fresh("f64", "sum"), shift = locals.fresh("f64", "shift");
      lanesTogether(e(), log.total, "f64.add");
      code.set(sum);
      pushLane0(e(), log.shift);
      code.set(shift);
      pushIsEmpty(e(), shift, sum);
      code.when(() => {
        code.f64(-Infinity);
        code.set(shift);
        code.f64(0);
        code.set(sum);
      }, () => doubtUnlessTrusted(row, e(), sum));
      code.get(toShift!.local, shift);
      code.access("f64.store", toShift!.offset);
      code.get(toTotal!.local, sum);
      code.f64(2 ** -ranges[shape].scale);
      code.op("f64.mul");
      code.access("f64.store", toTotal!.offset);
    },
  };
}
