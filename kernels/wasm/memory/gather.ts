import type { Axis } from "../../../src/expr/axes.ts";
import type { Instruction, Level } from "../../ir/kernel.ts";
import { addressesOf } from "./addresses.ts";
import { laneBytes, lanesOf } from "../bytes/emitter.ts";
import { type Cell, type Cells, doubtAt, emitterOf, type Held, type Tile } from "../frame/frame.ts";
import { pushLane } from "./load.ts";
import { addMultiple, strideAlong, word } from "../frame/byte_strides.ts";
import { cellOf } from "../frame/cells.ts";
import { needSpread } from "../frame/need.ts";

/**
 * Reads a buffer at a computed index, lane by lane. An index out of bounds reads element 0 and leaves doubt, so that the
 * row is done again where such an index throws.
 */
export function gather(
  tile: Tile,
  { out, from, dim, index }: Extract<Instruction, { kind: "gather" }>,
  cells: Cells,
  level: Level,
): Held {
  const { frame } = tile, { shape, locals } = frame;
  const to = frame.dependence(out);
  const { code } = emitterOf(tile, level);
  const bytes = laneBytes[shape], bits = shape === "f64x2" ? 64 : 32, width = lanesOf[shape];
  const chosen = needSpread(tile, index, cells, to);
  const pointer = { kind: "pointer", buffer: from.buffer, rounding: frame.rounding(from) } as const;
  const addresses = addressesOf(tile, { value: from, pointer, bytes, level, withLane: false });
  const gathered = from.dims[dim]!;
  const at = from.cells.filter((axis) => axis !== gathered).map((axis): [Axis, Cell] => [
    axis,
    cellOf(cells, axis),
  ]);
  const stride = strideAlong(frame, from, gathered, bytes);
  const laneAxis = frame.kernel.lane;
  const along = laneAxis === null ? undefined : strideAlong(frame, from, laneAxis, bytes);
  const extent = word(frame, { kind: "extent", set: gathered.set });
  const vectors = to.lane ? tile.vectors : 1;
  const place = locals.fresh("i32"), laneAt = locals.fresh("i32");
  return chosen.map((local, t) => {
    const { local: start, offset } = addresses.of(to.row ? Math.floor(t / vectors) : 0, at);
    const vector = locals.fresh("v128");
    for (let w = 0; w < width; w++) {
      code.get(local);
      code.lane(`${shape}.extract_lane`, w);
      if (shape === "f32x4") code.op("f64.promote_f32");
      code.op("i32.trunc_sat_f64_s");
      code.tee(place);
      code.get(extent);
      code.op("i32.ge_u");
      code.when(() => {
        code.i32(0);
        code.set(place);
        leaveDoubt(tile, level, w, t % vectors);
      });
      code.get(start);
      addMultiple(code, place, stride);
      if (along !== undefined) {
        pushLane(tile, code, (t % vectors) * width + w);
        code.set(laneAt);
        addMultiple(code, laneAt, along);
      }
      if (w === 0) code.access(`v128.load${bits}_zero`, offset);
      else {
        code.get(vector);
        code.laneAccess(`v128.load${bits}_lane`, w, offset);
      }
      code.set(vector);
    }
    return vector;
  });
}

/** Marks lane `w` of vector `v` as doubtful, unless it is cut off. */
function leaveDoubt(tile: Tile, level: Level, w: number, v: number): void {
  const { code, shape } = emitterOf(tile, level);
  const mark = (lane: number) => lane === w ? -0 : 0;
  if (shape === "f64x2") code.f64x2(mark(0), mark(1));
  else code.f32x4(mark(0), mark(1), mark(2), mark(3));
  if (level === 2 && tile.masked) {
    code.get(tile.mask[v]!);
    code.op("v128.and");
  }
  code.get(doubtAt(tile, level));
  code.op("v128.or");
  code.set(doubtAt(tile, level));
}
