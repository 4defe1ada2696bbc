import { type Axis, unionAxes, withoutAxes } from "../../../src/expr/axes.ts";
import type { Kernel, Store } from "../../ir/kernel.ts";
import { axisKeys } from "../../../src/expr/intern.ts";
import { addressesOf } from "../memory/addresses.ts";
import { lanesOf } from "../bytes/emitter.ts";
import {
  type Cell,
  type Cells,
  type Dependence,
  emitterOf,
  parameters,
  type Tile,
} from "../frame/frame.ts";
import { eachPoint } from "../memory/loop.ts";
import { addMultiple, strideAlong } from "../frame/byte_strides.ts";
import { need } from "../frame/need.ts";
import { hasMaskedTilesOnly } from "../frame/schedule.ts";
import { pointsOf } from "../sums/running.ts";

/** Writes the values of a map to their buffers, which hold doubles, and leaves doubt at NaN. */
export function writeStores(tile: Tile): void {
  const { kernel, schedule } = tile.frame;
  if (!schedule.rolled) {
    for (const store of kernel.stores) {
      for (const point of pointsOf(cellsOf(store, kernel))) writeStore(tile, store, point);
    }
    return;
  }
  // those with the same cells share loops
  const groups = new Map<string, Store[]>();
  for (const store of kernel.stores) {
    const key = axisKeys(cellsOf(store, kernel));
    groups.set(key, [...groups.get(key) ?? [], store]);
  }
  for (const stores of groups.values()) {
    eachPoint(tile, storeLevel(kernel), cellsOf(stores[0]!, kernel), (point) => {
      for (const store of stores) writeStore(tile, store, point);
    });
  }
}

/** The level of the code that writes the values of a map. */
function storeLevel({ lane }: Kernel): 1 | 2 {
  return lane === null ? 1 : 2;
}

/** The short axes of a stored value. */
export function cellsOf({ into }: Store, { rows, lane }: Kernel): readonly Axis[] {
  const loops = [lane, ...rows].filter((axis): axis is Axis => axis !== null);
  return withoutAxes(unionAxes(into.dims, []), loops);
}

function writeStore(tile: Tile, store: Store, point: Cells): void {
  const { frame, vectors, masked } = tile;
  const { kernel, shape, locals } = frame;
  const { value, into } = store;
  const level = storeLevel(kernel);
  const width = lanesOf[shape];
  const target = { buffer: into, dims: into.dims };
  const along = kernel.lane === null ? undefined : strideAlong(frame, target, kernel.lane, 8);
  const addresses = addressesOf(tile, {
    value: target,
    pointer: { kind: "pointer", buffer: into, rounding: "f64" },
    bytes: 8,
    level,
    withLane: along === 8,
  });
  const from: Dependence = frame.dependence(value);
  const index = locals.fresh("i32");
  const held = need(tile, value, point);
  const { code } = emitterOf(tile, level);
  for (let r = 0; r < tile.rows; r++) {
    const { local, offset } = addresses.of(r, [...point] as [Axis, Cell][]);
    for (let v = 0; v < (along === undefined ? 1 : vectors); v++) {
      const vector = held[(from.row ? r : 0) * (from.lane ? vectors : 1) + (from.lane ? v : 0)]!;
      doubtNaN(tile, level, vector, v);
      const writeVector = () => {
        code.get(local, vector);
        code.access("v128.store", offset + v * 16);
      };
      if (along === 8 && !masked) {
        writeVector();
        continue;
      }
      const writeLanes = () => {
        for (let w = 0; w < (along === undefined ? 1 : width); w++) writeLane(w);
      };
      const writeLane = (w: number) => {
        const write = () => {
          code.get(local);
          if (along !== undefined && along !== 8) {
            code.get(tile.lane);
            code.i32(v * width + w);
            code.op("i32.add");
            code.set(index);
            addMultiple(code, index, along);
          }
          code.get(vector);
          code.lane("f64x2.extract_lane", w);
          code.access("f64.store", offset + (along === 8 ? (v * width + w) * 8 : 0));
        };
        if (!masked) write();
        else {
          code.get(tile.lane);
          code.i32(v * width + w);
          code.op("i32.add");
          code.get(parameters.laneEnd);
          code.op("i32.lt_s");
          code.when(write);
        }
      };
      if (along !== 8 || !hasMaskedTilesOnly(kernel, frame.schedule)) {
        writeLanes();
        continue;
      }
      // most of these tiles are whole
      code.get(tile.lane);
      code.i32((v + 1) * width);
      code.op("i32.add");
      code.get(parameters.laneEnd);
      code.op("i32.le_s");
      code.when(writeVector, writeLanes);
    }
  }
}

/** Leaves doubt where a value is NaN: the careful executor says what it is. */
function doubtNaN(tile: Tile, level: 1 | 2, vector: number, v: number): void {
  const { code, shape } = emitterOf(tile, level);
  code.get(vector, vector);
  code.op(`${shape}.ne`);
  if (tile.masked) {
    code.get(tile.mask[v]!);
    code.op("v128.and");
  }
  code.get(tile.doubt);
  code.op("v128.or");
  code.set(tile.doubt);
}
