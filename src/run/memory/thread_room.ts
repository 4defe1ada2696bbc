import { builtin } from "./builtin.ts";

/** What `node:fs` is used for here. */
interface Files {
  readonly readFileSync: (path: string, encoding: "utf8") => string;
}

/** Bytes of addresses that a thread of Node reserves, with as much room to spare. */
const needed = 2 * 2 ** 30;

/**
 * Whether the addresses that this process may use suffice for one more thread, as far as is known: in Node on Linux, where V8
 * ends the whole process if they do not. In Deno files are not looked at without permission, and threads take few.
 */
export function hasRoomForThread(): boolean {
  if ("Deno" in globalThis) return true;
  try {
    const { readFileSync } = builtin("node:fs") as Files;
    const limit = /^Max address space +(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"));
    // "unlimited"
    if (limit === null) return true;
    const used = /^VmSize:\s+(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8"));
    return used === null || Number(limit[1]) - 1024 * Number(used[1]) >= needed;
  } catch {
    return true;
  }
}
