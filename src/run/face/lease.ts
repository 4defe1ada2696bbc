import type { Keeper } from "./keeper.ts";

/** Who uses the memory of a compiled plan, and whether it is given back. */
export interface Lease {
  /** The executors of the plan. */
  readonly kept: Keeper;
  /** Does something with them; they stay until it is done. Throws `TypeError` where the plan was disposed of. */
  readonly within: <T>(use: () => Promise<T>) => Promise<T>;
  /** Throws `TypeError` where the plan was disposed of. */
  readonly check: () => void;
  /** Gives the memory back, once all that runs is done. */
  readonly dispose: () => void;
}

/** A lease of executors that nobody uses yet. */
export function leaseOf(kept: Keeper): Lease {
  let users = 0, disposed = false;
  const check = () => {
    if (disposed) {
      throw new TypeError("Expected a plan that is still there, got one that was disposed of");
    }
  };
  return {
    kept,
    check,
    within: async (use) => {
      check();
      users++;
      try {
        return await use();
      } finally {
        users--;
        if (disposed && users === 0) kept.dispose();
      }
    },
    dispose: () => {
      disposed = true;
      if (users === 0) kept.dispose();
    },
  };
}
