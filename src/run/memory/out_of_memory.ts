import { DeviceError } from "../../expr/errors.ts";

/** What engines say where memory does not suffice: V8, SpiderMonkey, JavaScriptCore. */
const outOfMemory = /alloc|memory|array (buffer )?(length|size)|too (large|big)/i;

/** Throws an error again; that of an engine which had no memory left as a sentence, which `advice` ends. */
export function inPlainTerms(error: unknown, advice: () => string): never {
  if (isRaw(error) && outOfMemory.test(error.message)) {
    throw new DeviceError(
      `The memory of this machine does not suffice for the arrays of a computation (${error.message}); ${advice()}`,
      { cause: error },
    );
  }
  throw error;
}

/** Whether an error is the engine's, not one of ours that derives from it. */
function isRaw(error: unknown): error is Error {
  return error instanceof Error &&
    ["RangeError", "InternalError", "CompileError"].includes(error.name) &&
    !(error instanceof DeviceError);
}
