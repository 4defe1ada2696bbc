import { moduleBytes, type ModuleParts, type WasmFunction } from "../bytes/module.ts";
import type { Emitter, Shape } from "../bytes/emitter.ts";
import { isRefined } from "../spd/accurate.ts";
import { accurateFactorFunction } from "../functions/accurate_factor.ts";
import { emitExp } from "../functions/exp.ts";
import { emitLog } from "../functions/log.ts";
import type { Kernel } from "../../ir/kernel.ts";
import { localsAfter, newCode, type ValueType } from "../bytes/assembler.ts";
import type { Argument } from "../frame/argument_block.ts";
import type { Schedule } from "../frame/frame.ts";
import { importedOps } from "./imported_ops.ts";
import type { CalledOp } from "../functions/map_functions.ts";
import { newFrame, runParams } from "./new_frame.ts";
import { rowLoop } from "./row_loop.ts";
import { arity } from "../../../src/expr/ops.ts";

/** What the engine allows, and what was asked for. */
export interface Target {
  readonly shape: Shape;
  /** Relaxed SIMD: multiply-add with one rounding. */
  readonly relaxed: boolean;
  /** Whether the memory is shared between threads. */
  readonly shared: boolean;
  /** Whether rows go on from states in memory and leave them there, instead of results; for doubles only. */
  readonly open?: boolean;
  /** Whether it is noted what locals hold, for a reader of the code. */
  readonly named?: boolean;
}

/** A kernel as a WebAssembly module, and what must be supplied to run it. */
export interface WasmKernel {
  /** The binary, put together when it is first asked for. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What it is put together from: before locals share places. */
  readonly parts: ModuleParts;
  readonly args: readonly Argument[];
  /** Scratch memory of a thread, in bytes. */
  readonly scratchBytes: number;
  readonly schedule: Schedule;
}

/** Generates the module of a kernel. Throws `TooManyLocals` if its function would have more than it may. */
export function generate(
  kernel: Kernel,
  target: Target,
  schedule: Schedule,
  mostLocals = Infinity,
): WasmKernel {
  const slices = generating(kernel, target, schedule, mostLocals);
  for (;;) {
    const slice = slices.next();
    if (slice.done === true) return slice.value;
  }
}

/** The same in slices: a large kernel takes a tenth of a second. */
export function* generating(
  given: Kernel,
  { shape, relaxed, shared, open = false, named = false }: Target,
  schedule: Schedule,
  mostLocals = Infinity,
): Generator<undefined, WasmKernel, unknown> {
  if (open && (shape === "f32x4" || given.mirrors !== undefined)) {
    throw new Error("Only rows of doubles over ordered pairs leave their states open");
  }
  const frame = newFrame(given, { shape, relaxed, open, named }, schedule, mostLocals);
  const { kernel, args, locals, constants } = frame;
  const rows = yield* rowLoop(frame);
  const code = newCode();
  code.append(constants.code);
  code.append(frame.level0.code);
  code.append(rows);
  code.get(frame.status);
  const run: WasmFunction = { name: "run", params: runParams, results: ["i32"], locals, code };
  const parts: ModuleParts = {
    shared,
    imports: importsOf(importedOps(kernel)),
    functions: [...supportFunctions(kernel, { shape, relaxed, named }), run],
  };
  let bytes: Uint8Array<ArrayBuffer> | undefined;
  return {
    get bytes() {
      return bytes ??= moduleBytes(parts);
    },
    parts,
    args: args.list,
    scratchBytes: frame.scratch.bytes(),
    schedule,
  };
}

/** What a module imports, as its binary has it. */
export function importsOf(names: readonly CalledOp[]): ModuleParts["imports"] {
  return names.map((name) => ({
    name,
    params: Array.from({ length: arity[name] }, (): ValueType => "f64"),
    results: ["f64"],
  }));
}

/** The functions that kernels call, in the order in which a frame counts them. */
export function supportFunctions(
  { levels }: Pick<Kernel, "levels">,
  { shape, relaxed, named = false }: Pick<Target, "shape" | "relaxed" | "named">,
): WasmFunction[] {
  return [
    vectorFunction("exp", emitExp, { shape, relaxed, named }),
    vectorFunction("log", emitLog, { shape: "f64x2", relaxed, named }),
    ...(shape === "f64x2" && levels.flat().some(isRefined)
      ? [accurateFactorFunction(relaxed)]
      : []),
  ];
}

/** A function of one vector. */
function vectorFunction(
  label: string,
  emit: (e: Emitter, xs: readonly number[]) => number[],
  { shape, relaxed, named }: Pick<Target, "shape" | "relaxed" | "named">,
): WasmFunction {
  const names = named ? new Map([[0, "x"]]) : undefined;
  const locals = localsAfter(["v128"], Infinity, names), code = newCode();
  code.get(...emit({ code, locals, shape, relaxed }, [0]));
  return { label, params: ["v128"], results: ["v128"], locals, code };
}
