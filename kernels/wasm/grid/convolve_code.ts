import { localsAfter, newCode, type ValueType } from "../bytes/assembler.ts";
import type { WasmFunction } from "../bytes/module.ts";
import { advance, countdown } from "./window_loops.ts";

const params: readonly ValueType[] = ["i32", "i32", "i32", "i32", "i32", "i32", "i32", "i32"];

/** Numbers that are computed together: a line of cache. */
export const blockNumbers = 8;
const vectors = blockNumbers / 2;

/**
 * `convolve(from, to, blocks, fromStep, toStep, tapStep, kernel, taps)`: for each block, eight numbers to[e] = Σₜ kernel[t]·
 * from[t·tapStep + e]. Blocks follow each other by `fromStep` and `toStep` bytes.
 */
export function convolveCode(): WasmFunction {
  const [from, to, blocks, fromStep, toStep, tapStep, kernel, taps] = [0, 1, 2, 3, 4, 5, 6, 7];
  const locals = localsAfter(params), code = newCode();
  const own = (type: ValueType) => locals.fresh(type);
  const at = own("i32"), tap = own("i32"), left = own("i32"), factor = own("v128");
  const sums = Array.from({ length: vectors }, () => own("v128"));
  countdown(code, blocks, () => {
    for (const sum of sums) {
      code.f64x2(0);
      code.set(sum);
    }
    code.get(from);
    code.set(at);
    code.get(kernel);
    code.set(tap);
    code.get(taps);
    code.set(left);
    countdown(code, left, () => {
      code.get(tap);
      code.access("v128.load64_splat");
      code.set(factor);
      sums.forEach((sum, t) => {
        code.get(sum, at);
        code.access("v128.load", 16 * t);
        code.get(factor);
        code.op("f64x2.mul", "f64x2.add");
        code.set(sum);
      });
      advance(code, at, { local: tapStep });
      advance(code, tap, 8);
    });
    sums.forEach((sum, t) => {
      code.get(to, sum);
      code.access("v128.store", 16 * t);
    });
    advance(code, from, { local: fromStep });
    advance(code, to, { local: toStep });
  });
  return { name: "convolve", params, results: [], locals, code };
}
