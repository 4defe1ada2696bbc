import { localsAfter, newCode } from "../../../kernels/wasm/bytes/assembler.ts";
import { moduleBytes } from "../../../kernels/wasm/bytes/module.ts";
import type { Opcode } from "../../../kernels/wasm/bytes/opcodes.ts";

/** What this JavaScript engine can run. */
export interface Engine {
  /** WebAssembly with vectors. */
  readonly simd: boolean;
  /** Multiply-add with one rounding. */
  readonly relaxed: boolean;
}

let known: Engine | undefined;

/** Asks the engine once, by small modules that it accepts or not. */
export function engine(): Engine {
  return known ??= { simd: accepts("f64x2.add", 2), relaxed: accepts("f64x2.relaxed_madd", 3) };
}

function accepts(op: Opcode, operands: number): boolean {
  if (typeof WebAssembly !== "object") return false;
  const code = newCode();
  for (let t = 0; t < operands; t++) code.get(0);
  code.op(op);
  const run = {
    params: ["v128"],
    results: ["v128"],
    locals: localsAfter(["v128"]),
    code,
  } as const;
  return WebAssembly.validate(moduleBytes({ shared: false, imports: [], functions: [run] }));
}
