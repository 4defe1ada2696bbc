import type { Kernel } from "../../../kernels/ir/kernel.ts";
import { workOf } from "../../../kernels/program/cost.ts";

/** More additions than this take the interpreter seconds: generated code should do the whole plan. */
const mostInterpreted = 5e8;

/** Single precision does not do for a plan, and the rest is too much for the interpreter; the message says why. */
export class Undecided extends Error {
  override name = "Undecided";
}

/** Throws where some rows of a sweep, of so many lanes each, are too much for the interpreter. */
export function refuseLarge(
  kernel: Kernel,
  { rows, lanes }: { readonly rows: number; readonly lanes: number },
  reason: string,
): void {
  if (rows * lanes * workOf(kernel, 2) > mostInterpreted) throw new Undecided(reason);
}
