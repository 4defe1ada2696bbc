import { copying } from "../conduct/layouts.ts";
import type { Heap } from "../memory/heap.ts";
import type { Slices } from "../conduct/slices.ts";
import { openSession, type Session, type Setting } from "./session.ts";

/** The memory of a plan, from one run to the next. */
export interface Sessions {
  /** Memory for a run: made on first use, and where the last one may still be written to. */
  readonly opened: () => Slices<Session>;
  /** The same numbers in memory that nothing else writes to. */
  readonly moved: () => Slices<Session>;
  /** The heap of the memory that was opened last. */
  readonly heap: () => Heap;
  /** Gives the memory back. */
  readonly dispose: () => void;
}

/** No memory yet. */
export function sessionsOf(setting: Setting): Sessions {
  let session: Session | undefined;
  function dispose(): void {
    session?.close();
    session = undefined;
  }
  function* opened(): Slices<Session> {
    if (session?.bound.heap.retired) dispose();
    return session ??= yield* openSession(setting);
  }
  function* moved(): Slices<Session> {
    const { plan: { inputs, stored } } = setting;
    const old = session as Session, own = yield* openSession(setting);
    try {
      yield* own.bound.map();
      for (const buffer of [...inputs, ...stored]) {
        yield* copying(old.bound.array(buffer), () => own.bound.array(buffer));
      }
    } catch (error) {
      own.close();
      throw error;
    }
    old.close();
    return session = own;
  }
  return { opened, moved, heap: () => (session as Session).bound.heap, dispose };
}
