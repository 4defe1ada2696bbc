import type { Code, Locals } from "../bytes/assembler.ts";
import { type Frame, parameters } from "../frame/frame.ts";

/** Bytes of a range of lanes in a list: where it starts, and where it ends. */
export const rangeBytes = 8;

/** Emits `body` for the lanes of a call, or for each of the ranges that it lists instead, as `laneFirst` and `laneEnd`. */
export function eachRange({ ranges, locals }: Frame, code: Code, body: () => void): void {
  if (ranges === undefined) return body();
  const at = locals.fresh("i32", "range");
  code.get(ranges.list);
  code.set(at);
  code.block(() =>
    code.loop(() => {
      code.get(at, ranges.end);
      code.op("i32.ge_u");
      code.brIf(1);
      code.get(at);
      code.access("i32.load", 0);
      code.set(parameters.laneFirst);
      code.get(at);
      code.access("i32.load", 4);
      code.set(parameters.laneEnd);
      body();
      code.get(at);
      code.i32(rangeBytes);
      code.op("i32.add");
      code.set(at);
      code.br(0);
    })
  );
}

/** Emits what takes the list out of the parameters: `laneFirst` is where it starts, `laneEnd` how many ranges it has. */
export function takeRanges({ ranges }: Frame, code: Code): void {
  if (ranges === undefined) return;
  code.get(parameters.laneFirst);
  code.tee(ranges.list);
  code.get(parameters.laneEnd);
  code.i32(rangeBytes);
  code.op("i32.mul", "i32.add");
  code.set(ranges.end);
}

/** Pushes how many lanes a list of so many ranges has, as a double. */
export function pushLanesOf(
  { code, locals }: { readonly code: Code; readonly locals: Locals },
  list: number,
  count: number,
): void {
  const at = locals.fresh("i32", "range"), left = locals.fresh("i32", "left");
  const lanes = locals.fresh("f64", "lanes");
  code.f64(0);
  code.set(lanes);
  code.get(list);
  code.set(at);
  code.get(count);
  code.set(left);
  code.block(() =>
    code.loop(() => {
      code.get(left);
      code.op("i32.eqz");
      code.brIf(1);
      code.get(at);
      code.access("i32.load", 4);
      code.get(at);
      code.access("i32.load", 0);
      code.op("i32.sub", "f64.convert_i32_s");
      code.get(lanes);
      code.op("f64.add");
      code.set(lanes);
      code.get(at);
      code.i32(rangeBytes);
      code.op("i32.add");
      code.set(at);
      code.get(left);
      code.i32(1);
      code.op("i32.sub");
      code.set(left);
      code.br(0);
    })
  );
  code.get(lanes);
}
