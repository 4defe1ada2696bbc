import { localsAfter, newCode } from "../../../../kernels/wasm/bytes/assembler.ts";
import { moduleBytes } from "../../../../kernels/wasm/bytes/module.ts";
import { engine } from "../../cpu/engine.ts";
import { compiledBy, isRefusal, whyForbidden } from "../../cpu/refusal.ts";

let known: string | undefined;

/**
 * What decides the last bits of what this engine computes: "fused" where vectors multiply and add with one rounding,
 * "vectors" where with two, "script" where there are no vectors.
 */
export function arithmeticOf(): string {
  const { simd, relaxed } = engine();
  if (!simd || whyForbidden() !== undefined) return "script";
  return known ??= relaxed && isFused() ? "fused" : "vectors";
}

/** (1 + ε)² − (1 + 2ε) is ε² with one rounding, and 0 with two. An engine may do relaxed multiplications either way. */
function isFused(): boolean {
  const code = newCode();
  for (let t = 0; t < 3; t++) {
    code.get(t);
    code.op("f64x2.splat");
  }
  code.op("f64x2.relaxed_madd");
  code.lane("f64x2.extract_lane", 0);
  const run = {
    name: "run",
    params: ["f64", "f64", "f64"],
    results: ["f64"],
    locals: localsAfter(["f64", "f64", "f64"]),
    code,
  } as const;
  const made = compiledBy(() => {
    const module = new WebAssembly.Module(
      moduleBytes({ shared: false, imports: [], functions: [run] }),
    );
    const memory = new WebAssembly.Memory({ initial: 1 });
    // the type of its only export, as it stands above
    return new WebAssembly.Instance(module, { env: { memory } }).exports.run as (
      x: number,
      y: number,
      z: number,
    ) => number;
  });
  const epsilon = 2 ** -30;
  return !isRefusal(made) && made(1 + epsilon, 1 + epsilon, -1 - 2 * epsilon) !== 0;
}
