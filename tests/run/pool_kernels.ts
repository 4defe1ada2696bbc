/** Small kernels with the signature that the pool runs, written by hand, for tests of the pool. */
import { localsAfter, newCode } from "../../kernels/wasm/bytes/assembler.ts";
import { moduleBytes } from "../../kernels/wasm/bytes/module.ts";
import type { Heap } from "../../src/run/memory/heap.ts";
import type { Job, Piece, PoolKernel } from "../../src/run/threads/job.ts";

const params = ["i32", "i32", "i32", "i32", "i32", "i32"] as const;
const [args, scratch, rowFirst, rowEnd, laneFirst, laneEnd] = [0, 1, 2, 3, 4, 5];

/**
 * For each row: adds row² + 1 to the double at args + 8·row, after turning a loop laneEnd − laneFirst times over the first
 * word of scratch. Returns 1 << (rowFirst mod 8).
 */
export function slowSquares(heap: Heap): PoolKernel {
  const locals = localsAfter(params), code = newCode();
  const row = locals.fresh("i32"), turns = locals.fresh("i32"), at = locals.fresh("i32");
  code.get(rowFirst);
  code.set(row);
  code.block(() =>
    code.loop(() => {
      code.get(row, rowEnd);
      code.op("i32.ge_s");
      code.brIf(1);
      code.get(laneFirst);
      code.set(turns);
      code.block(() =>
        code.loop(() => {
          code.get(turns, laneEnd);
          code.op("i32.ge_s");
          code.brIf(1);
          code.get(scratch, turns);
          code.access("i32.store");
          code.get(scratch);
          code.access("i32.load");
          code.i32(1);
          code.op("i32.add");
          code.set(turns);
          code.br(0);
        })
      );
      code.get(args, row);
      code.i32(3);
      code.op("i32.shl", "i32.add");
      code.tee(at);
      code.get(at);
      code.access("f64.load");
      code.get(row);
      code.op("f64.convert_i32_s");
      code.get(row);
      code.op("f64.convert_i32_s", "f64.mul");
      code.f64(1);
      code.op("f64.add", "f64.add");
      code.access("f64.store");
      code.get(row);
      code.i32(1);
      code.op("i32.add");
      code.set(row);
      code.br(0);
    })
  );
  code.i32(1);
  code.get(rowFirst);
  code.i32(7);
  code.op("i32.and", "i32.shl");
  return kernel(heap, locals, code);
}

/** Loads from the address `args`, so it traps far outside of memory; before that it turns a loop for each row. */
export function trapping(heap: Heap): PoolKernel {
  const locals = localsAfter(params), code = newCode();
  code.get(args);
  code.access("i32.load");
  return kernel(heap, locals, code);
}

function kernel(
  heap: Heap,
  locals: ReturnType<typeof localsAfter>,
  code: ReturnType<typeof newCode>,
): PoolKernel {
  const run = { name: "run", params, results: ["i32"] as const, locals, code };
  const floor = { name: "floor", params: ["f64"] as const, results: ["f64"] as const };
  const bytes = moduleBytes({ shared: heap.shared, imports: [floor], functions: [run] });
  return { bytes, module: new WebAssembly.Module(bytes) };
}

/** `rows` rows in pieces of `size`, each row with `turns` turns of the slow loop. */
export function pieces(
  args: number,
  { rows, size, turns }: { readonly rows: number; readonly size: number; readonly turns: number },
): Piece[] {
  return Array.from({ length: Math.ceil(rows / size) }, (_, t) => ({
    args,
    rowFirst: t * size,
    rowEnd: Math.min(rows, (t + 1) * size),
    laneFirst: 0,
    laneEnd: turns,
  }));
}

/** A job with 64 bytes of scratch memory, one row a call unless told otherwise. */
export function job(kernel: PoolKernel, pieces: readonly Piece[], rowsAtOnce = 1): Job {
  return { kernel, pieces, scratchBytes: 64, rowsAtOnce };
}
