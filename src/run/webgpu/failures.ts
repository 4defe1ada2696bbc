import { DeviceError } from "../../expr/errors.ts";
import { messageOf } from "../conduct/message.ts";
import type { Outcome } from "./scopes.ts";

/** What stops work from outside: a signal, or a callback that throws. */
export class Interruption {
  constructor(readonly reason: unknown) {}
}

/** What is to be said of work that failed; undefined if nothing is, or if what was thrown says it. */
export function failureOf(
  thrown: unknown,
  reported: Outcome<unknown>["reported"],
): string | undefined {
  const memory = reported["out-of-memory"];
  if (memory !== undefined) {
    return `The GPU is out of memory: ${memory}; use device "cpu", or fewer results at once`;
  }
  const refused = reported.validation ?? reported.internal;
  if (refused !== undefined) return `The GPU refused the work: ${refused}; use device "cpu"`;
  if (thrown === undefined || thrown instanceof DeviceError) return undefined;
  return `The GPU failed: ${messageOf(thrown)}; use device "cpu"`;
}

/** What is to be said of a text that the compiler rejects. */
export function rejection(
  code: string,
  error: GPUCompilationMessage | undefined,
  reported: string | undefined,
): string {
  const where = error === undefined || error.lineNum === 0
    ? ""
    : ` (line ${error.lineNum}: ${code.split("\n")[error.lineNum - 1]?.trim()})`;
  return `The GPU's compiler rejected a kernel: ${
    error?.message ?? reported
  }${where}; please report it, and use device "cpu"`;
}
