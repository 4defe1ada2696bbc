import type { Kernel } from "../../ir/kernel.ts";
import { centredGroups } from "../../program/centring.ts";
import { programOf } from "../../program/passes.ts";
import { definitionsOf } from "../../program/program.ts";
import { localsAfter, newCode, type ValueType } from "../bytes/assembler.ts";
import { newArguments, type Rounding } from "../frame/argument_block.ts";
import { type Frame, parameters, type Schedule } from "../frame/frame.ts";
import { newSection } from "../frame/sections.ts";
import { type CalledOp, calledOps, mapTable } from "../functions/map_functions.ts";
import { dependenceIn } from "./dependence.ts";
import { importedOps } from "./imported_ops.ts";
import { make } from "../values/values.ts";

/** The parameters of `run`: whole numbers. */
export const runParams: readonly ValueType[] = Object.keys(parameters).map(() => "i32");

/** Where the functions stand that modules have, after those that they import. */
function functionsOf({ length }: readonly CalledOp[]): Frame["functions"] {
  return { exp: length, log: length + 1, accurateFactor: length + 2 };
}

/** What the function under construction knows before anything is written. */
export function newFrame(
  given: Kernel,
  { shape, relaxed, open, named, imports = importedOps(given), isListed = false }:
    & Pick<Frame, "shape" | "relaxed" | "open">
    & {
      readonly named: boolean;
      /** What its module imports. */
      readonly imports?: readonly CalledOp[];
      /** Whether rows run along listed ranges of lanes. */
      readonly isListed?: boolean;
    },
  schedule: Schedule,
  mostLocals: number,
): Frame {
  const kernel = programOf(given, { rolled: schedule.rolled, single: shape === "f32x4" });
  const names = named ? new Map(Object.keys(parameters).map((name, t) => [t, name])) : undefined;
  const locals = localsAfter(runParams, mostLocals, names);
  const constants = { code: newCode(), locals: new Map<string, number>() };
  const args = newArguments();
  const centred = centredGroups(kernel);
  let scratchBytes = 0;
  const inner = kernel.rows.at(-1) ?? null;
  const definition = definitionsOf(kernel);
  return {
    kernel,
    shape,
    relaxed,
    schedule,
    args,
    locals,
    constants,
    strides: new Map(),
    words: new Map(),
    dependence: dependenceIn(kernel, inner, definition),
    definition,
    open,
    ranges: isListed
      ? { list: locals.fresh("i32", "list"), end: locals.fresh("i32", "listEnd") }
      : undefined,
    make,
    inner,
    functions: functionsOf(imports),
    maps: mapTable((name) => calledOps.indexOf(name)),
    scratch: {
      take: (bytes) => {
        const at = scratchBytes;
        scratchBytes += Math.ceil(bytes / 16) * 16;
        return at;
      },
      bytes: () => scratchBytes,
    },
    places: new Map(),
    rounding: ({ buffer }): Rounding =>
      shape === "f64x2" ? "f64" : centred.has(buffer) ? "f32 centred" : "f32",
    level0: newSection(),
    doubt: locals.fresh("v128", "doubtOnce"),
    status: locals.fresh("i32", "status"),
  };
}
