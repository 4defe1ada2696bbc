import {
  argumentNumbers,
  type ArgumentValues,
  type Rounding,
} from "../../../kernels/wasm/frame/argument_block.ts";
import type { Buffer } from "../../plan/types.ts";
import type { Heap } from "../memory/heap.ts";
import type { Compiled } from "./modules.ts";
import type { StepValues } from "./units.ts";

/** Writes the arguments of a kernel to memory. */
export function writeArguments(
  heap: Heap,
  at: number,
  compiled: Compiled,
  values: StepValues & Omit<ArgumentValues, "pointer" | "sizes">,
): void {
  const { args } = compiled;
  const pointer = (buffer: Buffer, rounding: Rounding) =>
    values.pointer(buffer, rounding, compiled);
  heap.i32(at, args.length).set(argumentNumbers(args, { ...values, pointer }));
}
