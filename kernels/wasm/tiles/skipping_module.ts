import type { Kernel } from "../../ir/kernel.ts";
import { newCode } from "../bytes/assembler.ts";
import { moduleBytes, type ModuleParts, type WasmFunction } from "../bytes/module.ts";
import type { Argument } from "../frame/argument_block.ts";
import type { Schedule } from "../frame/frame.ts";
import { scheduleOf } from "../frame/schedule.ts";
import { filterCode, filterParameters } from "./filter_tile.ts";
import { importsOf, supportFunctions, type Target } from "./generate.ts";
import { importedOps } from "./imported_ops.ts";
import { newFrame, runParams } from "./new_frame.ts";
import { takeRanges } from "./ranges.ts";
import { rowLoop } from "./row_loop.ts";
import { driverFunction } from "./skipping_driver.ts";

/** A sweep and the tests of its blocks in one module. */
export interface SkippingModule {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What the sweep and the tests are told. */
  readonly sweep: Part;
  readonly test: Part;
}

/** What a function of the module is supplied with. */
export interface Part {
  readonly args: readonly Argument[];
  readonly scratchBytes: number;
  readonly schedule: Schedule;
}

/** A sweep and the kernel that bounds it. */
export interface Skipped {
  readonly kernel: Kernel;
  readonly bounding: Kernel;
}

/** Generates the module that runs a sweep along those lanes only that the tests leave, in slices; for doubles. */
export function* generatingSkipping(
  { kernel, bounding }: Skipped,
  { relaxed, shared }: Pick<Target, "relaxed" | "shared">,
  mostLocals = Infinity,
): Generator<undefined, SkippingModule, unknown> {
  const shape = "f64x2", open = false, named = false;
  const imports = importedOps(kernel).length > importedOps(bounding).length
    ? importedOps(kernel)
    : importedOps(bounding);
  const about = { shape, relaxed, open, named, imports, isListed: true } as const;
  const schedule = scheduleOf(kernel, shape);
  const frame = newFrame(kernel, about, schedule, mostLocals);
  const rows = yield* rowLoop(frame);
  const sweepCode = newCode();
  takeRanges(frame, sweepCode);
  for (const part of [frame.constants.code, frame.level0.code, rows]) sweepCode.append(part);
  sweepCode.get(frame.status);
  const testSchedule: Schedule = { ...scheduleOf(bounding, shape), rows: 1 };
  const filter = newFrame(bounding, about, testSchedule, mostLocals);
  const end = filter.locals.fresh("i32", "end");
  const kept = yield* filterCode(filter, end);
  const testCode = newCode();
  takeRanges(filter, testCode);
  for (const part of [filter.constants.code, filter.level0.code, kept]) testCode.append(part);
  // how many ranges were listed
  testCode.get(end);
  testCode.get(filterParameters.into);
  testCode.op("i32.sub");
  testCode.i32(3);
  testCode.op("i32.shr_u");
  const support = supportFunctions(kernel, { shape, relaxed, named });
  const at = imports.length + support.length;
  const function_ = (one: typeof frame, code: ReturnType<typeof newCode>): WasmFunction => ({
    params: runParams,
    results: ["i32"],
    locals: one.locals,
    code,
  });
  const parts: ModuleParts = {
    shared,
    imports: importsOf(imports),
    functions: [
      ...support,
      function_(frame, sweepCode),
      function_(filter, testCode),
      driverFunction({ sweep: at, test: at + 1 }),
    ],
  };
  const partOf = (one: typeof frame, its: Schedule): Part => ({
    args: one.args.list,
    scratchBytes: one.scratch.bytes(),
    schedule: its,
  });
  return {
    bytes: moduleBytes(parts),
    sweep: partOf(frame, schedule),
    test: partOf(filter, testSchedule),
  };
}
