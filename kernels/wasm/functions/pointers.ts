import type { Code } from "../bytes/assembler.ts";
import type { Emitter } from "../bytes/emitter.ts";

/** A new local with the vector at an address. */
export function load({ code, locals }: Emitter, address: number, offset = 0): number {
  const local = locals.fresh("v128");
  code.get(address);
  code.access("v128.load", offset);
  code.set(local);
  return local;
}

/** local = from */
export function set(code: Code, local: number, from: number): void {
  code.get(from);
  code.set(local);
}

/** local += bytes */
export function skip(code: Code, local: number, bytes: number): void {
  code.get(local);
  code.i32(bytes);
  code.op("i32.add");
  code.set(local);
}

/** local = factor · the product of locals */
export function product(
  code: Code,
  local: number,
  locals: readonly number[],
  factor: number,
): void {
  code.i32(factor);
  for (const other of locals) {
    code.get(other);
    code.op("i32.mul");
  }
  code.set(local);
}

/** local = start + index · bytes */
export function address(
  code: Code,
  local: number,
  start: number,
  index: number,
  bytes: number,
): void {
  code.get(start, index, bytes);
  code.op("i32.mul", "i32.add");
  code.set(local);
}

/** Adds one to an index and begins the loop again unless it is beyond the last. */
export function untilAfter(code: Code, index: number, last: number): void {
  code.get(index);
  code.i32(1);
  code.op("i32.add");
  code.tee(index);
  code.get(last);
  code.op("i32.gt_s", "i32.eqz");
  code.brIf(0);
}

/** A loop for index = 0 … end − 1, of which there is at least one. */
export function counting(code: Code, index: number, end: number, body: () => void): void {
  code.i32(0);
  code.set(index);
  code.loop(() => {
    body();
    code.get(index);
    code.i32(1);
    code.op("i32.add");
    code.tee(index);
    code.get(end);
    code.op("i32.lt_s");
    code.brIf(0);
  });
}
