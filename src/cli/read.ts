import { reasonOf } from "../expr/describe.ts";
import { quoted } from "../expr/quote.ts";
import type { CommandIO } from "./command_io.ts";
import { InputError } from "./errors.ts";
import { pathFault } from "./path_fault.ts";

/** How much of the name of a file is shown. */
export const mostPath = 200;

/** The bytes of a file, or of the standard input as "-". Throws `InputError` where they cannot be read. */
export async function readBytes(file: string, io: CommandIO): Promise<Uint8Array> {
  try {
    return await (file === "-" ? io.readStdin() : io.readFile(file));
  } catch (error) {
    throw new InputError(whyUnread(file, error));
  }
}

/** The sentence for a file that could not be read, from what the runtime says. */
function whyUnread(file: string, error: unknown): string {
  const path = quoted(file, mostPath);
  const what = file === "-" ? "The standard input" : `The file ${path}`;
  switch (codeOf(error)) {
    case "ENOENT":
      return `There is no file ${path}`;
    case "EISDIR":
      return `Expected a file, got the directory ${path}`;
    case "EACCES":
    case "EPERM":
      return `${what} may not be read`;
    case "ERR_STRING_TOO_LONG":
    case "ERR_FS_FILE_TOO_LARGE":
      return `${what} has more text than can be read at once`;
    default:
      // more bytes than an array can have, put together piece by piece
      return error instanceof RangeError
        ? `${what} has more text than can be read at once`
        : `${what} cannot be read: ${pathFault(codeOf(error)) ?? reasonOf(error)}`;
  }
}

/** The code that the system gives an error. */
function codeOf(error: unknown): unknown {
  return ((error ?? {}) as { readonly code?: unknown }).code;
}
