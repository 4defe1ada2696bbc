import { UsageError } from "../errors.ts";
import type { Given } from "./option_table.ts";
import { choice, integer } from "./values.ts";

/** How an evaluation runs: as `EvaluateOptions` has it. */
export interface RunningOptions {
  readonly threads: number | undefined;
  readonly precision: "f64" | "f32" | undefined;
  readonly device: "auto" | "cpu" | "webgpu" | undefined;
}

/** More threads than any processor has. */
const mostThreads = 1024;

/** Throws `UsageError` for values that are none, or do not go together. */
export function readRunningOptions(given: Given): RunningOptions {
  const device = choice("device", given, ["auto", "cpu", "webgpu"]);
  const precision = choice("precision", given, ["f64", "f32"]);
  if (device === "webgpu" && precision === "f64") {
    throw new UsageError(
      "Expected --precision f32 for --device webgpu, which computes in single precision, got f64",
    );
  }
  return { threads: integer("threads", given, [1, mostThreads]), precision, device };
}

/** Whether single precision was asked for, in words or by the device. */
export function isSingle({ precision, device }: RunningOptions): boolean {
  return precision === "f32" || device === "webgpu";
}
