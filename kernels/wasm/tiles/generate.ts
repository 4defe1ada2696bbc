import { make } from "../values/values.ts";
import { type Axis, axisName } from "../../../src/expr/axes.ts";
import { arity } from "../../../src/expr/ops.ts";
import type { Instruction, Kernel, Register, Value } from "../../ir/kernel.ts";
import { centredGroups } from "../../program/centring.ts";
import { programOf } from "../../program/passes.ts";
import { definitionsOf } from "../../program/program.ts";
import { type Argument, newArguments, type Rounding } from "../frame/argument_block.ts";
import { type Code, localsAfter, newCode, type ValueType } from "../bytes/assembler.ts";
import { moduleBytes, type ModuleParts, type WasmFunction } from "../bytes/module.ts";
import type { Emitter, Shape } from "../bytes/emitter.ts";
import { type Dependence, type Frame, parameters, type Schedule } from "../frame/frame.ts";
import { isRefined } from "../spd/accurate.ts";
import { accurateFactorFunction } from "../functions/accurate_factor.ts";
import { emitExp } from "../functions/exp.ts";
import { emitLog } from "../functions/log.ts";
import { calledOps, mapTable } from "../functions/map_functions.ts";
import { newSection } from "../frame/sections.ts";
import { word } from "../frame/byte_strides.ts";
import { pairTileCode } from "./pair_tiles.ts";
import { tileCode } from "./tiles.ts";

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

const functions = { exp: 5, log: 6, accurateFactor: 7 } as const;

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
  const kernel = programOf(given, { rolled: schedule.rolled, single: shape === "f32x4" });
  const params = Object.keys(parameters).map((): ValueType => "i32");
  const names = named ? new Map(Object.keys(parameters).map((name, t) => [t, name])) : undefined;
  const locals = localsAfter(params, mostLocals, names);
  const constants = { code: newCode(), locals: new Map<string, number>() };
  const args = newArguments();
  const centred = centredGroups(kernel);
  let scratchBytes = 0;
  const inner = kernel.rows.at(-1) ?? null;
  const definition = definitionsOf(kernel);
  const frame: Frame = {
    kernel,
    shape,
    relaxed,
    schedule,
    args,
    locals,
    constants,
    words: new Map(),
    dependence: dependenceIn(kernel, inner, definition),
    definition,
    open,
    make,
    inner,
    functions,
    maps: mapTable((name) => calledOps.indexOf(name)),
    scratch: {
      take: (bytes) => {
        const at = scratchBytes;
        scratchBytes += Math.ceil(bytes / 16) * 16;
        return at;
      },
    },
    places: new Map(),
    rounding: ({ buffer }): Rounding =>
      shape === "f64x2" ? "f64" : centred.has(buffer) ? "f32 centred" : "f32",
    level0: newSection(),
    doubt: locals.fresh("v128", "doubtOnce"),
    status: locals.fresh("i32", "status"),
  };
  const rows = yield* rowLoop(frame);
  const code = newCode();
  code.append(constants.code);
  code.append(frame.level0.code);
  code.append(rows);
  code.get(frame.status);
  const run: WasmFunction = { name: "run", params, results: ["i32"], locals, code };
  const parts: ModuleParts = {
    shared,
    imports: calledOps.map((name) => ({
      name,
      params: Array.from({ length: arity[name] }, (): ValueType => "f64"),
      results: ["f64"],
    })),
    functions: [
      vectorFunction("exp", emitExp, { shape, relaxed, named }),
      vectorFunction("log", emitLog, { shape: "f64x2", relaxed, named }),
      ...(shape === "f64x2" && kernel.levels.flat().some(isRefined)
        ? [accurateFactorFunction(relaxed)]
        : []),
      run,
    ],
  };
  let bytes: Uint8Array<ArrayBuffer> | undefined;
  return {
    get bytes() {
      return bytes ??= moduleBytes(parts);
    },
    parts,
    args: args.list,
    scratchBytes,
    schedule,
  };
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

/** The loop over rows from `rowFirst` to `rowEnd`: tiles of several rows, then single ones. */
function* rowLoop(frame: Frame): Generator<undefined, Code, unknown> {
  const { kernel, locals, schedule } = frame;
  const code = newCode();
  const row = locals.fresh("i32", "row"), lane = locals.fresh("i32", "lane");
  const rowIndex = new Map(
    kernel.rows.map((axis) => [axis, locals.fresh("i32", axisName(axis))]),
  );
  const position = { row, rowIndex, lane };
  const tile = kernel.mirrors === undefined ? tileCode : pairTileCode;
  const single = yield* tile(frame, position, 1);
  const several = schedule.rows > 1 ? yield* tile(frame, position, schedule.rows) : undefined;
  const rest = locals.fresh("i32", "rest");
  const extentOf = (axis: Axis) => word(frame, { kind: "extent", set: axis.set });
  code.get(parameters.rowFirst);
  code.set(row);
  code.block(() => {
    code.loop(() => {
      code.get(row, parameters.rowEnd);
      code.op("i32.ge_s");
      code.brIf(1);
      code.get(row);
      code.set(rest);
      for (const axis of [...kernel.rows].reverse()) {
        const index = rowIndex.get(axis) as number;
        code.get(rest, extentOf(axis));
        code.op("i32.rem_u");
        code.set(index);
        code.get(rest, extentOf(axis));
        code.op("i32.div_u");
        code.set(rest);
      }
      const advance = (by: number) => {
        code.get(row);
        code.i32(by);
        code.op("i32.add");
        code.set(row);
      };
      if (several === undefined || frame.inner === null) {
        code.append(single);
        advance(1);
      } else {
        // several rows if they end before the range does, and before the index of the inner axis starts again
        const inner = rowIndex.get(frame.inner) as number;
        code.get(row);
        code.i32(schedule.rows);
        code.op("i32.add");
        code.get(parameters.rowEnd);
        code.op("i32.le_s");
        code.get(inner);
        code.i32(schedule.rows);
        code.op("i32.add");
        code.get(extentOf(frame.inner));
        code.op("i32.le_s", "i32.and");
        code.when(() => {
          code.append(several);
          advance(schedule.rows);
        }, () => {
          code.append(single);
          advance(1);
        });
      }
      code.br(0);
    });
  });
  return code;
}

/** On what each value depends: on the row axis whose neighbours share a tile, and on the lane. */
function dependenceIn(
  { lane }: Kernel,
  inner: Axis | null,
  definition: (register: Register) => Instruction,
): (value: Value) => Dependence {
  const known = new Map<Register, Dependence>();
  const over = (axes: readonly (Axis | null)[]): Dependence => ({
    row: inner !== null && axes.includes(inner),
    lane: lane !== null && axes.includes(lane),
  });
  const union = (list: readonly Dependence[]): Dependence => ({
    row: list.some(({ row }) => row),
    lane: list.some(({ lane }) => lane),
  });
  const dependence = (value: Value): Dependence => {
    if (value.kind === "memory") return over(value.dims);
    const register = value.kind === "view" ? value.of : value;
    let result = known.get(register);
    if (result === undefined) {
      const instruction = definition(register);
      result = compute(instruction);
      known.set(register, result);
    }
    return result;
  };
  const compute = (instruction: Instruction): Dependence => {
    switch (instruction.kind) {
      case "const":
      case "extent":
        return over([]);
      case "index":
        return over([instruction.axis]);
      case "map":
      case "fold":
      case "dot":
      case "dense":
        return union(instruction.args.map(dependence));
      case "gather":
        return union([
          over(instruction.from.dims.filter((_, t) => t !== instruction.dim)),
          dependence(instruction.index),
        ]);
      case "inverse":
        return dependence(instruction.factor);
      case "guarded":
        return compute(instruction.slow);
      default:
        return instruction satisfies never;
    }
  };
  return dependence;
}
