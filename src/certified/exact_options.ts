/** What computations of exact numbers have in common: options that are checked, and results by mixture. */
import { describe } from "../expr/describe.ts";
import { DomainError } from "../expr/errors.ts";
import { checkOptions } from "../run/face/options.ts";

/** A cell of boxes that overlap is as much work as so many densities. */
export const cellWork = 100;

/** How exact a number shall be, what it may cost, and who is told. */
export interface Limits {
  readonly tolerance?: number | undefined;
  readonly maxWork?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** Limits that can be, with what is left out filled in. Throws at once if the signal has stopped already. */
export function checkLimits(
  { tolerance = 1e-9, maxWork = 1e9, signal, onProgress }: Limits,
): Limits & { readonly tolerance: number; readonly maxWork: number } {
  checkOptions({ signal, onProgress });
  checkPositive(tolerance, "tolerance");
  checkPositive(maxWork, "maxWork");
  signal?.throwIfAborted();
  return { tolerance, maxWork, signal, onProgress };
}

function checkPositive(x: unknown, name: string): void {
  if (typeof x === "number" && x > 0) return;
  throw new DomainError(`Expected ${name} to be a number above 0, got ${describe(x)}`);
}
