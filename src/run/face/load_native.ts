import type { Kernel } from "../../../kernels/ir/kernel.ts";
import type { Sizes } from "../../plan/types.ts";
import { extentAt } from "../conduct/extent.ts";
import type { Native } from "../cpu/native.ts";
import type { Refusal } from "../cpu/refusal.ts";
import { messageOf } from "../conduct/message.ts";
import { leastNative } from "./plan_executor.ts";

/** No step needs generated code. */
const small: Refusal = { reason: "the work is small" };

/** Imports the generators: bundlers make a file of their own of them. */
const importNative = async (): Promise<Native> => (await import("./large_work.ts")).nativeSteps;

/** Generated code, if a kernel is worth it at these sizes, or why there is none. */
export async function nativeFor(
  { kernels }: { readonly kernels: readonly Kernel[] },
  sizes: Sizes,
  load: () => Promise<Native> = importNative,
): Promise<Native | Refusal> {
  if (kernels.every((kernel) => extentAt(kernel, sizes).work < leastNative)) return small;
  try {
    return await load();
  } catch (error) {
    return {
      reason: "the generators could not be loaded",
      warning:
        `The part of the library that generates WebAssembly could not be loaded (${
          messageOf(error)
        }). The interpreting script does the work instead, which takes many times as long; is its ` +
        `file there, beside the one that was loaded first?`,
    };
  }
}
